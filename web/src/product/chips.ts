/** What a label says of what was learned: few words, each once. */
import { quantityOf } from "../kit/formats";
import { words } from "../strings";
import { isLearned, type Result } from "./types";

const MOST = 3;

/**
 * Return the amber words of a product, the usual first.
 *
 * @param most How many there is room for.
 */
export function chipsOf(result: Result, most = MOST): readonly string[] {
  // That it is the usual is said with its quantity; the reason that says so again makes room.
  const reasons = result.reasons.filter((one) => isLearned(one) && one.code !== "usual");
  const usual = result.usual ? [words.product.usualIs(quantityOf(result.usual.quantity))] : [];
  return [...new Set([...usual, ...reasons.map((one) => one.text)])].slice(0, most);
}
