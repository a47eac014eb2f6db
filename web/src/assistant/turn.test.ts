import { expect, test } from "vitest";
import { begun, heard } from "./turn";

const turn = begun({ kind: "said", text: "milk", messageId: "m1" });

test("a turn grows with what is told", () => {
  let now = heard(turn, { event: "metadata", data: { thread_id: "k" } });
  now = heard(now, { event: "updates", data: { step: "hear", degraded: ["graph"] } });
  now = heard(now, { event: "updates", data: { step: "act", degraded: ["graph", "llm"] } });
  now = heard(now, { event: "messages", data: { role: "assistant", content: "Here." } });
  expect(now).toMatchObject({ step: "act", degraded: ["graph", "llm"], messages: ["Here."] });
  expect(now.ended).toBe(false);
  expect(heard(now, { event: "end", data: {} }).ended).toBe(true);
});

test("an error of the stream is kept in its own words", () => {
  expect(heard(turn, { event: "error", data: { detail: "busy" } }).problem).toBe("busy");
});
