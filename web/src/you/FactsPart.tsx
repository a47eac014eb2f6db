/** Every remembered fact: said and noticed apart, under headings, found by words. */
import { useEffect, useId, useRef, useState } from "react";
import { SignButton } from "../kit/Button";
import { Icon } from "../kit/Icon";
import { Degraded, Failure } from "../kit/Notice";
import { Skeletons } from "../kit/Skeleton";
import { words } from "../strings";
import { FactGroup } from "./FactGroup";
import { FactList } from "./FactList";
import { type Memory, useMemories } from "./facts";
import { HabitGroup } from "./HabitGroup";
import { type Habit, useHabits } from "./habits";
import { LeaningGroup } from "./LeaningGroup";
import { useLeanings } from "./leanings";
import type { Opened } from "./opened";
import { Part } from "./Part";
import { RemovedNote } from "./RemovedNote";
import { useRemoval } from "./removal";
import { grouped, saying } from "./sentences";
import { useSettled } from "./settled";
import { Toggle } from "./Toggle";

const NEAR = 5;

interface Props {
  /** What the picture asked to open. */
  opened: Opened | null;
  onOpen: (id: string) => void;
}

export function FactsPart({ opened, onOpen }: Props) {
  const [typed, setTyped] = useState("");
  const [history, setHistory] = useState(false);
  const q = useSettled(typed.trim(), 250);
  const top = useRef<HTMLDivElement>(null);
  const memories = useMemories({ q, history: history && q === "" });
  const habits = useHabits().data ?? [];
  const removal = useRemoval(() => top.current?.focus());
  const toldFor = opened?.nonce;
  // What the picture opens may be hidden by words that were typed.
  useEffect(() => {
    if (toldFor !== undefined) setTyped("");
  }, [toldFor]);
  const found = memories.data?.memories;
  const lines = { habits, opened, onOpen, onRemove: removal.remove };
  return (
    <Part id="facts" title={words.you.facts.title} ref={top}>
      <Finding typed={typed} onType={setTyped} history={history} onHistory={setHistory} />
      <Degraded parts={memories.data?.degraded ?? []} />
      {memories.error && <Failure error={memories.error} retry={() => void memories.refetch()} />}
      {!found && !memories.error && <Skeletons many={5} className="h-16 rounded-card" />}
      {found && q !== "" && <Found query={q} memories={found} lines={lines} />}
      {found && q === "" && <Everything memories={found} lines={lines} />}
      <RemovedNote removal={removal} />
    </Part>
  );
}

interface FindingProps {
  typed: string;
  onType: (text: string) => void;
  history: boolean;
  onHistory: (on: boolean) => void;
}

function Finding({ typed, onType, history, onHistory }: FindingProps) {
  const id = useId();
  const told = words.you.facts;
  return (
    <div className="flex flex-wrap items-center gap-x-6 gap-y-3">
      <div className="relative min-w-0 flex-1 basis-64">
        <span className="pointer-events-none absolute inset-y-0 left-3 flex items-center text-muted">
          <Icon sign="search" size={18} />
        </span>
        <input
          type="search"
          value={typed}
          aria-label={told.search}
          placeholder={told.placeholder}
          onChange={(event) => onType(event.target.value)}
          onKeyDown={(event) => event.key === "Escape" && onType("")}
          className="h-10 w-full rounded-card border border-line bg-surface pr-10 pl-10 placeholder:text-muted [&::-webkit-search-cancel-button]:hidden"
        />
        {typed && (
          <SignButton
            sign="close"
            name={told.clear}
            onClick={() => onType("")}
            className="absolute top-0 right-0"
          />
        )}
      </div>
      <div className="flex items-center gap-3">
        <Toggle on={history} onChange={onHistory} disabled={typed !== ""} labelledBy={id} />
        <span id={id} className="text-muted text-small">
          {told.history}
        </span>
      </div>
    </div>
  );
}

interface Lines {
  habits: readonly Habit[];
  opened: Opened | null;
  onOpen: (id: string) => void;
  onRemove: (memory: Memory) => void;
}

function Found({
  query,
  memories,
  lines,
}: {
  query: string;
  memories: readonly Memory[];
  lines: Lines;
}) {
  const { said, near } = saying(memories, query);
  const told = words.you.facts;
  return (
    <div className="grid gap-6">
      <section>
        <h3 className="font-semibold text-large" aria-live="polite">
          {said.length > 0 ? told.found(query) : told.none(query)}
        </h3>
        <FactList memories={said} {...lines} />
      </section>
      {near.length > 0 && (
        <section>
          <h3 className="font-semibold text-large text-muted">{told.near}</h3>
          <FactList memories={near.slice(0, NEAR)} {...lines} />
        </section>
      )}
    </div>
  );
}

const isHabit = (memory: Memory) => memory.relation === "REGULARLY_BUYS";

function Everything({ memories, lines }: { memories: readonly Memory[]; lines: Lines }) {
  const told = words.you.facts;
  const said = grouped(memories.filter((one) => one.source === "explicit"));
  const noticed = grouped(memories.filter((one) => one.source === "inferred"));
  const leanings = useLeanings().data ?? [];
  // Without the graph, or before it has caught up, these are known all the same.
  const bought = new Set(memories.filter(isHabit).map((one) => one.value));
  const facts = new Set(memories.map((one) => one.value?.toLowerCase()));
  const bare = lines.habits.filter((habit) => !bought.has(habit.name));
  const leaning = leanings.filter((one) => !facts.has(one.name.toLowerCase()));
  return (
    <>
      <section className="grid grid-cols-1 gap-3" aria-labelledby="said">
        <h3 id="said" className="font-semibold text-title">
          {told.said}
        </h3>
        {said.length === 0 && <p className="text-muted">{told.saidNone}</p>}
        {said.map((group) => (
          <FactGroup key={group.kind} {...group} {...lines} />
        ))}
      </section>
      <section className="grid grid-cols-1 gap-3" aria-labelledby="noticed">
        <div>
          <h3 id="noticed" className="font-semibold text-title">
            {told.noticed}
          </h3>
          <p className="text-muted">
            {noticed.length + bare.length + leaning.length > 0
              ? told.noticedNote
              : told.noticedNone}
          </p>
        </div>
        <HabitGroup habits={bare} />
        {noticed.map((group) => (
          <FactGroup key={group.kind} {...group} {...lines} />
        ))}
        <LeaningGroup leanings={leaning} />
      </section>
    </>
  );
}
