/** Why a product stands where it stands: how much of it is the person's own doing, and from what. */
import { ageOf } from "../kit/formats";
import { Meter } from "../kit/Meter";
import type { Learned } from "../learned/live";
import { words } from "../strings";
import { useEvidence } from "./evidence";
import { isLearned, type Result } from "./types";

export function Explanation({ result }: { result: Result }) {
  const personal = result.personal;
  const parts = personal?.parts ?? [];
  const learned = result.reasons.filter(isLearned);
  const general = result.reasons.filter((reason) => !isLearned(reason));
  const ids = [...parts, ...learned].flatMap((one) => one.evidence);
  const events = useEvidence(ids);
  const score = Math.round(personal?.score ?? 0);
  const told = parts.length > 0 ? parts : learned.map((one) => ({ ...one, points: null }));
  return (
    <div className="grid gap-4">
      {personal && (
        <div>
          <p className="mb-1 flex items-baseline justify-between gap-4">
            <span className="font-semibold">{words.why.score}</span>
            <span className="figures text-loop">{words.why.outOf(score)}</span>
          </p>
          <Meter learned share={score / 100} label={words.why.score} />
          <p className="mt-1 text-muted text-small">{words.why.scoreNote}</p>
        </div>
      )}
      {told.length === 0 ? (
        <p>{words.why.nothing}</p>
      ) : (
        <ul className="grid gap-3">
          {told.map((part) => (
            <Part key={`${part.code} ${part.text}`} part={part} events={events} />
          ))}
        </ul>
      )}
      {general.length > 0 && (
        <p className="text-muted">
          {words.why.besides}: {general.map((reason) => reason.text).join("; ")}.
        </p>
      )}
    </div>
  );
}

interface PartProps {
  part: { text: string; points: number | null; evidence: readonly string[] };
  events: ReadonlyMap<string, Learned>;
}

function Part({ part, events }: PartProps) {
  const known = part.evidence.map((id) => events.get(id)).filter((one) => one !== undefined);
  return (
    <li className="border-loop border-l-2 pl-3">
      <p className="flex items-baseline justify-between gap-4">
        <span>{part.text}</span>
        {part.points !== null && (
          <span className="figures whitespace-nowrap text-muted text-small">
            {words.why.points(part.points)}
          </span>
        )}
      </p>
      <ul className="text-muted text-small">
        {known.map((event) => (
          <li key={event.event_id}>
            {event.text} · {ageOf(event.at, Date.now())}
          </li>
        ))}
        {known.length === 0 && <li>{words.why.noEvents}</li>}
      </ul>
    </li>
  );
}
