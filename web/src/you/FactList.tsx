/** Facts below each other. */
import { FactLine } from "./FactLine";
import type { Memory } from "./facts";
import type { Habit } from "./habits";
import type { Opened } from "./opened";

interface Props {
  memories: readonly Memory[];
  habits: readonly Habit[];
  opened: Opened | null;
  onOpen: (id: string) => void;
  onRemove: (memory: Memory) => void;
}

export function FactList({ memories, habits, opened, onOpen, onRemove }: Props) {
  const byName = new Map(habits.map((habit) => [habit.name, habit]));
  return (
    <ul>
      {memories.map((memory) => (
        <FactLine
          key={memory.memory_id}
          memory={memory}
          habit={memory.relation === "REGULARLY_BUYS" ? byName.get(memory.value ?? "") : undefined}
          opened={opened?.id === memory.memory_id ? opened.nonce : null}
          onOpen={onOpen}
          onRemove={onRemove}
        />
      ))}
    </ul>
  );
}
