/** Where a value stands on an axis, and which values an axis names. */

const STEPS = [1, 2, 5, 10];

/**
 * Return round values that enclose two others, smallest first.
 *
 * @param many About how many steps there are between them.
 */
export function ticksOf(low: number, high: number, many = 4): readonly number[] {
  const rough = (high - low || 1) / many;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * (STEPS.find((one) => one * power >= rough * 0.999) ?? 10);
  const first = Math.floor(low / step + 1e-9);
  const last = Math.max(first + 1, Math.ceil(high / step - 1e-9));
  return Array.from({ length: last - first + 1 }, (_, place) =>
    Number(((first + place) * step).toPrecision(12)),
  );
}

/** Return ticks on both sides of 0, equally far. */
export function ticksAround(low: number, high: number): readonly number[] {
  const side = ticksOf(0, Math.max(Math.abs(low), Math.abs(high)), 2);
  return [
    ...side
      .slice(1)
      .map((tick) => -tick)
      .reverse(),
    ...side,
  ];
}

/** Return where a value stands between the first and the last tick, in percent; never outside. */
export function placeOf(value: number, ticks: readonly number[]): number {
  const [first, last] = [ticks[0] ?? 0, ticks.at(-1) ?? 1];
  return Math.min(100, Math.max(0, ((value - first) / (last - first)) * 100));
}
