/** The events behind a fact, in words. */
import { momentOf } from "../kit/formats";
import { useEvidence } from "../product/evidence";
import { words } from "../strings";
import type { Memory } from "./facts";

export function Evidence({ memory }: { memory: Memory }) {
  const events = useEvidence(memory.evidence);
  const known = memory.evidence.flatMap((id) => events.get(id) ?? []);
  const look = memory.source === "inferred" ? "border-loop" : "border-line";
  return (
    <div className={`mt-2 mb-1 border-l-2 pl-3 text-muted text-small ${look}`}>
      {known.length === 0 ? (
        <p>{words.you.facts.whyNone}</p>
      ) : (
        <>
          <p className="sr-only">{words.you.facts.whyTitle}</p>
          <ul>
            {known.map((event) => (
              <li key={event.event_id} className="flex flex-wrap justify-between gap-x-4">
                <span className="min-w-0 break-words text-ink">{event.text}</span>
                <span className="figures">{momentOf(event.at)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
