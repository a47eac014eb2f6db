import { expect, test } from "vitest";
import { fallsTo } from "./falls";

const at = (position: number, low: number, high: number) => ({
  position,
  shown: 10,
  clicked: 1,
  rate: (low + high) / 2,
  low,
  high,
});

test("positions fall as far as their intervals lie below the first one's", () => {
  expect(fallsTo([at(1, 0.3, 0.5), at(2, 0.1, 0.2), at(3, 0.1, 0.29), at(4, 0.1, 0.3)])).toBe(3);
  expect(fallsTo([at(1, 0.3, 0.5), at(2, 0.2, 0.4), at(3, 0.1, 0.2)])).toBeNull();
  expect(fallsTo([])).toBeNull();
});
