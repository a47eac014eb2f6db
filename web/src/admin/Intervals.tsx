/** Values with their intervals, one above the other on one axis; each is named where it stands. */
import { placeOf } from "./scale";

/** How a value is drawn: told apart by its shape and its line, not by its colour alone. */
export type Mark = "leaf" | "blue" | "plum";

export interface IntervalRow {
  readonly name: string;
  readonly sample: string;
  /** The value in words; also where there is none. */
  readonly text: string;
  readonly value: number | null;
  /** null where there are too few cases for an interval. */
  readonly low: number | null;
  readonly high: number | null;
  readonly mark: Mark;
}

interface Props {
  /** The whole chart as a sentence, for those who do not see it. */
  label: string;
  rows: readonly IntervalRow[];
  ticks: readonly number[];
  tickText: (tick: number) => string;
  /** A value that is drawn as a line through all rows. */
  zero?: number;
}

export function Intervals({ label, rows, ticks, tickText, zero }: Props) {
  return (
    <div role="img" aria-label={label} className="figures">
      <div className="grid gap-4">
        {rows.map((row) => (
          <Row key={row.name} row={row} ticks={ticks} zero={zero} />
        ))}
      </div>
      <div className="relative mt-1 h-5 text-muted text-small">
        {ticks.map((tick, place) => (
          <span
            key={tick}
            className={`absolute whitespace-nowrap ${shift(place, ticks.length)}`}
            style={{ left: `${placeOf(tick, ticks)}%` }}
          >
            {tickText(tick)}
          </span>
        ))}
      </div>
    </div>
  );
}

function shift(place: number, many: number): string {
  if (place === 0) return "";
  return place === many - 1 ? "-translate-x-full" : "-translate-x-1/2";
}

const LINES: Record<Mark, string> = {
  leaf: "border-leaf",
  blue: "border-plot-blue border-dashed",
  plum: "border-plot-plum border-dotted",
};
const CAPS: Record<Mark, string> = {
  leaf: "bg-leaf",
  blue: "bg-plot-blue",
  plum: "bg-plot-plum",
};
const DOTS: Record<Mark, string> = {
  leaf: "rounded-full bg-leaf",
  blue: "rotate-45 border-2 border-plot-blue bg-paper",
  plum: "bg-plot-plum",
};

function Row({ row, ticks, zero }: { row: IntervalRow; ticks: readonly number[]; zero?: number }) {
  return (
    <div>
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <span>
          <span className="font-semibold">{row.name}</span>
          <span className="ml-2 text-muted text-small">{row.sample}</span>
        </span>
        <span className={row.value === null ? "text-muted text-small" : "text-small"}>
          {row.text}
        </span>
      </div>
      <div className="relative mt-1 h-6 border-line border-b">
        {ticks.map((tick) => (
          <i
            key={tick}
            className="absolute inset-y-0 w-px bg-line"
            style={{ left: `${placeOf(tick, ticks)}%` }}
          />
        ))}
        {zero !== undefined && (
          <i
            className="absolute inset-y-0 w-0.5 -translate-x-1/2 bg-muted"
            style={{ left: `${placeOf(zero, ticks)}%` }}
          />
        )}
        {row.value !== null && <Drawn row={row} value={row.value} ticks={ticks} />}
      </div>
    </div>
  );
}

function Drawn({
  row: { low, high, mark },
  value,
  ticks,
}: {
  row: IntervalRow;
  value: number;
  ticks: readonly number[];
}) {
  const bounds = low === null || high === null ? [] : [placeOf(low, ticks), placeOf(high, ticks)];
  const [from, to] = bounds;
  return (
    <>
      {from !== undefined && to !== undefined && (
        <i
          data-testid="interval"
          className={`absolute top-1/2 -translate-y-1/2 border-t-2 ${LINES[mark]}`}
          style={{ left: `${from}%`, width: `${to - from}%` }}
        />
      )}
      {bounds.map((bound, place) => (
        <i
          // biome-ignore lint/suspicious/noArrayIndexKey: the lower one, then the upper one
          key={place}
          className={`absolute top-1/2 h-3 w-0.5 -translate-x-1/2 -translate-y-1/2 ${CAPS[mark]}`}
          style={{ left: `${bound}%` }}
        />
      ))}
      <i
        data-testid="value"
        className={`absolute top-1/2 size-3 -translate-x-1/2 -translate-y-1/2 ${DOTS[mark]}`}
        style={{ left: `${placeOf(value, ticks)}%` }}
      />
    </>
  );
}
