/** Remembered facts for tests, with the least that a test needs to say. */
import type { Memory } from "../you/facts";

/** Something that was said. */
export function saidFact(relation: string, value: string, more: Partial<Memory> = {}): Memory {
  return {
    memory_id: `${relation}-${value}`,
    type: relation === "goal" ? "goal" : "preference",
    content: `${relation}: ${value}`,
    relation,
    value,
    source: "explicit",
    confidence: 1,
    evidence: [`said-${value}`],
    valid_at: "2026-03-02T09:15:00.000Z",
    invalid_at: null,
    tags: ["stated"],
    ...more,
  };
}

/** Something that was read out of what the person did. */
export function noticedFact(relation: string, value: string, more: Partial<Memory> = {}): Memory {
  return {
    ...saidFact(relation, value),
    type: "relationship",
    content: `Chose the brand ${value} 3 times`,
    source: "inferred",
    confidence: 0.676,
    tags: ["behaviour"],
    ...more,
  };
}
