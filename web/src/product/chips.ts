/** What a label says of what was learned: few words, and none of them twice. */
import { quantityOf } from "../kit/formats";
import { words } from "../strings";
import { isLearned, type Result } from "./types";

const MOST = 3;
/** How the server words reasons that go together; any other wording stands by itself. */
const BECAUSE = /^(?:(.+), )?because (.+)$/i;
const LIKE = /^You like (.+)$/;

/**
 * Return the amber words of a product, the usual first.
 *
 * Reasons of one cause are one chip: “Plant-based and lactose-free, because you looked at Oat Milk”.
 *
 * @param most How many there is room for.
 */
export function chipsOf(result: Result, most = MOST): readonly string[] {
  // That it is the usual is said with its quantity; the reason that says so again makes room.
  const reasons = result.reasons.filter((one) => isLearned(one) && one.code !== "usual");
  const usual = result.usual ? [words.product.usualIs(quantityOf(result.usual.quantity))] : [];
  return [...new Set([...usual, ...joined(reasons.map((one) => one.text))])].slice(0, most);
}

function joined(texts: readonly string[]): string[] {
  const groups = new Map<string, { what: string[]; say: (what: string) => string }>();
  for (const text of texts) {
    const because = BECAUSE.exec(text);
    const like = LIKE.exec(text);
    const cause = because?.[2];
    const key = cause ?? (like ? "like" : text);
    const group = groups.get(key) ?? {
      what: [],
      say: (what) => {
        if (cause) return words.product.because(what, cause);
        return like ? words.product.like(what) : text;
      },
    };
    const what = cause ? because[1] : like?.[1];
    if (what) group.what.push(group.what.length > 0 && cause ? lowered(what) : what);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ what, say }) => say(listed(what)));
}

const lowered = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

function listed(names: readonly string[]): string {
  if (names.length < 2) return names[0] ?? "";
  return words.product.and(names.slice(0, -1).join(", "), names.at(-1) ?? "");
}
