/** What was just deleted, in sight wherever one has scrolled to, with its undo. */
import { useEffect, useRef } from "react";
import { said } from "../api/problem";
import { Button, SignButton } from "../kit/Button";
import { words } from "../strings";
import type { Removal } from "./removal";
import { sentenceOf } from "./sentences";

export function RemovedNote({ removal }: { removal: Removal }) {
  const { memory, outcome, error } = removal;
  const note = useRef<HTMLDivElement>(null);
  const id = memory?.memory_id;
  // The line that had the focus is gone: the note takes it.
  useEffect(() => {
    if (id) note.current?.querySelector("button")?.focus();
  }, [id]);
  if (!memory || !outcome) return null;
  return (
    <div className="pointer-events-none fixed inset-x-3 bottom-4 z-20 flex justify-center">
      <div
        ref={note}
        role="status"
        className="card pointer-events-auto flex w-full max-w-xl items-center gap-1 py-2 pr-2 pl-4 sm:w-auto sm:gap-3 shadow-lift"
      >
        <p className="min-w-0 flex-1 break-words">
          {TOLD[outcome](sentenceOf(memory))}
          {error && <span className="block text-danger text-small">{said(error)}</span>}
        </p>
        {outcome === "removed" && (
          <Button
            look="plain"
            sign="undo"
            onClick={() => void removal.undo()}
            aria-label={`${words.you.facts.undo}: ${sentenceOf(memory)}`}
          >
            {words.you.facts.undo}
          </Button>
        )}
        <SignButton sign="close" name={words.kit.close} onClick={removal.close} />
      </div>
    </div>
  );
}

const TOLD = {
  removed: words.you.facts.removed,
  final: words.you.facts.removed,
  restored: words.you.facts.undone,
  refused: words.you.facts.notRemoved,
  paused: () => words.you.facts.notUndone,
};
