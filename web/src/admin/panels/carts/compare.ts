/** Whether orders are worth more than before, as far as their intervals tell. */
import type { Mean } from "../../figures";
import { said } from "./words";

/** Return the end of the sentence on what an order is worth. */
export function comparedWith(now: Mean, before: Mean): string {
  if (before.mean === null) return said.alone;
  if (now.low === null || now.high === null || before.low === null || before.high === null) {
    return said.few;
  }
  if (now.low > before.high) return said.more;
  return now.high < before.low ? said.less : said.overlap;
}
