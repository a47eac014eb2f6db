/** One fact: the sentence, how sure and since when, why; corrected in place, deleted. */
import { useEffect, useRef, useState } from "react";
import { SignButton } from "../kit/Button";
import { ageOf, dayOf } from "../kit/formats";
import { Icon } from "../kit/Icon";
import { Meter } from "../kit/Meter";
import { words } from "../strings";
import { EditFact } from "./EditFact";
import { Evidence } from "./Evidence";
import { type Memory, statementOf, useCorrection } from "./facts";
import type { Habit } from "./habits";
import { RemovalQuestion } from "./RemovalQuestion";
import { sentenceOf, sureOf } from "./sentences";

interface Props {
  memory: Memory;
  habit: Habit | undefined;
  /** Changes whenever something asks to show this fact. */
  opened: number | null;
  onOpen: (id: string) => void;
  onRemove: (memory: Memory) => void;
}

type Mode = "shown" | "edited" | "asked";

export function FactLine({ memory, habit, opened, onOpen, onRemove }: Props) {
  const [mode, setMode] = useState<Mode>("shown");
  const [why, setWhy] = useState(false);
  const correction = useCorrection();
  const line = useRef<HTMLLIElement>(null);
  const edit = useRef<HTMLButtonElement>(null);
  const bin = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (opened === null) return;
    setWhy(true);
    line.current?.focus();
    line.current?.scrollIntoView?.({ block: "center" });
  }, [opened]);
  const sentence = sentenceOf(memory, habit);
  const ended = memory.invalid_at;
  const save = (text: string) => {
    setMode("shown");
    edit.current?.focus();
    correction.mutate(
      { memory, text },
      {
        onSuccess: (now) => onOpen(now.memory_id),
        onError: () => setMode("edited"),
      },
    );
  };
  const leave = (to: HTMLButtonElement | null) => {
    setMode("shown");
    correction.reset();
    to?.focus();
  };
  const remove = () => (statementOf(memory) ? onRemove(memory) : setMode("asked"));
  return (
    <li
      ref={line}
      tabIndex={-1}
      className="scroll-mt-24 border-line border-b py-3 last:border-0 focus-visible:outline-2"
    >
      <div className={mode === "edited" ? "hidden" : "flex items-start justify-between gap-3"}>
        <p
          className={`min-w-0 break-words pt-1 text-large ${ended ? "text-muted line-through" : ""}`}
        >
          {sentence}
          {habit?.is_due && (
            <span className="ml-2 whitespace-nowrap text-muted text-small">
              {words.you.facts.due}
            </span>
          )}
        </p>
        <div className="-mr-2 flex shrink-0">
          {!ended && (
            <SignButton
              ref={edit}
              sign="edit"
              name={words.you.facts.edit(sentence)}
              onClick={() => setMode("edited")}
            />
          )}
          <SignButton
            ref={bin}
            sign="bin"
            name={words.you.facts.remove(sentence)}
            onClick={remove}
          />
        </div>
      </div>
      {mode === "edited" && (
        <EditFact
          memory={memory}
          typed={correction.variables?.text}
          error={correction.error}
          onSave={save}
          onLeave={() => leave(edit.current)}
        />
      )}
      {mode === "asked" && (
        <RemovalQuestion onYes={() => onRemove(memory)} onNo={() => leave(bin.current)} />
      )}
      <Sureness memory={memory} why={why} onWhy={() => setWhy(!why)} />
      {why && <Evidence memory={memory} />}
    </li>
  );
}

interface SurenessProps {
  memory: Memory;
  why: boolean;
  onWhy: () => void;
}

function Sureness({ memory, why, onWhy }: SurenessProps) {
  const told = words.you.facts;
  const learned = memory.source === "inferred";
  return (
    <div className="mt-0.5 flex flex-wrap items-center gap-x-4 gap-y-0.5 text-small">
      <button
        type="button"
        aria-expanded={why}
        onClick={onWhy}
        className={`-ml-1 inline-flex min-h-6 items-center gap-2 rounded-chip px-1 hover:underline hover:underline-offset-2 ${
          learned ? "text-loop" : "text-muted"
        }`}
      >
        <span className="w-14">
          <Meter share={memory.confidence} label={told.sure} learned={learned} />
        </span>
        <span className="figures">{sureOf(memory)}</span>
        <span className="inline-flex items-center">
          {told.why}
          <span className={why ? "rotate-180" : ""}>
            <Icon sign="chevron" size={16} />
          </span>
        </span>
      </button>
      <span className="text-muted">
        {told.since(dayOf(memory.valid_at), ageOf(memory.valid_at, Date.now()))}
        {memory.invalid_at && `, ${told.until(dayOf(memory.invalid_at))}`}
      </span>
    </div>
  );
}
