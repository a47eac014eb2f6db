/** Which results stand higher than before, for something that was learned. */
import { isLearned, type Result } from "../product/types";

/**
 * Compare two showings of the same search.
 *
 * @returns Skus that rose and have a learned reason; none when nothing was shown before.
 */
export function risen(before: readonly Result[], now: readonly Result[]): ReadonlySet<string> {
  const places = new Map(before.map((result, place) => [result.product.sku, place]));
  const up = now.filter((result, place) => {
    const old = places.get(result.product.sku) ?? before.length;
    return before.length > 0 && place < old && result.reasons.some(isLearned);
  });
  return new Set(up.map((result) => result.product.sku));
}
