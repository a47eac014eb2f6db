/** Facts of one kind under their heading: the surest at once, the others behind a button. */
import { useEffect, useState } from "react";
import { Button } from "../kit/Button";
import { words } from "../strings";
import { FactList } from "./FactList";
import type { Memory } from "./facts";
import type { Habit } from "./habits";
import type { Opened } from "./opened";
import type { Group } from "./sentences";

const FIRST = 5;

interface Props extends Group {
  habits: readonly Habit[];
  opened: Opened | null;
  onOpen: (id: string) => void;
  onRemove: (memory: Memory) => void;
}

export function FactGroup({ kind, memories, opened, ...lines }: Props) {
  const [all, setAll] = useState(false);
  const hidden = memories.slice(FIRST);
  const asked = hidden.some((one) => one.memory_id === opened?.id);
  const nonce = opened?.nonce;
  useEffect(() => {
    if (asked && nonce !== undefined) setAll(true);
  }, [asked, nonce]);
  return (
    <section aria-label={words.you.kinds[kind]}>
      <h4 className="font-semibold text-muted">{words.you.kinds[kind]}</h4>
      <FactList memories={all ? memories : memories.slice(0, FIRST)} opened={opened} {...lines} />
      {hidden.length > 0 && (
        <Button
          small
          look="plain"
          aria-expanded={all}
          className="mt-1 -ml-2.5"
          onClick={() => setAll(!all)}
        >
          {all ? words.you.facts.fewer : words.you.facts.more(hidden.length)}
          <span className="sr-only">: {words.you.kinds[kind]}</span>
        </Button>
      )}
    </section>
  );
}
