/** Every English sentence of the app; `words/` has them by the view that says them. */
import { adminWords } from "./words/admin";
import { assistantWords } from "./words/assistant";
import { frameWords } from "./words/frame";
import { shopWords } from "./words/shop";
import { youWords } from "./words/you";

export { count } from "./words/count";

export const words = {
  ...frameWords,
  ...shopWords,
  ...assistantWords,
  ...youWords,
  ...adminWords,
} as const;
