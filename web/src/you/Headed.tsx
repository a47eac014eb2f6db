/** A few lines under a small heading, which stands beside them where there is room. */
import { type ReactNode, useId } from "react";
import { Button } from "../kit/Button";
import { words } from "../strings";

/** How many lines are shown at once. */
export const FIRST = 5;

export function Headed({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      className="grid grid-cols-1 border-line border-t pt-2 md:grid-cols-[9rem_minmax(0,1fr)] md:gap-x-6 md:pt-0"
    >
      <h4 id={id} className="font-semibold text-muted md:pt-4">
        {title}
      </h4>
      <div>{children}</div>
    </section>
  );
}

interface MoreProps {
  all: boolean;
  hidden: number;
  of: string;
  onTurn: () => void;
}

/** Shows the others, and hides them again. */
export function More({ all, hidden, of, onTurn }: MoreProps) {
  return (
    <Button small look="plain" aria-expanded={all} className="mb-2 -ml-2.5" onClick={onTurn}>
      {all ? words.you.facts.fewer : words.you.facts.more(hidden)}
      <span className="sr-only">: {of}</span>
    </Button>
  );
}
