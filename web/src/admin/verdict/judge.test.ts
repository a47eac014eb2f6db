import { expect, test } from "vitest";
import { comparedOf, dayOf, loopOf, loopsOf, metricsOf, rateOf } from "../../testing/figures";
import { learning, safe, working } from "./judge";

const BUSY = metricsOf({
  activity: [
    dayOf("2026-03-01", { search_performed: 1000 }),
    dayOf("2026-03-02", { search_performed: 20, selection_made: 4 }),
  ],
  memory: { subjects: 63, personas: 1, carts: 1, consents: 1 },
});

test("what happens is learned from", () => {
  expect(learning(BUSY, loopsOf())).toEqual({
    answer: "Yes",
    because: "1,024 events in 30 days, 4 picks among them. Something is known of 63 shoppers.",
    health: "well",
  });
});

test("without an event there is nothing to learn from", () => {
  const told = learning(metricsOf({ activity: [dayOf("2026-03-02", {})] }), loopsOf());
  expect([told.answer, told.health]).toEqual(["Nothing yet", "waiting"]);
});

test("a loop far behind is catching up, a few events behind it is at work", () => {
  const behind = (lag: number) =>
    learning(BUSY, loopsOf({ loops: [loopOf("graph", { state: "behind", lag })] }));
  expect(behind(50)).toMatchObject({ answer: "Catching up", health: "waiting" });
  expect(behind(50).because).toBe("Graph is 50 events behind the journal.");
  expect(behind(49).answer).toBe("Yes");
});

test("a relay that stopped learns nothing; upkeep that fails is no matter of learning", () => {
  const with_ = (kind: "relay" | "upkeep") =>
    learning(BUSY, loopsOf({ loops: [loopOf("training_log", { kind, state: "stopped" })] }));
  expect(with_("relay")).toMatchObject({ answer: "No", health: "bad" });
  expect(with_("relay").because).toContain("training log");
  expect(with_("upkeep").answer).toBe("Yes");
});

test.each([
  ["better", "better: +1.0 to +9.0 points", "Yes", "+1.0 to +9.0 points."],
  ["worse", "worse: -9.0 to -1.0 points", "No", "-9.0 to -1.0 points."],
  ["no_difference_seen", "no difference seen: -1.0 to +1.0 points", "No difference seen", "-1.0"],
  [
    "not_enough_data",
    "not enough data: 412 of 1,742 proposals needed on each side",
    "Not enough data",
    "412 of 1,742 proposals needed on each side.",
  ],
] as const)("%s is told in words, with both shares", (verdict, text, answer, because) => {
  const ctr = comparedOf(rateOf(300, 500), rateOf(200, 412), { verdict, text });
  const told = working(metricsOf({ ctr }));
  expect(told.answer).toBe(answer);
  expect(told.because).toContain(because);
  expect(told.because).toContain("clicked 60.0 % of the time, neutral ones 48.5 %");
});

test("with one side only it is said what is missing", () => {
  const told = working(metricsOf({ ctr: comparedOf(rateOf(6, 10), rateOf(0, 0)) }));
  expect(told.answer).toBe("Not enough data");
  expect(told.because).toMatch(/^60\.0 % of 10 personalised .* no neutral ones/);
});

test("it is safe while every part is well and nothing was left over", () => {
  expect(safe(loopsOf())).toMatchObject({ answer: "Yes", health: "well" });
  const loading = loopsOf({ stores: { graph: "loading", cache: "off", llm: "ollama: ok" } });
  expect(safe(loading).answer).toBe("Yes");
});

test.each([
  ["a store that does not answer", { stores: { journal: "unavailable" } }, "journal"],
  ["a loop that fails", { loops: [loopOf("old_replies", { state: "degraded" })] }, "old replies"],
  ["a state nobody foresaw", { stores: { cache: "on fire" } }, "cache"],
] as const)("%s is named", (_, more, name) => {
  const told = safe(loopsOf(more as Parameters<typeof loopsOf>[0]));
  expect(told).toMatchObject({ answer: "No", health: "bad" });
  expect(told.because).toContain(name);
});

test("a dead letter needs a look", () => {
  const told = safe(loopsOf({ dead_letters: { total: 2, by_sink: { graph: 2 } } }));
  expect(told.answer).toBe("Needs a look");
  expect(told.because).toBe("2 events could not be taken and can be replayed.");
});

test("without figures nothing is claimed", () => {
  for (const told of [learning(), working(), safe()]) expect(told.answer).toBe("Not known");
});
