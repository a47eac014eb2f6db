/** Which conversation this browser is in; every tab of it is in the same one. */

const keyOf = (user: string) => `leafloop.thread.${user}`;
const fresh = () => `web-${crypto.randomUUID()}`;
const held = new Map<string, string>();

/** Return the name of the conversation, which is begun when there is none. */
export function threadOf(user: string): string {
  const key = keyOf(user);
  try {
    const kept = localStorage.getItem(key);
    if (kept) return kept;
  } catch {
    // Without storage it lasts as long as the page.
  }
  return held.get(key) ?? begin(user);
}

/** Begin another conversation. */
export function begin(user: string): string {
  const name = fresh();
  held.set(keyOf(user), name);
  try {
    localStorage.setItem(keyOf(user), name);
  } catch {
    // Kept in memory above.
  }
  return name;
}

/** Forget which conversation it was. */
export function forgetThread(user: string): void {
  held.delete(keyOf(user));
  try {
    localStorage.removeItem(keyOf(user));
  } catch {
    // There is none.
  }
}
