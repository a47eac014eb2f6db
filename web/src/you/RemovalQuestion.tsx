/** Ask once more before something goes that cannot be said again. */
import { useEffect, useRef } from "react";
import { Button } from "../kit/Button";
import { words } from "../strings";

export function RemovalQuestion({ onYes, onNo }: { onYes: () => void; onNo: () => void }) {
  const no = useRef<HTMLButtonElement>(null);
  useEffect(() => no.current?.focus(), []);
  return (
    <div
      role="group"
      aria-label={words.you.facts.ask}
      onKeyDown={(event) => event.key === "Escape" && onNo()}
      className="my-2 flex flex-wrap items-center justify-between gap-3 rounded-card border border-line bg-surface px-4 py-3"
    >
      <p className="min-w-0 flex-1 basis-64">{words.you.facts.ask}</p>
      <div className="flex gap-2">
        <Button small look="danger" onClick={onYes}>
          {words.you.facts.askYes}
        </Button>
        <Button small ref={no} onClick={onNo}>
          {words.you.facts.askNo}
        </Button>
      </div>
    </div>
  );
}
