/** What the panel of dead letters says. */
import { count } from "../../../strings";

export const said = {
  title: "Events that could not be taken",
  none: "Every event was taken by all that learn from it.",
  some: (n: number) =>
    `${count(n, "event")} could not be taken by ${n === 1 ? "a part" : "parts"} that should learn from ${n === 1 ? "it" : "them"}. Replay one once its cause is mended.`,
  sample: (n: number, listed: number) =>
    listed < n
      ? `n = ${count(n, "dead letter")}; the oldest ${listed} are listed.`
      : `n = ${count(n, "dead letter")}`,
  caption: "Dead letters",
  failed: (error: string, part: string, since: string) => `${error} in ${part}, since ${since}`,
  replay: "Replay",
  replayNamed: (seq: number, part: string) => `Replay event ${seq} for ${part}`,
  stays: "Failed again; it stays.",
  taken: (kind: string, seq: number, part: string) => `${kind} ${seq} was taken by ${part}.`,
  place: (kind: string, seq: number) => `${kind}, place ${seq}`,
};
