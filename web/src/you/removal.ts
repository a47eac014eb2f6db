/** Deleting a fact, and saying it again when that was a mistake. */
import { useRef, useState } from "react";
import { type Memory, statementOf, useDeletion, useRestatement } from "./facts";

/** What became of the last fact that was deleted. */
export type Outcome = "removed" | "final" | "restored" | "paused" | "refused";

export interface Removal {
  readonly memory: Memory | null;
  readonly outcome: Outcome | null;
  readonly error: Error | null;
  readonly remove: (memory: Memory) => void;
  readonly undo: () => Promise<void>;
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
  const gone = useRef<Promise<boolean>>(Promise.resolve(false));
  const show = (what: Memory | null, came: Outcome | null) => {
    setMemory(what);
    setOutcome(came);
  };
  return {
    memory,
    outcome,
    error: deletion.error ?? restatement.error,
    remove: (wanted) => {
      intention.current = crypto.randomUUID();
      restatement.reset();
      show(wanted, statementOf(wanted) ? "removed" : "final");
      gone.current = deletion.mutateAsync(wanted).then(
        () => true,
        () => {
          setOutcome("refused");
          return false;
        },
      );
    },
    undo: async () => {
      // Not before it is deleted, or it would be deleted after it was said again.
      if (!memory || !(await gone.current)) return;
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
