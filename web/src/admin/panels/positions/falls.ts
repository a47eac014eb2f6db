/** How far down the list each position is clicked less than the first, beyond doubt. */
import type { Position } from "../../figures";

/** Return the last position of an unbroken run below the first one's interval; null without any. */
export function fallsTo(positions: readonly Position[]): number | null {
  const [first, ...others] = positions;
  if (!first || first.low === null) return null;
  let last: number | null = null;
  for (const one of others) {
    if (one.high === null || one.high >= first.low) break;
    last = one.position;
  }
  return last;
}
