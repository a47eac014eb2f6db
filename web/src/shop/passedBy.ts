/** Results that were in sight and then scrolled past: the shop learns from that, too. */

const SEEN_MS = 600;
const IN_SIGHT = 0.6;

/**
 * Watch a list, and tell once of each entry that was in sight for a while and left at the top.
 *
 * @param list Its entries carry `data-sku`.
 * @param tell Called with a sku.
 * @param now Milliseconds, on any clock.
 * @returns Stops watching.
 */
export function watchPassing(
  list: HTMLElement,
  tell: (sku: string) => void,
  now: () => number = () => performance.now(),
): () => void {
  const since = new Map<Element, number>();
  const told = new Set<Element>();
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting, intersectionRatio, boundingClientRect } of entries) {
        if (isIntersecting && intersectionRatio >= IN_SIGHT) {
          if (!since.has(target)) since.set(target, now());
          continue;
        }
        if (isIntersecting) continue; // on its way out, or only half in sight
        const seen = since.get(target);
        since.delete(target);
        const above = boundingClientRect.bottom <= 0;
        const sku = (target as HTMLElement).dataset.sku;
        if (seen === undefined || !above || !sku || told.has(target)) continue;
        if (now() - seen < SEEN_MS) continue;
        told.add(target);
        tell(sku);
      }
    },
    { threshold: [0, IN_SIGHT] },
  );
  // Whoever took hold of an entry has not passed it by.
  const touched = (event: Event) => {
    const entry = (event.target as Element).closest("[data-sku]");
    if (entry) told.add(entry);
  };
  list.addEventListener("click", touched, true);
  for (const entry of list.querySelectorAll("[data-sku]")) observer.observe(entry);
  return () => {
    list.removeEventListener("click", touched, true);
    observer.disconnect();
  };
}
