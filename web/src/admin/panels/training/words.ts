/** What the panel of training data says. */
import { count } from "../../../strings";

export const said = {
  title: "What a model could be trained on",
  off: "Nothing is logged for training: this installation does not collect it.",
  none: "Collecting, but nobody who allows it has picked a reading yet.",
  some: (picks: number, changes: number) =>
    `${count(picks, "pick")} and ${count(changes, "change")} of dials are logged, of those who allow it.`,
  sample: (n: number) => `n = ${count(n, "line")} over all time`,
  caption: "Lines logged for training",
  what: "What",
  lines: "Lines",
  picks: "picks among readings",
  changes: "changes of dials",
  lag: "events to look at yet",
};
