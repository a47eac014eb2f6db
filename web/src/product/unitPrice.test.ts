import { expect, test } from "vitest";
import { unitPriceOf } from "./unitPrice";

test.each([
  [1.5, "500 g", "$3.00 / kg"],
  [2, "4 x 125 g", "$4.00 / kg"],
  [3, "1 l", "$3.00 / l"],
  [3.79, "1 gal", "$1.00 / l"],
  [2, "64 fl oz", "$1.06 / l"],
  [2, "12 eggs", null],
  [2, "", null],
  [2, "0 g", null],
  [null, "500 g", null],
])("%s for %s", (price, size, told) => {
  expect(unitPriceOf(price, size)).toBe(told);
});
