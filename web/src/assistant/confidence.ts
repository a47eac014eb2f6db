/** A confidence as a word and a number: both are shown, neither alone. */
import { percentOf } from "../kit/formats";
import { words } from "../strings";

/** `confidenceOf(0.64)` is “likely, 64 %”. */
export function confidenceOf(share: number): string {
  return `${wordFor(share)}, ${percentOf(share)}`;
}

function wordFor(share: number): string {
  if (share >= 0.75) return words.assistant.sure;
  if (share >= 0.5) return words.assistant.likely;
  if (share >= 0.25) return words.assistant.possible;
  return words.assistant.guess;
}
