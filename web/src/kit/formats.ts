/** Prices, shares, times and ages as the app writes them. */

const price = new Intl.NumberFormat("en", { style: "currency", currency: "USD" });
const day = new Intl.DateTimeFormat("en", { day: "numeric", month: "short", year: "numeric" });
const moment = new Intl.DateTimeFormat("en", {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
  hour12: false,
});
const quantity = new Intl.NumberFormat("en", { maximumFractionDigits: 2 });

/** `priceOf(2.5)` is “$2.50”. */
export const priceOf = (amount: number): string => price.format(amount);

/** `percentOf(0.642)` is “64 %”; `percentOf(0.0123, 1)` is “1.2 %”. */
export const percentOf = (share: number, digits = 0): string =>
  `${(share * 100).toFixed(digits)} %`;

/** `quantityOf(1.5)` is “1.5”. */
export const quantityOf = (amount: number): string => quantity.format(amount);

/** A day such as “2 Mar 2026”. */
export const dayOf = (time: string): string => day.format(new Date(time));

/** A day and a time such as “2 Mar, 09:15”. */
export const momentOf = (time: string): string => moment.format(new Date(time));

/** `gluten_free` as people write it. */
export const plain = (value: string): string => value.replaceAll("_", " ");

const STEPS = [
  [60, "second"],
  [60, "minute"],
  [24, "hour"],
  [30, "day"],
  [12, "month"],
  [Number.POSITIVE_INFINITY, "year"],
] as const;

/**
 * How long ago something was, such as “3 days ago”.
 *
 * @param time RFC 3339.
 * @param now Milliseconds since 1970.
 */
export function ageOf(time: string, now: number): string {
  let left = Math.max(0, (now - Date.parse(time)) / 1000);
  for (const [size, unit] of STEPS) {
    if (left < size) {
      const whole = Math.floor(left);
      if (unit === "second") return "just now";
      return `${whole} ${unit}${whole === 1 ? "" : "s"} ago`;
    }
    left /= size;
  }
  return "";
}
