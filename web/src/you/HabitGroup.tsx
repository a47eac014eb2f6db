/** Habits that no remembered fact says yet: told, with where they are from. */
import { useState } from "react";
import { confidenceOf } from "../assistant/confidence";
import { dayOf } from "../kit/formats";
import { Meter } from "../kit/Meter";
import { words } from "../strings";
import { FIRST, Headed, More } from "./Headed";
import type { Habit } from "./habits";
import { habitOf } from "./sentences";

/** Them under their heading, the most frequent at once. */
export function HabitGroup({ habits }: { habits: readonly Habit[] }) {
  const [all, setAll] = useState(false);
  const hidden = habits.length - FIRST;
  return (
    <Headed title={words.you.kinds.habits}>
      <ul>
        {(all ? habits : habits.slice(0, FIRST)).map((habit) => (
          <HabitLine key={habit.sku} habit={habit} />
        ))}
      </ul>
      {hidden > 0 && (
        <More all={all} hidden={hidden} of={words.you.kinds.habits} onTurn={() => setAll(!all)} />
      )}
    </Headed>
  );
}

function HabitLine({ habit }: { habit: Habit }) {
  const [why, setWhy] = useState(false);
  const told = words.you.facts;
  return (
    <li className="border-line border-b py-3 last:border-0">
      <p className="break-words text-large">
        {habitOf(habit)}
        {habit.is_due && <span className="ml-2 text-muted text-small">{told.due}</span>}
      </p>
      <button
        type="button"
        aria-expanded={why}
        onClick={() => setWhy(!why)}
        className="-ml-1 mt-0.5 inline-flex min-h-6 items-center gap-2 rounded-chip px-1 text-loop text-small hover:underline"
      >
        <span className="w-14">
          <Meter learned share={habit.confidence} label={told.sure} />
        </span>
        <span className="figures">{confidenceOf(habit.confidence)}</span>
        {told.why}
      </button>
      {why && (
        <p className="mt-2 border-loop border-l-2 pl-3 text-small">
          {words.you.habitFrom(habit.category, habit.last_purchased && dayOf(habit.last_purchased))}
        </p>
      )}
    </li>
  );
}
