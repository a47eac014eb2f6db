/** Deleting a fact, and saying it again when that was a mistake. */
import { useRef, useState } from "react";
import { type Memory, statementOf, useDeletion, useRestatement } from "./facts";

/** What became of the last fact that was deleted. */
export type Outcome = "removed" | "final" | "restored" | "paused" | "refused";

export interface Removal {
  readonly memory: Memory | null;
  readonly outcome: Outcome | null;
  readonly error: Error | null;
  readonly busy: boolean;
  readonly remove: (memory: Memory) => void;
  readonly undo: () => void;
  readonly close: () => void;
}

/**
 * Return what was deleted last, and what can be done about it.
 *
 * @param onClose Takes the focus when the note goes.
 */
export function useRemoval(onClose: () => void): Removal {
  const [memory, setMemory] = useState<Memory | null>(null);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const deletion = useDeletion();
  const restatement = useRestatement();
  const intention = useRef("");
  const show = (what: Memory | null, came: Outcome | null) => {
    setMemory(what);
    setOutcome(came);
  };
  return {
    memory,
    outcome,
    error: deletion.error ?? restatement.error,
    busy: deletion.isPending || restatement.isPending,
    remove: (gone) => {
      intention.current = crypto.randomUUID();
      restatement.reset();
      show(gone, statementOf(gone) ? "removed" : "final");
      deletion.mutate(gone, { onError: () => setOutcome("refused") });
    },
    undo: () => {
      if (!memory) return;
      restatement.mutate(
        { memory, event_id: intention.current },
        { onSuccess: (tracked) => setOutcome(tracked ? "restored" : "paused") },
      );
    },
    close: () => {
      show(null, null);
      onClose();
    },
  };
}
