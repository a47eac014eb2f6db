import { expect, test } from "vitest";
import { filterCount, onTheWire, readAddress, writeAddress } from "./address";

test("an address is read as it was written", () => {
  const text = "q=oat+milk&brands=Oatfern&brands=A+%26+B&free_from=nuts&price_max=3.5&in_stock=1";
  expect(writeAddress(readAddress(text))).toBe(text);
  expect(filterCount(readAddress(text).filters)).toBe(5);
});

test("what is not set is not sent", () => {
  expect(onTheWire(readAddress("q=milk").filters)).toEqual({});
  expect(onTheWire(readAddress("price_max=2&diets=vegan").filters)).toEqual({
    price_max: 2,
    diets: ["vegan"],
  });
});

test.each(["price_max=abc", "price_max=-1", "in_stock=yes"])("%s is left out", (text) => {
  expect(filterCount(readAddress(text).filters)).toBe(0);
});
