/** Takes one event back; the caller shows what went wrong where it has the room. */
import { Button } from "../kit/Button";
import { words } from "../strings";
import type { Learned } from "./live";
import type { useUndo } from "./undo";

interface Props {
  event: Learned;
  undo: ReturnType<typeof useUndo>;
}

export function UndoButton({ event, undo }: Props) {
  if (!event.undoable) return null;
  return (
    <Button
      small
      look="plain"
      sign="undo"
      disabled={undo.isPending}
      aria-label={`${words.learned.undo}: ${event.text}`}
      onClick={() => undo.mutate(event.event_id)}
    >
      {words.learned.undo}
    </Button>
  );
}
