import { expect, test } from "vitest";
import { dayOf } from "../../../testing/figures";
import { allOf, kindsOf, stripsOf } from "./strips";

const DAYS = [
  dayOf("2026-03-01", { search_performed: 3, product_viewed: 2, consent_changed: 1 }),
  dayOf("2026-03-02", { search_result_clicked: 4, product_viewed: 1, selection_made: 2 }),
];

test("each strip counts its kinds day by day", () => {
  const strips = stripsOf(DAYS);
  expect(strips.map(({ total, most }) => [total, most])).toEqual([
    [3, 3],
    [7, 5],
    [0, 0],
    [2, 2],
  ]);
  expect(strips[1]?.days.map((day) => day.n)).toEqual([2, 5]);
});

test("what is drawn in no strip is counted all the same", () => {
  expect(DAYS.map(allOf)).toEqual([6, 7]);
  expect(kindsOf(DAYS)).toEqual([
    "search_result_clicked",
    "product_viewed",
    "search_performed",
    "selection_made",
    "consent_changed",
  ]);
});
