/** What looks and clicks have moved the person to, or away from, before it becomes a fact. */

import { useState } from "react";
import { momentOf } from "../kit/formats";
import { Failure } from "../kit/Notice";
import { Skeleton } from "../kit/Skeleton";
import { UndoButton } from "../learned/UndoButton";
import { useUndo } from "../learned/undo";
import { words } from "../strings";
import { FIRST, Headed, More } from "./Headed";
import { type Leaning, useBehind } from "./leanings";
import { NoticedLine } from "./NoticedLine";

export function LeaningGroup({ leanings }: { leanings: readonly Leaning[] }) {
  const [all, setAll] = useState(false);
  const hidden = leanings.length - FIRST;
  const title = words.you.kinds.leanings;
  if (leanings.length === 0) return null;
  return (
    <Headed title={title}>
      <ul>
        {(all ? leanings : leanings.slice(0, FIRST)).map((leaning) => (
          <NoticedLine
            key={`${leaning.facet} ${leaning.name}`}
            sentence={words.you.leanings[leaning.facet](leaning.name, leaning.score > 0)}
            confidence={leaning.confidence}
          >
            <Behind leaning={leaning} />
          </NoticedLine>
        ))}
      </ul>
      {hidden > 0 && <More all={all} hidden={hidden} of={title} onTurn={() => setAll(!all)} />}
    </Headed>
  );
}

function Behind({ leaning }: { leaning: Leaning }) {
  const { data, error } = useBehind(leaning);
  const undo = useUndo();
  const told = words.you.leanings;
  if (error) return <Failure error={error} />;
  if (!data) return <Skeleton className="h-5 w-64" />;
  return (
    <>
      <p>{told.from(leaning.signals)}</p>
      <ul>
        {data.map((event) => (
          <li key={event.event_id} className="flex flex-wrap items-center gap-x-4">
            <span className="min-w-0 flex-1 basis-48 break-words text-ink">{event.text}</span>
            <span className="figures">{momentOf(event.at)}</span>
            <UndoButton event={event} undo={undo} />
          </li>
        ))}
      </ul>
      {undo.error && <Failure error={undo.error} />}
    </>
  );
}
