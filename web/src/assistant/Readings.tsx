/** Three readings of a vague request, and “none of these” as an equal fourth; none is preselected. */
import { Radio, RadioGroup } from "@headlessui/react";
import { useEffect, useRef, useState } from "react";
import { Button } from "../kit/Button";
import { Meter } from "../kit/Meter";
import { words } from "../strings";
import { confidenceOf } from "./confidence";
import type { Proposal } from "./turn";

const NONE = "none";

interface Props {
  proposal: Proposal;
  /** What was picked; null while it is open. */
  choice: string | null;
  busy: boolean;
  onPick: (choice: string) => void;
  /** Asks the request anew, to pick another reading. */
  onChange: () => void;
}

export function Readings({ proposal, choice, busy, onPick, onChange }: Props) {
  const group = useRef<HTMLDivElement>(null);
  const [marked, setMarked] = useState<string | null>(null);
  const open = choice === null;
  const ids = [...proposal.hypotheses.map((one) => one.id), NONE];
  useEffect(() => {
    if (!open || busy) return;
    return onDigit(group, ids.length, (place) => onPick(ids[place] ?? NONE));
  });
  useEffect(() => {
    // Whoever asked and has written nothing more answers next: keys 1 to 4 work at once.
    if (open && !busy && isEmptyField(document.activeElement)) {
      group.current?.querySelector<HTMLElement>('[role="radio"]')?.focus();
    }
  }, [open, busy]);
  const chosen = choice ?? marked;
  return (
    <div ref={group} className="grid gap-2">
      <RadioGroup
        value={chosen}
        onChange={setMarked}
        disabled={!open || busy}
        aria-label={words.assistant.readings}
        className="grid gap-2"
        onKeyDown={(event: React.KeyboardEvent) => {
          if (event.key === "Enter" && open && !busy && chosen) onPick(chosen);
        }}
      >
        {proposal.hypotheses.map((reading, place) => (
          <Choice
            key={reading.id}
            id={reading.id}
            place={place + 1}
            text={reading.question}
            confidence={reading.confidence}
            dimmed={!open && choice !== reading.id}
            onPick={() => open && !busy && onPick(reading.id)}
          />
        ))}
        <Choice
          id={NONE}
          place={ids.length}
          text={words.assistant.none}
          dimmed={!open && choice !== NONE}
          onPick={() => open && !busy && onPick(NONE)}
        />
      </RadioGroup>
      {open ? (
        <p className="pointer-coarse:hidden text-muted text-small">
          {words.assistant.keys(ids.length)}
        </p>
      ) : (
        <div>
          <Button small look="plain" sign="undo" busy={busy} onClick={onChange}>
            {words.assistant.change}
          </Button>
        </div>
      )}
    </div>
  );
}

interface ChoiceProps {
  id: string;
  place: number;
  text: string;
  confidence?: number;
  dimmed: boolean;
  onPick: () => void;
}

function Choice({ id, place, text, confidence, dimmed, onPick }: ChoiceProps) {
  return (
    <Radio
      value={id}
      onClick={onPick}
      className={`card grid cursor-pointer grid-cols-[1fr_auto] items-center gap-x-3 gap-y-1.5 px-4 py-3 data-checked:border-leaf data-checked:bg-leaf-soft data-disabled:cursor-default ${
        dimmed ? "text-muted" : "hover:border-leaf"
      }`}
    >
      <span className="break-words font-semibold text-large">{text}</span>
      <span
        aria-hidden="true"
        className="rounded-chip border border-line px-1.5 font-sans text-muted text-small"
      >
        {place}
      </span>
      {confidence !== undefined && (
        <span className="col-span-2 grid grid-cols-[1fr_auto] items-center gap-3">
          <Meter share={confidence} label={words.assistant.confidence} />
          <span className="figures text-muted text-small">{confidenceOf(confidence)}</span>
        </span>
      )}
    </Radio>
  );
}

function isEmptyField(element: Element | null): boolean {
  return element instanceof HTMLTextAreaElement && element.value === "";
}

/** Call back for a digit key, unless one is writing, or busy in a sheet above. */
function onDigit(
  group: React.RefObject<HTMLElement | null>,
  most: number,
  pick: (place: number) => void,
): () => void {
  const press = (event: KeyboardEvent) => {
    const target = event.target as HTMLElement;
    const place = Number(event.key);
    if (!(place >= 1 && place <= most) || event.repeat) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (target.closest("input, textarea, [contenteditable]")) return;
    const sheet = document.querySelector('[role="dialog"]');
    if (sheet && !sheet.contains(group.current)) return;
    event.preventDefault();
    pick(place - 1);
  };
  document.addEventListener("keydown", press);
  return () => document.removeEventListener("keydown", press);
}
