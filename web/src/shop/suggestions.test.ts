import { expect, test } from "vitest";
import { forgetSearches, recentSearches, rememberSearch, suggest } from "./suggestions";

const SOURCES = {
  recent: ["oat milk", "bread"],
  usual: ["Whole Milk, Gallon", "Rye Bread"],
  categories: ["Milk", "Bread", "Butter & Spreads"],
  brands: ["Oatfern", "Brightoat"],
};

test("what was typed comes first, then what its words begin", () => {
  expect(suggest("mi", SOURCES)).toEqual([
    { kind: "typed", text: "mi" },
    { kind: "recent", text: "oat milk" },
    { kind: "usual", text: "Whole Milk, Gallon" },
    { kind: "category", text: "Milk" },
  ]);
});

test("before anything is typed there is what is recent and usual", () => {
  expect(suggest("  ", SOURCES).map((one) => one.kind)).toEqual([
    "recent",
    "recent",
    "usual",
    "usual",
  ]);
});

test("every word counts, and nothing is offered twice", () => {
  expect(suggest("milk gal", SOURCES).map((one) => one.text)).toEqual([
    "milk gal",
    "Whole Milk, Gallon",
  ]);
  expect(suggest("oat milk", SOURCES)).toEqual([{ kind: "typed", text: "oat milk" }]);
});

test("searches are remembered for each person, newest first, and forgotten", () => {
  rememberSearch("ana", "milk");
  rememberSearch("ana", "tea");
  rememberSearch("ana", "Milk ");
  expect(recentSearches("ana")).toEqual(["Milk", "tea"]);
  expect(recentSearches("bo")).toEqual([]);
  forgetSearches("ana");
  expect(recentSearches("ana")).toEqual([]);
  localStorage.setItem("leafloop.recent.ana", "{broken");
  expect(recentSearches("ana")).toEqual([]);
});
