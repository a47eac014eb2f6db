/** Which products came of a reading that was picked: another one can be picked later, in any tab. */

const keyOf = (user: string) => `leafloop.reading.${user}`;
const held = new Map<string, string>();

/** Remember that this proposal follows from a reading. */
export function noteReading(user: string, proposalId: string): void {
  held.set(keyOf(user), proposalId);
  try {
    localStorage.setItem(keyOf(user), proposalId);
  } catch {
    // Kept in memory above: it lasts as long as the page.
  }
}

/** Whether this proposal follows from a reading. */
export function isFromReading(user: string, proposalId: string): boolean {
  try {
    return (localStorage.getItem(keyOf(user)) ?? held.get(keyOf(user))) === proposalId;
  } catch {
    return held.get(keyOf(user)) === proposalId;
  }
}
