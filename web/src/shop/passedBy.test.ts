import { beforeEach, expect, test, vi } from "vitest";
import { watchPassing } from "./passedBy";

type Seen = Pick<IntersectionObserverEntry, "target" | "isIntersecting" | "intersectionRatio"> & {
  boundingClientRect: { bottom: number };
};

let scroll: (entries: Seen[]) => void;
let time = 0;

class FakeObserver {
  constructor(tell: (entries: Seen[]) => void) {
    scroll = tell;
  }
  observe() {}
  disconnect() {}
}

beforeEach(() => {
  time = 0;
  vi.stubGlobal("IntersectionObserver", FakeObserver);
});

function shelf(tell: (sku: string) => void): Element {
  const list = document.createElement("ul");
  list.innerHTML = '<li data-sku="chips"></li>';
  watchPassing(list, tell, () => time);
  return list.firstElementChild as Element;
}

const inSight = (target: Element): Seen => ({
  target,
  isIntersecting: true,
  intersectionRatio: 1,
  boundingClientRect: { bottom: 300 },
});
const gone = (target: Element, bottom: number): Seen => ({
  target,
  isIntersecting: false,
  intersectionRatio: 0,
  boundingClientRect: { bottom },
});

test("what was looked at and left at the top was passed by, once", () => {
  const told = vi.fn();
  const chips = shelf(told);
  for (let round = 0; round < 2; round += 1) {
    scroll([inSight(chips)]);
    time += 900;
    scroll([gone(chips, -5)]);
  }
  expect(told.mock.calls).toEqual([["chips"]]);
});

test("what left at the bottom, or was only a moment in sight, was not", () => {
  const told = vi.fn();
  const chips = shelf(told);
  scroll([inSight(chips)]);
  time += 900;
  scroll([gone(chips, 1200)]);
  scroll([inSight(chips)]);
  time += 100;
  scroll([gone(chips, -5)]);
  expect(told).not.toHaveBeenCalled();
});

test("what was taken hold of was not passed by", () => {
  const told = vi.fn();
  const chips = shelf(told);
  scroll([inSight(chips)]);
  time += 900;
  (chips as HTMLElement).click();
  scroll([gone(chips, -5)]);
  expect(told).not.toHaveBeenCalled();
});
