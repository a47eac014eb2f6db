import { expect, test } from "vitest";
import { noticedFact, saidFact } from "../testing/memories";
import type { Memory } from "./facts";
import { evenly, type Picture, pictureOf, WIDTH } from "./pictureLayout";
import { linesOf, widthOf } from "./pictureText";
import { stepped } from "./walk";

const RELATIONS = ["REGULARLY_BUYS", "CONSIDERS_BRAND", "BROWSES_CATEGORY", "SHOWS_INTEREST"];

function many(n: number): Memory[] {
  return Array.from({ length: n }, (_, place) =>
    noticedFact(RELATIONS[place % 4] ?? "", `Organic Ethiopian Single Origin ${place}`, {
      memory_id: `m${place}`,
      confidence: 1 - place / 1000,
    }),
  );
}

const nodesOf = (picture: Picture) => picture.branches.flatMap((branch) => branch.nodes);

test("every fact is drawn or counted", () => {
  const nodes = nodesOf(pictureOf(many(90)));
  const drawn = nodes.filter((node) => node.memory).length;
  expect(drawn).toBe(40);
  expect(nodes.reduce((sum, node) => sum + node.more, 0)).toBe(50);
});

test("the surest are the ones that are drawn", () => {
  const drawn = nodesOf(pictureOf(many(90))).flatMap((node) => node.memory ?? []);
  expect(Math.min(...drawn.map((one) => one.confidence))).toBeGreaterThan(0.96);
});

test("the same facts give the same picture", () => {
  expect(pictureOf(many(30))).toEqual(pictureOf(many(30)));
});

test("nothing overlaps, and nothing reaches over the edge", () => {
  for (const n of [1, 2, 5, 17, 40, 120]) {
    const picture = pictureOf([
      ...many(n),
      saidFact("goal", "eat ".repeat(60)),
      saidFact("x", "W"),
    ]);
    for (const side of [-1, 1]) {
      const nodes = nodesOf(picture).filter((node) => node.side === side);
      nodes.forEach((node, place) => {
        expect(node.y - node.height / 2).toBeGreaterThanOrEqual(0);
        expect(node.y + node.height / 2).toBeLessThanOrEqual(picture.height);
        const next = nodes[place + 1];
        if (next) expect(node.y + node.height / 2).toBeLessThanOrEqual(next.y - next.height / 2);
        for (const line of node.lines) {
          const end = node.textX + side * widthOf(line);
          expect(end).toBeGreaterThanOrEqual(0);
          expect(end).toBeLessThanOrEqual(WIDTH);
        }
      });
    }
  }
});

test("a long name takes two lines, and says that it goes on", () => {
  const room = 120;
  expect(linesOf("Oat Milk", room)).toEqual(["Oat Milk"]);
  const lines = linesOf("a rather long wish that somebody wrote down in a sentence", room);
  expect(lines).toHaveLength(2);
  expect(lines[1]).toMatch(/…$/);
  const endless = linesOf("W".repeat(200), room);
  expect(endless).toHaveLength(2);
  for (const line of [...lines, ...endless]) expect(widthOf(line)).toBeLessThanOrEqual(room);
});

test("places are shared out in turn", () => {
  expect(evenly([1, 10, 4], 9)).toEqual([1, 4, 4]);
  expect(evenly([2, 1], 9)).toEqual([2, 1]);
  expect(evenly([], 9)).toEqual([]);
});

test("arrow keys reach every node, and stop at the ends", () => {
  const nodes = nodesOf(pictureOf(many(30)));
  const left = nodes.filter((node) => node.side < 0);
  const [first] = left;
  if (!first) throw new Error("nothing is drawn");
  let at = first;
  const met = [at];
  for (let next = stepped(nodes, at, "ArrowDown"); next; next = stepped(nodes, at, "ArrowDown")) {
    at = next;
    met.push(at);
  }
  expect(met).toEqual(left);
  expect(stepped(nodes, first, "ArrowUp")).toBeNull();
  expect(stepped(nodes, first, "ArrowLeft")).toBeNull();
  expect(stepped(nodes, first, "ArrowRight")?.side).toBe(1);
  expect(stepped(nodes, at, "Home")).toBe(first);
  expect(stepped(nodes, first, "End")).toBe(at);
  expect(stepped(nodes, first, "a")).toBeNull();
});
