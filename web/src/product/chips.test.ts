import { expect, test } from "vitest";
import { resultOf } from "../testing/products";
import { chipsOf } from "./chips";

const chips = (...texts: string[]) =>
  chipsOf(
    resultOf("milk", {
      reasons: texts.map((text) => ({ code: "attribute_affinity", text, evidence: ["e1"] })),
    }),
  );

test("reasons of one cause are one chip", () => {
  expect(
    chips(
      "Plant-based, because you looked at Oat Milk",
      "Lactose-free, because you looked at Oat Milk",
      "Because you looked at Oat Milk",
    ),
  ).toEqual(["Plant-based and lactose-free, because you looked at Oat Milk"]);
  expect(chips("You like organic", "You like Milk", "You like 1 l")).toEqual([
    "You like organic, Milk and 1 l",
  ]);
});

test("causes that differ stand apart, and other words are left as they are", () => {
  expect(
    chips("Because you bought Chips", "Organic, because you bought Tea", "It is due", "It is due"),
  ).toEqual(["Because you bought Chips", "Organic, because you bought Tea", "It is due"]);
});

test("the usual comes first, once, and there are three at most", () => {
  const result = resultOf("milk", {
    usual: { quantity: 2, last_bought: null, due: null, every_days: null },
    reasons: ["a", "b", "c"].map((text) => ({ code: "due", text, evidence: ["e"] })),
  });
  result.reasons.unshift({ code: "usual", text: "You usually buy 2", evidence: ["e"] });
  expect(chipsOf(result)).toEqual(["Your usual: 2", "a", "b"]);
});

test("what was not learned is not among them", () => {
  expect(chipsOf(resultOf("milk"))).toEqual([]);
});
