/** Habits that no remembered fact says yet: told, with where they are from. */
import { useState } from "react";
import { dayOf } from "../kit/formats";
import { words } from "../strings";
import { FIRST, Headed, More } from "./Headed";
import type { Habit } from "./habits";
import { NoticedLine } from "./NoticedLine";
import { habitOf } from "./sentences";

export function HabitGroup({ habits }: { habits: readonly Habit[] }) {
  const [all, setAll] = useState(false);
  const hidden = habits.length - FIRST;
  const title = words.you.kinds.habits;
  if (habits.length === 0) return null;
  return (
    <Headed title={title}>
      <ul>
        {(all ? habits : habits.slice(0, FIRST)).map((habit) => (
          <NoticedLine
            key={habit.sku}
            sentence={habitOf(habit)}
            aside={habit.is_due ? words.you.facts.due : null}
            confidence={habit.confidence}
          >
            <p>
              {words.you.habitFrom(
                habit.category,
                habit.last_purchased && dayOf(habit.last_purchased),
              )}
            </p>
          </NoticedLine>
        ))}
      </ul>
      {hidden > 0 && <More all={all} hidden={hidden} of={title} onTurn={() => setAll(!all)} />}
    </Headed>
  );
}
