/** Whether a part is well, from the words the server has for its state. */
import type { Sign } from "../kit/Icon";
import type { Loop } from "./figures";

export type Health = "well" | "waiting" | "bad";

/** Both told by their shape; only what is bad has a colour. */
export const SIGNS: Record<Health, Sign> = { well: "check", waiting: "clock", bad: "warning" };

/** How a store is: “ok: 356 products” is well, “loading” waits, anything not known is bad. */
export function storeHealth(state: string): Health {
  if (/^(ok|off|rules)\b/.test(state) || state.endsWith(": ok")) return "well";
  return /^(loading|behind)\b/.test(state) ? "waiting" : "bad";
}

const LOOPS: Record<Loop["state"], Health> = {
  ok: "well",
  behind: "waiting",
  degraded: "bad",
  stopped: "bad",
};

/** How a loop is. */
export const loopHealth = (loop: Loop): Health => LOOPS[loop.state];

/** `training_log` is “training log”. */
export const nameOf = (name: string): string => name.replaceAll("_", " ");
