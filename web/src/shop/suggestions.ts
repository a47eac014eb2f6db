/** What a search may be about, found in what the page has already: typing waits for nothing. */

export type SuggestionKind = "typed" | "recent" | "usual" | "category" | "brand";

export interface Suggestion {
  readonly kind: SuggestionKind;
  readonly text: string;
}

const EACH: Readonly<Record<SuggestionKind, number>> = {
  typed: 1,
  recent: 4,
  usual: 5,
  category: 4,
  brand: 3,
};
const RECENT = 8;

/** What suggestions are drawn from. */
export interface Sources {
  readonly recent: readonly string[];
  readonly usual: readonly string[];
  readonly categories: readonly string[];
  readonly brands: readonly string[];
}

/**
 * Return what may be meant by a text, the text itself first.
 *
 * A word of a suggestion has to begin with each word that was typed.
 */
export function suggest(typed: string, sources: Sources): Suggestion[] {
  const text = typed.trim().replace(/\s+/g, " ");
  const parts = text.toLowerCase().split(" ").filter(Boolean);
  const fits = (name: string) => {
    const own = name.toLowerCase().split(/[^\p{L}\p{N}]+/u);
    return parts.every((part) => own.some((word) => word.startsWith(part)));
  };
  const found: Suggestion[] = text ? [{ kind: "typed", text }] : [];
  const told = new Set([text.toLowerCase()]);
  const add = (kind: SuggestionKind, names: readonly string[]) => {
    let left = EACH[kind];
    for (const name of names) {
      if (left === 0) return;
      if (told.has(name.toLowerCase()) || !fits(name)) continue;
      told.add(name.toLowerCase());
      found.push({ kind, text: name });
      left -= 1;
    }
  };
  add("recent", sources.recent);
  add("usual", sources.usual);
  if (text) {
    add("category", sources.categories);
    add("brand", sources.brands);
  }
  return found;
}

const keyOf = (user: string) => `leafloop.recent.${user}`;

/** Return what this person searched for lately in this browser, newest first. */
export function recentSearches(user: string): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(keyOf(user)) ?? "[]");
    return Array.isArray(kept) ? kept.filter((one) => typeof one === "string") : [];
  } catch {
    return [];
  }
}

/** Remember a search, in this browser only. */
export function rememberSearch(user: string, query: string): void {
  const text = query.trim();
  if (!text) return;
  const others = recentSearches(user).filter((one) => one.toLowerCase() !== text.toLowerCase());
  try {
    localStorage.setItem(keyOf(user), JSON.stringify([text, ...others].slice(0, RECENT)));
  } catch {
    // A browser that keeps nothing has no recent searches.
  }
}

/** Forget them. */
export function forgetSearches(user: string): void {
  try {
    localStorage.removeItem(keyOf(user));
  } catch {
    // There are none.
  }
}
