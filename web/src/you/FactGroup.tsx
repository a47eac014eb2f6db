/** Facts of one kind under their heading: the surest at once, the others behind a button. */
import { useEffect, useState } from "react";
import { words } from "../strings";
import { FactList } from "./FactList";
import type { Memory } from "./facts";
import { FIRST, Headed, More } from "./Headed";
import type { Habit } from "./habits";
import type { Opened } from "./opened";
import type { Group } from "./sentences";

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
    <Headed title={words.you.kinds[kind]}>
      <FactList memories={all ? memories : memories.slice(0, FIRST)} opened={opened} {...lines} />
      {hidden.length > 0 && (
        <More
          all={all}
          hidden={hidden.length}
          of={words.you.kinds[kind]}
          onTurn={() => setAll(!all)}
        />
      )}
    </Headed>
  );
}
