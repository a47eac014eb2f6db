import { expect, test } from "vitest";
import { noticedFact, saidFact } from "../testing/memories";
import { grouped, habitOf, saying, sentenceOf, sureOf } from "./sentences";

const MILK = {
  sku: "milk",
  name: "Whole Milk",
  category: "Milk",
  frequency: "weekly" as const,
  avg_days_between: 6.2,
  usual_quantity: 2,
  confidence: 0.9,
  last_purchased: null,
  is_due: false,
};

test("facts are told to the person they are about", () => {
  expect(sentenceOf(saidFact("allergic_to", "nuts"))).toBe("You are allergic to nuts");
  expect(sentenceOf(noticedFact("CONSIDERS_BRAND", "Oatfern"))).toBe(
    "You chose the brand Oatfern 3 times",
  );
  const own = saidFact("favourite_colour", "green", { content: "Favourite colour: green" });
  expect(sentenceOf(own)).toBe("Favourite colour: green");
});

test("what a person said is never put in other words", () => {
  const said = saidFact("PREFERS", "", { value: null, content: "Bought is better than made" });
  expect(sentenceOf(said)).toBe("Bought is better than made");
});

test("a habit says how much and how often", () => {
  expect(habitOf(MILK)).toBe("You usually buy 2 × Whole Milk every 6 days");
  expect(habitOf({ ...MILK, usual_quantity: 1, avg_days_between: 0.8 })).toBe(
    "You usually buy Whole Milk every day",
  );
  expect(habitOf({ ...MILK, avg_days_between: null })).toBe("You usually buy 2 × Whole Milk");
});

test("how sure is a word and a number", () => {
  expect(sureOf(saidFact("allergic_to", "nuts"))).toBe("certain, 100 %");
  expect(sureOf(noticedFact("CONSIDERS_BRAND", "Oatfern"))).toBe("likely, 68 %");
});

test("the surest stands first under its heading, what has ended last", () => {
  const groups = grouped([
    noticedFact("CONSIDERS_BRAND", "past", { confidence: 0.9, invalid_at: "2026-04-01T00:00:00Z" }),
    noticedFact("CONSIDERS_BRAND", "weak", { confidence: 0.2 }),
    noticedFact("CONSIDERS_BRAND", "strong", { confidence: 0.8 }),
    noticedFact("REGULARLY_BUYS", "milk"),
  ]);
  expect(groups.map((group) => group.kind)).toEqual(["habits", "chosenBrands"]);
  expect(groups[1]?.memories.map((one) => one.value)).toEqual(["strong", "weak", "past"]);
});

test("what says the words is told apart from what is only near", () => {
  const { said, near } = saying(
    [noticedFact("CONSIDERS_BRAND", "Oatfern"), noticedFact("CONSIDERS_BRAND", "Larkmoor")],
    "oat brand",
  );
  expect(said.map((one) => one.value)).toEqual(["Oatfern"]);
  expect(near.map((one) => one.value)).toEqual(["Larkmoor"]);
});

test("what happened is told to the person, not about them", () => {
  const told = (content: string) =>
    sentenceOf(saidFact("", "", { type: "history", relation: null, value: null, content }));
  expect(told("User said: I like it hot")).toBe("You said: “I like it hot”");
  expect(told("User requested: milk | Selected: Oat milk?")).toBe(
    "You asked for “milk” and picked “Oat milk?”",
  );
  expect(told("I moved house")).toBe("I moved house");
});
