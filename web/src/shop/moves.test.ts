import { expect, test } from "vitest";
import { resultOf } from "../testing/products";
import { risen } from "./moves";

const plain = (sku: string) => resultOf(sku);
const learned = (sku: string) =>
  resultOf(sku, { reasons: [{ code: "x", text: "x", evidence: ["e"] }] });

test("what rose for something learned is named", () => {
  const before = [plain("a"), plain("b"), plain("c")];
  expect(risen(before, [learned("c"), plain("a"), learned("b")])).toEqual(new Set(["c"]));
});

test("a first showing moved nothing", () => {
  expect(risen([], [learned("a")])).toEqual(new Set());
});

test("what is new in the list rose into it", () => {
  expect(risen([plain("a")], [learned("n"), plain("a")])).toEqual(new Set(["n"]));
});
