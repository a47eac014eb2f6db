/** Figures of the dashboard for tests: what is not said is at rest. */
import type { Schemas } from "../api/client";

type Rate = Schemas["RateReply"];
type Metrics = Schemas["MetricsReply"];
type Loops = Schemas["LoopsReply"];
type Loop = Schemas["LoopReply"];

/** A share with an interval that is far too regular. */
export function rateOf(successes: number, n: number): Rate {
  if (n === 0) return { successes, n, rate: null, low: null, high: null };
  const rate = successes / n;
  return { successes, n, rate, low: Math.max(0, rate - 0.1), high: Math.min(1, rate + 0.1) };
}

/** Two shares, and what may be concluded. */
export function comparedOf(
  personalized: Rate,
  neutral: Rate,
  more: Partial<Schemas["DifferenceReply"]> = {},
): Schemas["ComparedReply"] {
  const unknown = personalized.rate === null || neutral.rate === null;
  const effect = unknown ? null : (personalized.rate ?? 0) - (neutral.rate ?? 0);
  return {
    personalized,
    neutral,
    difference: {
      effect,
      low: effect === null ? null : effect - 0.1,
      high: effect === null ? null : effect + 0.1,
      verdict: "not_enough_data",
      text: "not enough data: no trials on one side yet",
      needed_n: null,
      ...more,
    },
  };
}

/** One day with so many events of each kind. */
export function dayOf(day: string, events: Record<string, number>): Schemas["DayReply"] {
  return {
    day,
    events,
    searches: events.search_performed ?? 0,
    proposals: events.proposal_shown ?? 0,
    selections: events.selection_made ?? 0,
  };
}

/** What /api/v1/admin/metrics answers. */
export function metricsOf(more: Partial<Metrics> = {}): Metrics {
  const nothing = comparedOf(rateOf(0, 0), rateOf(0, 0));
  const mean = { n: 0, mean: null, low: null, high: null };
  return {
    as_of: "2026-03-02T14:03:12.000Z",
    days: 30,
    activity: [],
    ctr: nothing,
    selection: nothing,
    auto_advance: rateOf(0, 0),
    cart: { abandonment: rateOf(0, 0), value: mean, value_before: mean, value_change: null },
    catalogue: { products: 356, categories: 33, brands: 46, version: "1" },
    memory: { subjects: 0, personas: 0, carts: 0, consents: 0 },
    training: { hypotheses_count: 0, persona_updates_count: 0, enabled: true, lag: 0 },
    dead_letters: 0,
    ...more,
  };
}

/** A relay that has caught up. */
export function loopOf(name: string, more: Partial<Loop> = {}): Loop {
  return {
    name,
    kind: "relay",
    state: "ok",
    lag: 0,
    place: 10,
    seconds_since_progress: 1,
    note: "",
    ...more,
  };
}

/** What /api/v1/admin/loops answers. */
export function loopsOf(more: Partial<Loops> = {}): Loops {
  return {
    as_of: "2026-03-02T14:03:12.000Z",
    loops: [loopOf("graph")],
    stores: { journal: "ok", catalog: "ok: 356 products" },
    journal: { events: 10, queued: 0 },
    dead_letters: { total: 0, by_sink: {} },
    cache: { hits: 0, misses: 0, shared: 0 },
    process: { memory_mb: 211.4, uptime_seconds: 3600, version: "0.1.0" },
    ...more,
  };
}
