/** Where everything stands in the picture: the person in the middle, what is known to both sides. */
import type { Memory } from "./facts";
import { linesOf } from "./pictureText";
import { edgeOf, nameOf } from "./sentences";

/** As wide as its text needs; it is never drawn smaller, or nobody could read it. */
export const WIDTH = 680;
const MOST = 40;
const MARGIN = 16;
const LEAST = 260;
const LINE = 17;
const PAD = 8;
const HEAD = 28;
const GAP = 14;
/** From the middle to the lines of a group: furthest half way up, nearest at both ends. */
const NEAREST = 76;
const BULGE = 44;
const TEXT = 18;

/** One thing beside the person, or the number of those that are not drawn. */
export interface Node {
  readonly key: string;
  /** Null for the number of those that are not drawn. */
  readonly memory: Memory | null;
  readonly edge: string;
  /** What the list is asked to open. */
  readonly opens: string;
  readonly more: number;
  readonly lines: readonly string[];
  readonly x: number;
  readonly y: number;
  readonly textX: number;
  readonly height: number;
  readonly side: -1 | 1;
}

/** One relation: a line from the person, what it means, and what it leads to. */
export interface Branch {
  readonly edge: string;
  readonly side: -1 | 1;
  readonly x: number;
  readonly y: number;
  readonly bottom: number;
  readonly share: number;
  readonly nodes: readonly Node[];
}

export interface Picture {
  readonly height: number;
  readonly middle: number;
  readonly branches: readonly Branch[];
}

interface Row {
  readonly memory: Memory | null;
  readonly lines: readonly string[];
  readonly height: number;
}

interface Stack {
  readonly edge: string;
  readonly opens: string;
  readonly more: number;
  readonly rows: readonly Row[];
  readonly height: number;
}

/** Return the picture of some memories; the same memories always give the same one. */
export function pictureOf(memories: readonly Memory[]): Picture {
  const stacks = stacked(memories);
  const sides: [Stack[], Stack[]] = [[], []];
  const tall: [number, number] = [0, 0];
  for (const stack of stacks) {
    const side = tall[0] <= tall[1] ? 0 : 1;
    sides[side].push(stack);
    tall[side] += stack.height + (tall[side] > 0 ? GAP : 0);
  }
  const height = Math.max(LEAST, Math.max(...tall) + 2 * MARGIN);
  const branches = ([0, 1] as const).flatMap((side) => {
    let y = (height - tall[side]) / 2;
    return sides[side].map((stack) => {
      const made = branchOf(stack, side === 0 ? -1 : 1, y, height);
      y += stack.height + GAP;
      return made;
    });
  });
  return { height, middle: height / 2, branches };
}

function branchOf(stack: Stack, side: -1 | 1, top: number, height: number): Branch {
  const away = (top + stack.height / 2 - height / 2) / (height / 2);
  const x = WIDTH / 2 + side * (NEAREST + BULGE * Math.sqrt(Math.max(0, 1 - away * away)));
  let y = top + HEAD;
  const nodes = stack.rows.map((row): Node => {
    const node = {
      ...row,
      key: row.memory?.memory_id ?? `more ${stack.edge}`,
      edge: stack.edge,
      opens: row.memory?.memory_id ?? stack.opens,
      more: row.memory ? 0 : stack.more,
      x,
      textX: x + side * TEXT,
      y: y + row.height / 2,
      side,
    };
    y += row.height;
    return node;
  });
  const last = nodes.at(-1);
  const share = Math.max(0, ...stack.rows.map((row) => row.memory?.confidence ?? 0));
  const { edge } = stack;
  return { edge, side, x, y: top + HEAD / 2, bottom: last?.y ?? top, share, nodes };
}

/** By relation, in the order of their first memory; the surest are drawn, evenly over relations. */
function stacked(memories: readonly Memory[]): Stack[] {
  const held = new Map<string, Memory[]>();
  for (const memory of memories) {
    const edge = edgeOf(memory);
    held.set(edge, [...(held.get(edge) ?? []), memory]);
  }
  const groups = [...held].map(([edge, all]) => ({
    edge,
    all: all.sort((one, other) => other.confidence - one.confidence),
  }));
  const each = evenly(
    groups.map((group) => group.all.length),
    MOST,
  );
  return groups.map(({ edge, all }, place) => {
    const drawn = all.slice(0, each[place]);
    const rows = drawn.map((memory) => rowOf(memory, nameOf(memory)));
    const more = all.length - drawn.length;
    if (more > 0) rows.push(rowOf(null, ""));
    const height = HEAD + rows.reduce((sum, row) => sum + row.height, 0);
    return { edge, opens: all[drawn.length]?.memory_id ?? "", more, rows, height };
  });
}

function rowOf(memory: Memory | null, name: string): Row {
  const lines = linesOf(name, WIDTH / 2 - NEAREST - BULGE - TEXT - 6);
  return { memory, lines, height: lines.length * LINE + PAD };
}

/** Share out a number of places, one each in turn. */
export function evenly(wanted: readonly number[], places: number): number[] {
  const given = wanted.map(() => 0);
  let left = places;
  for (let round = 0; left > 0; round += 1) {
    const before = left;
    wanted.forEach((most, place) => {
      if (left > 0 && most > round) {
        given[place] = round + 1;
        left -= 1;
      }
    });
    if (left === before) break;
  }
  return given;
}
