/** Which fact the page is asked to show and to put the focus on. */

/** A fact by its id, or all of one relation; asked for twice, it is a new wish. */
export interface Opened {
  readonly id: string;
  readonly nonce: number;
}

/** Return the wish for a fact after an earlier one. */
export const openedAfter = (before: Opened | null, id: string): Opened => ({
  id,
  nonce: (before?.nonce ?? 0) + 1,
});
