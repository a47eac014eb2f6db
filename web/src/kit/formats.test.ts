import { expect, test } from "vitest";
import { ageOf, percentOf, priceOf } from "./formats";

const NOW = Date.parse("2026-03-02T12:00:00Z");

test.each([
  ["2026-03-02T11:59:30Z", "just now"],
  ["2026-03-02T11:59:00Z", "1 minute ago"],
  ["2026-03-02T09:00:00Z", "3 hours ago"],
  ["2026-02-20T12:00:00Z", "10 days ago"],
  ["2025-12-02T12:00:00Z", "3 months ago"],
  ["2020-03-02T12:00:00Z", "6 years ago"],
  ["2026-03-02T12:00:09Z", "just now"],
])("%s was %s", (time, age) => {
  expect(ageOf(time, NOW)).toBe(age);
});

test("prices and shares have fixed digits", () => {
  expect(priceOf(2.5)).toBe("$2.50");
  expect(percentOf(0.642)).toBe("64 %");
});
