/** What just changed: a count in the header, and a list in which each thing can be undone. */

import { Link } from "wouter";
import { Button } from "../kit/Button";
import { Dropdown } from "../kit/Dropdown";
import { ageOf, plain } from "../kit/formats";
import { Icon } from "../kit/Icon";
import { Failure } from "../kit/Notice";
import { words } from "../strings";
import { type Change, type Learned, useLearned } from "./live";
import { usePause } from "./pause";
import { UndoButton } from "./UndoButton";
import { useUndo } from "./undo";

export function Indicator() {
  const learned = useLearned();
  const pause = usePause();
  const some = learned.length > 0;
  const look = some && !pause.paused ? "bg-loop-soft text-loop" : "text-muted hover:text-ink";
  const name = pause.paused ? words.learned.paused : words.learned.label(learned.length);
  return (
    <>
      <span className="sr-only" aria-live="polite">
        {learned[0]?.text ?? ""}
      </span>
      <Dropdown
        label={name}
        align="end"
        buttonClass={`inline-flex h-10 items-center gap-1.5 rounded-card px-2 font-semibold text-small sm:px-3 ${look}`}
        panelClass="w-[min(26rem,calc(100vw-1.5rem))] p-4"
        button={
          <>
            <Icon sign={pause.paused ? "pause" : "loop"} size={18} />
            {some && !pause.paused && (
              <>
                <span className="figures hidden sm:inline">
                  {words.learned.short(learned.length)}
                </span>
                <span className="figures sm:hidden">{learned.length}</span>
              </>
            )}
          </>
        }
      >
        {(close) => (
          <>
            <h2 className="font-semibold text-large">{words.learned.title}</h2>
            {!some && <p className="mt-1 text-muted">{words.learned.none}</p>}
            <ol className="mt-2 max-h-80 overflow-y-auto">
              {learned.map((event) => (
                <LearnedLine key={event.event_id} event={event} />
              ))}
            </ol>
            <footer className="mt-3 flex flex-wrap items-center justify-between gap-3 border-line border-t pt-3">
              <Button
                small
                sign={pause.paused ? "play" : "pause"}
                disabled={pause.busy}
                onClick={pause.toggle}
              >
                {pause.paused ? words.learned.resume : words.learned.pause}
              </Button>
              <Link
                href="/you"
                onClick={close}
                className="font-semibold text-leaf text-small underline"
              >
                {words.learned.all}
              </Link>
              {pause.paused && <p className="text-muted text-small">{words.learned.pausedNote}</p>}
              {pause.error && <Failure error={pause.error} />}
            </footer>
          </>
        )}
      </Dropdown>
    </>
  );
}

function LearnedLine({ event }: { event: Learned }) {
  const undo = useUndo();
  return (
    <li className="flex items-start justify-between gap-3 border-line border-b py-2 last:border-0">
      <div className="min-w-0">
        <p className="break-words">{event.text}</p>
        <p className="text-muted text-small">
          {ageOf(event.at, Date.now())}
          <Changes changes={event.changes ?? []} />
        </p>
        {undo.error && <Failure error={undo.error} />}
      </div>
      <UndoButton event={event} undo={undo} />
    </li>
  );
}

function Changes({ changes }: { changes: readonly Change[] }) {
  if (changes.length === 0) return null;
  const told = changes
    .slice(0, 3)
    .map((change) => words.learned.changed(plain(change.name), change.after > change.before));
  return <span className="text-loop"> · {told.join(", ")}</span>;
}
