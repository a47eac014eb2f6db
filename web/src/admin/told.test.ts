import { expect, test } from "vitest";
import { comparedOf, rateOf as shareWith } from "../testing/figures";
import { comparison, meanOf, pointsOf, rateOf, sentenceOf, spanOf } from "./told";

test.each([
  [{ rate: 0.599, low: 0.538, high: 0.6573 }, "59.9 % (53.8 to 65.7)"],
  [{ rate: 0, low: 0, high: 0.0771 }, "0.0 % (0.0 to 7.7)"],
  [{ rate: 1, low: null, high: null }, "100.0 %"],
  [{ rate: null, low: null, high: null }, "none yet"],
])("a share is told with its interval: %j is %s", (rate, told) => {
  expect(rateOf(rate)).toBe(told);
});

test("a mean has an interval only where there is one", () => {
  expect(meanOf({ n: 42, mean: 31.5, low: 27.1, high: 35.9 })).toBe("$31.50 ($27.10 to $35.90)");
  expect(meanOf({ n: 3, mean: 31.5, low: null, high: null })).toBe("$31.50");
  expect(meanOf({ n: 0, mean: null, low: null, high: null })).toBe("none yet");
});

test("a difference has its sign", () => {
  expect([0.123, -0.02, 0].map(pointsOf)).toEqual(["+12.3 points", "−2.0 points", "0.0 points"]);
});

test.each([
  [59, "59\u00a0s"],
  [60, "1\u00a0min"],
  [7200, "2\u00a0h"],
  [172_800, "2 days"],
])("%s seconds are %s", (seconds, told) => {
  expect(spanOf(seconds)).toBe(told);
});

test("a sentence begins and ends as one", () => {
  expect(sentenceOf("better: it is")).toBe("Better: it is.");
  expect(sentenceOf("Done.")).toBe("Done.");
});

test("a comparison says which side is missing", () => {
  const [some, none] = [shareWith(6, 10), shareWith(0, 0)];
  expect(comparison(comparedOf(none, none), "lists", "clicked")).toBe(
    "Not enough data: no lists yet.",
  );
  expect(comparison(comparedOf(some, none), "lists", "clicked")).toMatch(
    /60\.0 % of 10 personalised lists were clicked, but .* no neutral/,
  );
  expect(comparison(comparedOf(none, some), "lists", "clicked")).toMatch(
    /60\.0 % of 10 neutral lists were clicked, but .* no personalised/,
  );
});

test("a comparison with both sides is told as the server concludes", () => {
  const both = comparedOf(shareWith(6, 10), shareWith(5, 10), { text: "better: +1.0 to +2.0" });
  expect(comparison(both, "lists", "clicked")).toBe("Better: +1.0 to +2.0.");
});
