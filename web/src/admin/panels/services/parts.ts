/** Stores and loops as rows of one board. */
import type { Loops } from "../../figures";
import { type Health, loopHealth, nameOf, storeHealth } from "../../health";
import { spanOf } from "../../told";
import { said } from "./words";

/** One store or loop. */
export interface Part {
  readonly name: string;
  readonly kind: string;
  readonly health: Health;
  readonly state: string;
  readonly note: string;
  readonly lag: number | null;
  readonly place: number | null;
  readonly last: number | null;
}

/** Return the stores. */
export const storesOf = ({ stores }: Loops): readonly Part[] =>
  Object.entries(stores).map(([name, state]) => ({
    name: nameOf(name),
    kind: said.store,
    health: storeHealth(state),
    state,
    note: "",
    lag: null,
    place: null,
    last: null,
  }));

/** Return the loops. */
export const loopsOf = ({ loops }: Loops): readonly Part[] =>
  loops.map((loop) => ({
    name: nameOf(loop.name),
    kind: loop.kind,
    health: loopHealth(loop),
    state: said.states[loop.state],
    note: loop.note,
    lag: loop.lag,
    place: loop.place,
    last: loop.seconds_since_progress,
  }));

/** How far a loop is, in a few words. */
export function progressOf({ lag, last }: Part): string {
  const told = [
    lag !== null && said.lag(lag),
    last !== null && (last < 1 ? said.now : said.progress(spanOf(last))),
  ];
  return told.filter(Boolean).join(", ");
}
