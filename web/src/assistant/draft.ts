/** What is being written to the assistant: kept in this tab, through a closed sheet and a reload. */
import { useState } from "react";

/** The text, and a way to change it. */
export type Draft = readonly [string, (text: string) => void];

const keyOf = (user: string) => `leafloop.draft.${user}`;

/** Return what this person was writing. */
export function useDraft(user: string): Draft {
  const [text, setText] = useState(() => stored(user));
  const change = (next: string) => {
    setText(next);
    try {
      sessionStorage.setItem(keyOf(user), next);
    } catch {
      // Without storage it lasts as long as the page.
    }
  };
  return [text, change];
}

function stored(user: string): string {
  try {
    return sessionStorage.getItem(keyOf(user)) ?? "";
  } catch {
    return "";
  }
}
