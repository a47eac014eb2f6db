/** Correct a fact in its place: Enter saves, Escape leaves it. */
import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import { said } from "../api/problem";
import { Button } from "../kit/Button";
import { words } from "../strings";
import { type Memory, wordsOf } from "./facts";

interface Props {
  memory: Memory;
  /** What was refused; it is still there to be mended. */
  typed: string | undefined;
  error: Error | null;
  onSave: (text: string) => void;
  onLeave: () => void;
}

export function EditFact({ memory, typed, error, onSave, onLeave }: Props) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(error && typed !== undefined ? typed : wordsOf(memory));
  const told = words.you.facts;
  useEffect(() => field.current?.select(), []);
  const save = (event: FormEvent) => {
    event.preventDefault();
    const now = text.trim();
    if (now === wordsOf(memory).trim()) onLeave();
    else if (now) onSave(now);
  };
  return (
    <form onSubmit={save} className="grid gap-2 pb-2">
      <label htmlFor={id} className="text-muted text-small">
        {told.editLabel}
      </label>
      <div className="flex flex-wrap gap-2">
        <input
          ref={field}
          id={id}
          value={text}
          maxLength={240}
          aria-invalid={error !== null}
          aria-describedby={`${id}-note`}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => event.key === "Escape" && onLeave()}
          className="h-10 min-w-0 flex-1 basis-full sm:basis-56 rounded-card border border-line bg-surface px-3 text-large"
        />
        <Button type="submit" look="leading">
          {told.save}
        </Button>
        <Button onClick={onLeave}>{told.cancel}</Button>
      </div>
      <div id={`${id}-note`} className="text-small">
        {error ? (
          <p role="alert" className="text-danger">
            {said(error)}
          </p>
        ) : (
          <p className="text-muted">
            {told.editNote} {memory.source === "inferred" && told.editSaid}
          </p>
        )}
      </div>
    </form>
  );
}
