/** Events that a fold or a sink could not take: each can be replayed. */
import { useState } from "react";
import { momentOf } from "../../../kit/formats";
import { Table } from "../../../kit/Table";
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
        <div className="mt-4">
          <Table
            caption={said.caption}
            columns={[
              {
                head: said.event,
                cell: (one: Letter) => sentenceCase(said.place(nameOf(one.kind), one.seq)),
              },
              { head: said.part, cell: (one: Letter) => one.sink },
              { head: said.error, cell: (one: Letter) => one.error },
              { head: said.since, cell: (one: Letter) => momentOf(one.at) },
              {
                head: said.action,
                cell: (one: Letter) => <Replay letter={one} onTaken={onTaken} />,
                number: true,
              },
            ]}
            rows={letters}
            keyOf={(one) => `${one.id}`}
          />
        </div>
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

const sentenceCase = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

export const panel: Panel = {
  id: "dead-letters",
  title: said.title,
  question: "safe",
  order: 10,
  wide: true,
  Body,
};
