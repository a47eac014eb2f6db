/** The page in a few words: who comes here, and how much was learned. */
import { confidenceOf } from "../assistant/confidence";
import { ageOf } from "../kit/formats";
import { Notice } from "../kit/Notice";
import { usePause } from "../learned/pause";
import { words } from "../strings";
import { useStatus } from "./habits";

export function Summary() {
  const { data } = useStatus();
  const { paused } = usePause();
  const told = words.you.status;
  return (
    <header className="grid gap-3">
      <h1 className="max-w-3xl text-balance font-bold text-head tracking-tight sm:text-display">
        {words.you.title}
      </h1>
      <p className="max-w-reading text-balance text-large text-muted">{words.you.lead}</p>
      {data && data.events_seen > 0 && (
        <ul className="flex flex-wrap gap-x-6 gap-y-1">
          <li className="font-semibold">{told.segments[data.segment]}</li>
          <li className="figures">{told.events(data.events_seen)}</li>
          {data.regular_items_count > 0 && (
            <li className="figures">{told.regular(data.regular_items_count)}</li>
          )}
          {data.learning_confidence !== null && (
            <li className="figures">
              {told.sure}: {confidenceOf(data.learning_confidence)}
            </li>
          )}
          {data.last_updated && (
            <li className="figures">{told.since(ageOf(data.last_updated, Date.now()))}</li>
          )}
        </ul>
      )}
      {paused && <Notice>{words.you.paused}</Notice>}
    </header>
  );
}
