/** Rates, means and counts as the dashboard writes them. */
import { percentOf, priceOf } from "../kit/formats";
import { words } from "../strings";
import type { Compared, Mean, Rate } from "./figures";

const whole = new Intl.NumberFormat("en");
const clock = new Intl.DateTimeFormat("en", {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});
const shortDay = new Intl.DateTimeFormat("en", { day: "numeric", month: "short", timeZone: "UTC" });

/** `wholeOf(1742)` is “1,742”. */
export const wholeOf = (n: number): string => whole.format(n);

/** A time of day such as “14:03:12”. */
export const clockOf = (time: string): string => clock.format(new Date(time));

/** A UTC day such as “Mar 2”. */
export const utcDayOf = (day: string): string =>
  shortDay.format(new Date(day)).replace(" ", "\u00a0");

/** `shareOf(0.599)` is “59.9 %”. */
export const shareOf = (share: number): string => percentOf(share, 1);

/** `pointsOf(-0.02)` is “−2.0 points”. */
export function pointsOf(difference: number): string {
  const points = (difference * 100).toFixed(1);
  return words.admin.points(difference > 0 ? `+${points}` : points.replace("-", "−"));
}

/** A share with its interval, such as “59.9 % (53.8 to 65.7)”. */
export function rateOf({ rate, low, high }: Pick<Rate, "rate" | "low" | "high">): string {
  if (rate === null) return words.admin.none;
  if (low === null || high === null) return shareOf(rate);
  const [from, to] = [low, high].map((bound) => (bound * 100).toFixed(1));
  return words.admin.within(shareOf(rate), `${from}`, `${to}`);
}

/** A mean price with its interval. */
export function meanOf({ mean, low, high }: Mean): string {
  if (mean === null) return words.admin.none;
  if (low === null || high === null) return priceOf(mean);
  return words.admin.within(priceOf(mean), priceOf(low), priceOf(high));
}

/** “a”, “a and b”, “a, b and c”. */
export const listOf = (names: readonly string[]): string =>
  new Intl.ListFormat("en-GB").format(names);

/** Begin a sentence and end it. */
export const sentenceOf = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? "" : "."}`;

/** Seconds as “12 s”, “5 min”, “3 h” or “2 days”. */
export function spanOf(seconds: number): string {
  if (seconds < 60) return `${Math.floor(seconds)}\u00a0s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}\u00a0min`;
  if (seconds < 172_800) return `${Math.floor(seconds / 3600)}\u00a0h`;
  return words.admin.daysLong(Math.floor(seconds / 86_400));
}

/**
 * What may be concluded from a comparison, as a sentence.
 *
 * @param trials What a trial is called, in the plural.
 * @param done What was done with those that count, such as “clicked”.
 */
export function comparison(compared: Compared, trials: string, done: string): string {
  const { personalized, neutral, difference } = compared;
  const { none, alone, neutralOnly } = words.admin.compared;
  if (personalized.rate === null && neutral.rate === null) return none(trials);
  if (neutral.rate === null) {
    return alone(shareOf(personalized.rate ?? 0), personalized.n, trials, done);
  }
  if (personalized.rate === null) {
    return neutralOnly(shareOf(neutral.rate), neutral.n, trials, done);
  }
  return sentenceOf(difference.text);
}
