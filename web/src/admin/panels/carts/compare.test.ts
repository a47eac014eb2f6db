import { expect, test } from "vitest";
import { comparedWith } from "./compare";

const mean = (low: number, high: number) => ({ n: 40, mean: (low + high) / 2, low, high });

test.each([
  [mean(30, 34), mean(20, 29), ", more than before."],
  [mean(20, 29), mean(30, 34), ", less than before."],
  [mean(20, 31), mean(30, 34), ", not surely more or less than before."],
  [
    mean(20, 31),
    { n: 3, mean: 9, low: null, high: null },
    "; too few to say whether that changed.",
  ],
  [
    mean(20, 31),
    { n: 0, mean: null, low: null, high: null },
    "; there is none before to compare with.",
  ],
])("orders of %j against %j: %s", (now, before, told) => {
  expect(comparedWith(now, before)).toBe(told);
});
