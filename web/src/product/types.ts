/** The names of what the server sends about products. */
import type { Schemas } from "../api/client";

export type Product = Schemas["ProductReply"];
export type Result = Schemas["ResultReply"];
export type Reason = Schemas["ReasonReply"];
export type Usual = Schemas["UsualReply"];

/** A result and the proposal it was shown in. */
export interface Shown {
  readonly result: Result;
  readonly proposalId: string;
  readonly query: string;
}

/** Whether a reason comes from what was learned, and so can be followed to events. */
export const isLearned = (reason: Reason): boolean => reason.evidence.length > 0;
