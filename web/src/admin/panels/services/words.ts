/** What the panel of services says. */
import { count } from "../../../strings";

export const said = {
  title: "Stores, and what runs beside the requests",
  well: (stores: number, loops: number) =>
    `${count(stores, "store")} and ${count(loops, "loop")}, all as they should be.`,
  behind: (names: string) => `All run; catching up: ${names}.`,
  bad: (names: string) => `Not as they should be: ${names}.`,
  sample: (events: number) =>
    `n = ${count(events, "event")} in the journal, those since erased included.`,
  caption: "Stores and loops",
  stores: "Stores",
  loops: "Loops",
  lag: (n: number) => (n === 0 ? "nothing behind" : `${count(n, "event")} behind`),
  progress: (span: string) => `moved ${span} ago`,
  now: "moved just now",
  states: {
    ok: "runs",
    behind: "catching up",
    degraded: "failed, tries again",
    stopped: "stopped",
  },
  head: {
    name: "Name",
    kind: "Kind",
    state: "State",
    lag: "Behind",
    place: "Place",
    last: "Moved (s ago)",
  },
  store: "store",
  counts: {
    events: "events in the journal",
    queued: "waiting for their commit",
    cache: "searches answered from the cache",
    ofSearches: (n: number) => `of ${count(n, "search", "searches")}`,
    memory: "MiB of memory",
    uptime: "since the start",
    version: "version",
  },
};
