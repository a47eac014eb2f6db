/** Health and lag of every store and loop, and the figures of the process. */
import { Counts } from "../../Counts";
import { type Loops, useLoops } from "../../figures";
import type { Panel } from "../../panel";
import { Report } from "../../Report";
import { Shown } from "../../Shown";
import { listOf, spanOf, wholeOf } from "../../told";
import { Board } from "./Board";
import { loopsOf, type Part, storesOf } from "./parts";
import { said } from "./words";

function Body() {
  return <Shown query={useLoops()}>{(loops) => <Told told={loops} />}</Shown>;
}

function Told({ told }: { told: Loops }) {
  const [stores, loops] = [storesOf(told), loopsOf(told)];
  const parts = [...stores, ...loops];
  return (
    <Report
      verdict={verdictOf(stores, loops)}
      sample={said.sample(told.journal.events)}
      chart={
        <div className="grid gap-8">
          <Counts counts={countsOf(told)} />
          <Board title={said.stores} parts={stores} />
          <Board title={said.loops} parts={loops} detailed />
        </div>
      }
      caption={said.caption}
      columns={[
        { head: said.head.name, cell: (part: Part) => part.name },
        { head: said.head.kind, cell: (part: Part) => part.kind },
        { head: said.head.state, cell: (part: Part) => part.state },
        { head: said.head.lag, cell: (part: Part) => figureOf(part.lag), number: true },
        { head: said.head.place, cell: (part: Part) => figureOf(part.place), number: true },
        { head: said.head.last, cell: (part: Part) => figureOf(part.last), number: true },
      ]}
      rows={parts}
      keyOf={(part) => `${part.kind} ${part.name}`}
    />
  );
}

function verdictOf(stores: readonly Part[], loops: readonly Part[]): string {
  const named = (health: Part["health"]) => [
    ...new Set([...stores, ...loops].filter((p) => p.health === health).map((p) => p.name)),
  ];
  const [bad, waiting] = [named("bad"), named("waiting")];
  if (bad.length > 0) return said.bad(listOf(bad));
  if (waiting.length > 0) return said.behind(listOf(waiting));
  return said.well(stores.length, loops.length);
}

const figureOf = (n: number | null): string => (n === null ? "–" : wholeOf(Math.round(n)));

function countsOf({ journal, cache, process }: Loops) {
  const searches = cache.hits + cache.misses + cache.shared;
  return [
    { name: said.counts.events, value: wholeOf(journal.events) },
    { name: said.counts.queued, value: wholeOf(journal.queued) },
    {
      name: said.counts.cache,
      value: wholeOf(cache.hits),
      note: said.counts.ofSearches(searches),
    },
    {
      name: said.counts.memory,
      value: process.memory_mb === null ? "–" : wholeOf(Math.round(process.memory_mb)),
    },
    { name: said.counts.uptime, value: spanOf(process.uptime_seconds) },
    { name: said.counts.version, value: process.version },
  ];
}

export const panel: Panel = {
  id: "services",
  title: said.title,
  question: "safe",
  order: 20,
  wide: true,
  Body,
};
