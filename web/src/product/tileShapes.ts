/** A drawn shape for each kind of product, chosen by words of its category; no photographs. */

/** Paths in a box of 48 by 48, drawn as lines. */
const SHAPES = {
  carton: "M15 44V17l5-9h8l5 9v27ZM15 17h18M20 8V5h8v3",
  bottle: "M21 4h6v9c4 3 5 6 5 10v21H16V23c0-4 1-7 5-10ZM16 28h16",
  jar: "M15 6h18v6H15ZM13 16c0-3 2-4 4-4h14c2 0 4 1 4 4v24c0 3-2 4-4 4H17c-2 0-4-1-4-4ZM13 22h22v12H13",
  bag: "M12 6h24l-2 5 2 33H12l2-33ZM12 6l2 5h20M17 22h14M17 28h9",
  box: "M10 10h28v34H10ZM10 18h28M16 26h16M16 32h10",
  cup: "M11 12h26l-3 32H14ZM9 8h30v4H9ZM13 26h22",
  can: "M14 8c0-2 20-2 20 0v32c0 3-20 3-20 0ZM14 8c0 2 20 2 20 0M14 17c5 2 15 2 20 0M14 32c5 2 15 2 20 0",
  loaf: "M8 24c-3-8 3-13 9-13h15c7 0 12 6 8 13v17H8ZM17 12c-3 4-2 8 0 12M27 12c-3 4-2 8 0 12",
  wedge: "M5 34 41 14c3 6 3 12 2 20ZM5 34v8h38v-8M16 32h.1M28 27h.1M34 34h.1",
  fruit:
    "M24 15c-9-5-16 1-16 11 0 9 6 17 11 17 2 0 3-1 5-1s3 1 5 1c5 0 11-8 11-17 0-10-7-16-16-11ZM24 15c0-5 2-8 6-10",
  leafy: "M24 44V22M24 30C13 30 9 22 9 12c9 0 15 5 15 18ZM24 26c0-9 6-15 15-15 0 9-5 15-15 15Z",
  egg: "M24 6c8 0 14 13 14 22a14 14 0 0 1-28 0C10 19 16 6 24 6Z",
  fish: "M6 24c6-9 20-13 29-3l8-6v18l-8-6c-9 10-23 6-29-3ZM15 22h.1M24 17c2 4 2 9 0 14",
  steak: "M10 26c0-11 9-18 18-16 9 1 12 8 8 14-3 5-7 5-8 11-1 7-18 5-18-9ZM25 20a3 3 0 1 0 .1 0",
  cone: "M15 20a9 9 0 0 1 18 0ZM14 20h20L24 45ZM19 20l8 15M29 20l-8 15",
  sweet: "M24 14a10 10 0 1 0 0 20 10 10 0 0 0 0-20ZM15 19 5 14v20l10-5M33 19l10-5v20l-10-5",
  mug: "M9 14h24v18c0 6-4 9-8 9h-8c-4 0-8-3-8-9ZM33 19h4c6 0 6 12-4 12M16 4c-2 3 2 4 0 7M24 4c-2 3 2 4 0 7",
  tube: "M16 8h16l3 30H13ZM19 38h10v6H19ZM16 8V4h16v4M18 20h12",
  paw: "M24 25c-6 0-11 6-11 11s6 7 11 5c5 2 11 0 11-5s-5-11-11-11ZM11 19a3.5 4.5 0 1 0 .1 0M20 9a3.5 4.5 0 1 0 .1 0M29 9a3.5 4.5 0 1 0 .1 0M38 19a3.5 4.5 0 1 0 .1 0",
  grain:
    "M24 45V14M24 14c-4-4-4-7 0-11 4 4 4 7 0 11ZM24 26c-7 0-9-3-10-9 6 0 10 3 10 9ZM24 26c7 0 9-3 10-9-6 0-10 3-10 9ZM24 38c-7 0-9-3-10-9 6 0 10 3 10 9ZM24 38c7 0 9-3 10-9-6 0-10 3-10 9Z",
} as const;

export type Shape = keyof typeof SHAPES;

const BY_WORD: readonly [RegExp, Shape][] = [
  [/ice cream|gelato|sorbet/, "cone"],
  [/milk|juice|cream/, "carton"],
  [/yog|dessert|pudding/, "cup"],
  [/cheese/, "wedge"],
  [/butter|spread|jam|honey|sauce|pickle/, "jar"],
  [/egg/, "egg"],
  [/bread|baker|bagel|cake|pancake/, "loaf"],
  [/fruit|apple|berr/, "fruit"],
  [/vegetable|salad|produce|herb|plant protein/, "leafy"],
  [/fish|seafood/, "fish"],
  [/meat|poultry|beef|pork|chicken/, "steak"],
  [/chip|snack|cracker|popcorn|nut/, "bag"],
  [/cookie|sweet|candy|chocolate/, "sweet"],
  [/coffee|tea/, "mug"],
  [/drink|water|soda|beer|wine|syrup|oil/, "bottle"],
  [/rice|grain|pasta|flour|baking/, "grain"],
  [/bean|can|soup/, "can"],
  [/spice|household|clean|care|baby|health/, "tube"],
  [/pet|dog|cat/, "paw"],
];

/** Return the path of the shape for a category. */
export function shapeOf(category: string): string {
  const name = category.toLowerCase();
  return SHAPES[BY_WORD.find(([word]) => word.test(name))?.[1] ?? "box"];
}

/** Hues that a tile may have, in degrees: none near the amber of what was learned. */
const HUES = [105, 130, 150, 175, 200, 225, 250, 275, 300, 325, 350, 15];

/** Return the hue of a product: always the same for one sku. */
export function hueOf(sku: string): number {
  let hash = 2166136261;
  for (const letter of sku) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 16777619);
  return HUES[(hash >>> 0) % HUES.length] ?? 105;
}
