/** How often the product in each position is clicked. */
import { type Position, usePositions } from "../../figures";
import type { Panel } from "../../panel";
import { Report } from "../../Report";
import { Shown } from "../../Shown";
import { rateOf, shareOf, wholeOf } from "../../told";
import { Curve } from "./Curve";
import { fallsTo } from "./falls";
import { said } from "./words";

const DRAWN = 12;

function Body() {
  return <Shown query={usePositions()}>{({ positions }) => <Told positions={positions} />}</Shown>;
}

function Told({ positions }: { positions: readonly Position[] }) {
  const drawn = positions.slice(0, DRAWN);
  const [first] = positions;
  return (
    <Report
      verdict={verdictOf(positions)}
      sample={said.sample(first?.shown ?? 0, drawn.length)}
      chart={drawn.length > 0 && <Curve positions={drawn} />}
      caption={said.caption}
      columns={[
        { head: said.position, cell: (one: Position) => one.position, number: true },
        { head: said.shown, cell: (one: Position) => wholeOf(one.shown), number: true },
        { head: said.clicked, cell: (one: Position) => wholeOf(one.clicked), number: true },
        { head: said.rate, cell: (one: Position) => shareOf(one.rate ?? 0), number: true },
        { head: said.low, cell: (one: Position) => shareOf(one.low ?? 0), number: true },
        { head: said.high, cell: (one: Position) => shareOf(one.high ?? 0), number: true },
      ]}
      rows={positions}
      keyOf={(one) => `${one.position}`}
    />
  );
}

function verdictOf(positions: readonly Position[]): string {
  const [first] = positions;
  if (!first) return said.nothing;
  if (positions.every((one) => one.clicked === 0)) return said.noClicks(first.shown);
  const last = fallsTo(positions);
  const told = said.first(rateOf(first), first.shown);
  return last === null ? told : `${told} ${said.falls(last)}`;
}

export const panel: Panel = {
  id: "positions",
  title: said.title,
  question: "working",
  order: 30,
  Body,
};
