/** One turn of the conversation while it is told: what was asked, and what has come so far. */

import type { Schemas } from "../api/client";
import type { ServerEvent } from "../api/eventStream";

export type Proposal = Schemas["ProposalReply"];
export type Reading = Proposal["hypotheses"][number];
export type Thread = Schemas["ThreadReply"];
export type Noted = Schemas["NotedReply"];

/** What a turn asks: something said, or a choice from a proposal. */
export type Asking =
  | { readonly kind: "said"; readonly text: string; readonly messageId: string }
  | { readonly kind: "picked"; readonly proposalId: string; readonly choice: string };

/** A turn as far as it is known. */
export interface Turn {
  readonly asking: Asking;
  /** How many messages there were before it. */
  readonly before: number;
  readonly step: string;
  readonly messages: readonly string[];
  readonly proposal: Proposal | null;
  readonly noted: readonly Noted[];
  readonly degraded: readonly string[];
  readonly problem: string | null;
  /** Whether the stream came to its end. */
  readonly ended: boolean;
  /** Whether nothing more comes of it, and another may begin; what went wrong is still told. */
  readonly over: boolean;
}

/** Return a turn of which nothing has come yet. */
export const begun = (asking: Asking, before = 0): Turn => ({
  asking,
  before,
  step: "",
  messages: [],
  proposal: null,
  noted: [],
  degraded: [],
  problem: null,
  ended: false,
  over: false,
});

/** What was said in a turn and is not among the messages of its thread (yet). */
export function unheard({ asking, before }: Turn, thread: Thread | null): string | null {
  if (asking.kind === "picked") return null;
  const after = thread?.messages.slice(before) ?? [];
  const heardOf = after.some((one) => one.role === "user" && one.content === asking.text);
  return heardOf ? null : asking.text;
}

/** Return the turn after one more event of its stream. */
export function heard(turn: Turn, { event, data }: ServerEvent): Turn {
  switch (event) {
    case "updates": {
      const done = data as { step: string; noted?: Noted[]; degraded?: string[] };
      const degraded = [...new Set([...turn.degraded, ...(done.degraded ?? [])])];
      return { ...turn, step: done.step, degraded, noted: [...turn.noted, ...(done.noted ?? [])] };
    }
    case "messages":
      return { ...turn, messages: [...turn.messages, (data as { content: string }).content] };
    case "proposal":
      return { ...turn, proposal: data as Proposal };
    case "error":
      return { ...turn, problem: (data as { detail?: string }).detail ?? "" };
    case "end":
      return { ...turn, ended: true };
    default:
      return turn;
  }
}
