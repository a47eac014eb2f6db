/** Days of events, gathered into the few strips that are drawn. */
import type { Day } from "../../figures";
import { said } from "./words";

/** One kind of doing over the days. */
export interface Strip {
  readonly name: string;
  readonly days: readonly { readonly day: string; readonly n: number }[];
  readonly total: number;
  readonly most: number;
}

const GROUPS = [
  { name: said.groups.searches, kinds: ["search_performed"] },
  { name: said.groups.looks, kinds: ["search_result_clicked", "product_viewed"] },
  {
    name: said.groups.cart,
    kinds: ["cart_item_added", "cart_item_removed", "cart_item_updated", "order_completed"],
  },
  { name: said.groups.picks, kinds: ["selection_made"] },
];

const sum = (numbers: readonly number[]): number => numbers.reduce((all, n) => all + n, 0);

/** How much happened on a day, of every kind. */
export const allOf = (day: Day): number => sum(Object.values(day.events));

/** Return the strips in their fixed order, those without an event too. */
export function stripsOf(activity: readonly Day[]): readonly Strip[] {
  return GROUPS.map(({ name, kinds }) => {
    const days = activity.map(({ day, events }) => ({
      day,
      n: sum(kinds.map((kind) => events[kind] ?? 0)),
    }));
    const counts = days.map(({ n }) => n);
    return { name, days, total: sum(counts), most: Math.max(0, ...counts) };
  });
}

/** Return the kinds that happened, the most frequent first. */
export function kindsOf(activity: readonly Day[]): readonly string[] {
  const totals = new Map<string, number>();
  for (const { events } of activity) {
    for (const [kind, n] of Object.entries(events)) totals.set(kind, (totals.get(kind) ?? 0) + n);
  }
  return [...totals].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0])).map(([kind]) => kind);
}
