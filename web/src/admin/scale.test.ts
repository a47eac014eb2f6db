import { expect, test } from "vitest";
import { placeOf, ticksAround, ticksOf } from "./scale";

test.each([
  [0, 0.62, [0, 0.2, 0.4, 0.6, 0.8]],
  [0, 1, [0, 0.5, 1]],
  [0, 0.05, [0, 0.02, 0.04, 0.06]],
  [0, 48.7, [0, 20, 40, 60]],
  [0, 0, [0, 0.5]],
])("an axis from %s to %s names round values around both", (low, high, expected) => {
  expect(ticksOf(low, high)).toEqual(expected);
});

test("an axis around 0 reaches equally far on both sides, and over both bounds", () => {
  expect(ticksAround(-0.084, 0.076)).toEqual([-0.1, -0.05, 0, 0.05, 0.1]);
  expect(ticksAround(0.01, 0.3)).toEqual([-0.4, -0.2, 0, 0.2, 0.4]);
});

test("every value lies between its ticks, whatever its size", () => {
  for (let power = -4; power < 5; power += 1) {
    for (const digit of [1, 1.01, 2.5, 4.99, 7, 9.999]) {
      const high = digit * 10 ** power;
      const ticks = ticksOf(0, high);
      expect(ticks[0]).toBe(0);
      expect(ticks.at(-1)).toBeGreaterThanOrEqual(high * (1 - 1e-9));
      expect(ticks.length).toBeLessThanOrEqual(6);
    }
  }
});

test("a place is in percent of the axis, and never outside", () => {
  expect(placeOf(0.2, [0, 0.4, 0.8])).toBeCloseTo(25);
  expect(placeOf(0, [-10, 0, 10])).toBe(50);
  expect([placeOf(-1, [0, 1]), placeOf(2, [0, 1])]).toEqual([0, 100]);
});
