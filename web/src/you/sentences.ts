/** Facts as sentences to the person they are about, and how they are put together. */
import { confidenceOf } from "../assistant/confidence";
import { percentOf, quantityOf } from "../kit/formats";
import { words } from "../strings";
import type { Memory } from "./facts";
import type { Habit } from "./habits";

const SENTENCES: Record<string, (value: string) => string> = words.you.sentences;
const VERBS: Record<string, string> = words.you.verbs;
const EDGES: Record<string, string> = words.you.picture.edges;

/** Return what a memory says, to the person; a habit tells how much and how often. */
export function sentenceOf(memory: Memory, habit?: Habit): string {
  if (habit) return habitOf(habit);
  if (memory.type === "history") return happened(memory.content);
  const said = memory.relation === null ? undefined : SENTENCES[memory.relation];
  if (said && memory.value) return said(memory.value);
  const [verb = "", ...rest] = memory.content.split(" ");
  const own = memory.source === "inferred" ? VERBS[verb] : undefined;
  return own ? [own, ...rest].join(" ") : memory.content;
}

const SAID = /^User said: (.+)$/su;
const PICKED = /^User requested: (.+) \| Selected: (.+)$/su;

/** What happened, as it is written down for a model, told to the person. */
function happened(content: string): string {
  const [, own] = SAID.exec(content) ?? [];
  if (own) return words.you.happened.said(own);
  const [, asked, picked] = PICKED.exec(content) ?? [];
  return asked && picked ? words.you.happened.picked(asked, picked) : content;
}

/** `habitOf(…)` is “You usually buy 2 × Whole Milk every 6 days”. */
export function habitOf(habit: Habit): string {
  const quantity = habit.usual_quantity === 1 ? null : quantityOf(habit.usual_quantity);
  const days = habit.avg_days_between;
  return words.you.habit(
    habit.name,
    quantity,
    days === null ? null : Math.max(1, Math.round(days)),
  );
}

/** How sure a memory is, as a word and a number. */
export function sureOf(memory: Memory): string {
  if (memory.confidence < 1) return confidenceOf(memory.confidence);
  return `${words.you.facts.certain}, ${percentOf(1)}`;
}

/** What stands on the line from the person to a thing: “You … Oatfern”. */
export function edgeOf(memory: Memory): string {
  if (memory.type === "history") return words.you.happened.edge;
  return EDGES[memory.relation ?? ""] ?? words.you.picture.otherEdge;
}

/** The name of the thing at the end of that line. */
export function nameOf({ content, value }: Memory): string {
  return value ?? SAID.exec(content)?.[1] ?? PICKED.exec(content)?.[1] ?? content;
}

export type Kind = keyof typeof words.you.kinds;

const KINDS: Record<string, Kind> = {
  allergic_to: "needs",
  follows_diet: "needs",
  substitutes: "needs",
  goal: "goals",
  HAS_GOAL: "goals",
  budget: "budget",
  household: "budget",
  preferred_store: "budget",
  prefers_brand: "brands",
  avoids_brand: "brands",
  prefers_category: "categories",
  avoids_category: "categories",
  prefers_attribute: "attributes",
  avoids_attribute: "attributes",
  REGULARLY_BUYS: "habits",
  CONSIDERS_BRAND: "chosenBrands",
  PREFERS_BRAND: "chosenBrands",
  BROWSES_CATEGORY: "chosenCategories",
  SHOWS_INTEREST: "chosenProducts",
  HAS_PATTERN: "patterns",
};

/** Which heading a memory stands under. */
export function kindOf(memory: Memory): Kind {
  const kind = KINDS[memory.relation ?? ""];
  if (kind) return kind;
  if (memory.type === "history") return "history";
  if (memory.type === "goal") return "goals";
  if (memory.type === "pattern") return "patterns";
  return memory.source === "explicit" ? "wordsOfYours" : "tastes";
}

export interface Group {
  readonly kind: Kind;
  readonly memories: readonly Memory[];
}

/** Return memories by heading, in the order of the headings; the surest first in each. */
export function grouped(memories: readonly Memory[]): Group[] {
  const held = new Map<Kind, Memory[]>();
  for (const memory of memories) {
    const kind = kindOf(memory);
    held.set(kind, [...(held.get(kind) ?? []), memory]);
  }
  const order = Object.keys(words.you.kinds) as Kind[];
  return order.flatMap((kind) => {
    const found = held.get(kind);
    return found ? [{ kind, memories: found.sort(surerFirst) }] : [];
  });
}

function surerFirst(one: Memory, other: Memory): number {
  const holds = Number(one.invalid_at !== null) - Number(other.invalid_at !== null);
  return holds || other.confidence - one.confidence || other.valid_at.localeCompare(one.valid_at);
}

/** Split what was found for words into what says them, and what is only near. */
export function saying(
  memories: readonly Memory[],
  query: string,
): { said: Memory[]; near: Memory[] } {
  const parts = query.toLowerCase().split(/\s+/).filter(Boolean);
  const says = (memory: Memory) => {
    const text = `${sentenceOf(memory)} ${memory.content} ${memory.value ?? ""}`.toLowerCase();
    return parts.every((part) => text.includes(part));
  };
  return {
    said: memories.filter(says),
    near: memories.filter((memory) => !says(memory)),
  };
}
