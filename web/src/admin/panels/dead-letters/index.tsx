/** Events that a fold or a sink could not take: each can be replayed. */
import { useState } from "react";
import { momentOf } from "../../../kit/formats";
import { type Letter, useDeadLetters } from "../../figures";
import { nameOf } from "../../health";
import type { Panel } from "../../panel";
import { Shown } from "../../Shown";
import { sentenceOf } from "../../told";
import { Replay } from "./Replay";
import { said } from "./words";

function Body() {
  const [taken, setTaken] = useState<readonly Letter[]>([]);
  return (
    <Shown query={useDeadLetters()}>
      {({ dead_letters, total }) => (
        <Letters
          letters={dead_letters}
          total={total}
          taken={taken}
          onTaken={(letter) => setTaken((before) => [...before, letter])}
        />
      )}
    </Shown>
  );
}

interface Props {
  letters: readonly Letter[];
  total: number;
  taken: readonly Letter[];
  onTaken: (letter: Letter) => void;
}

function Letters({ letters, total, taken, onTaken }: Props) {
  return (
    <>
      <p className="max-w-reading text-large">{total > 0 ? said.some(total) : said.none}</p>
      {letters.length > 0 && (
        <ul aria-label={said.caption} className="mt-4 border-line border-b">
          {letters.map((letter) => (
            <li key={letter.id} className="flex items-start gap-4 border-line border-t py-3">
              <span className="figures min-w-0 flex-1">
                <span className="block break-words first-letter:uppercase">
                  {said.place(nameOf(letter.kind), letter.seq)}
                </span>
                <span className="block break-words text-muted text-small">
                  {said.failed(letter.error, letter.sink, momentOf(letter.at))}
                </span>
              </span>
              <Replay letter={letter} onTaken={onTaken} />
            </li>
          ))}
        </ul>
      )}
      <ul aria-live="polite" className="figures mt-2 text-small">
        {taken.map(({ id, kind, seq, sink }) => (
          <li key={id}>{sentenceOf(said.taken(nameOf(kind), seq, sink))}</li>
        ))}
      </ul>
      <p className="figures mt-2 text-muted text-small">{said.sample(total, letters.length)}</p>
    </>
  );
}

export const panel: Panel = {
  id: "dead-letters",
  title: said.title,
  question: "safe",
  order: 10,
  wide: true,
  Body,
};
