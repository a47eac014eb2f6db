/** Let entries of a list slide to their new places, once, when its order changes. */
import { type RefObject, useLayoutEffect, useRef } from "react";

const MS = 150;

interface Place {
  readonly left: number;
  readonly top: number;
}

/**
 * Animate the entries with `data-sku` whenever `order` changes.
 *
 * @param list The list they are in.
 * @param order What the order depends on.
 */
export function useSlide(list: RefObject<HTMLElement | null>, order: unknown): void {
  const places = useRef(new Map<string, Place>());
  // biome-ignore lint/correctness/useExhaustiveDependencies: places are read when the order changes
  useLayoutEffect(() => {
    const before = places.current;
    const now = new Map<string, Place>();
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    for (const entry of list.current?.querySelectorAll<HTMLElement>("[data-sku]") ?? []) {
      const sku = entry.dataset.sku ?? "";
      const place = { left: entry.offsetLeft, top: entry.offsetTop };
      const old = before.get(sku);
      now.set(sku, place);
      if (!old || still || !entry.animate) continue;
      const [x, y] = [old.left - place.left, old.top - place.top];
      if (x === 0 && y === 0) continue;
      entry.animate([{ transform: `translate(${x}px, ${y}px)` }, { transform: "none" }], {
        duration: MS,
        easing: "ease-out",
      });
    }
    places.current = now;
  }, [order]);
}
