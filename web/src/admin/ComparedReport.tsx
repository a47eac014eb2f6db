/** A share with personalisation and without it, and how they differ. */
import { percentOf } from "../kit/formats";
import type { Column } from "../kit/Table";
import { words } from "../strings";
import type { Compared, Difference, Rate } from "./figures";
import { type IntervalRow, Intervals, type Mark } from "./Intervals";
import { Report } from "./Report";
import { ticksAround, ticksOf } from "./scale";
import { comparison, pointsOf, rateOf, shareOf, wholeOf } from "./told";

interface Props {
  /** What the share is of, such as “Proposals that were clicked”. */
  caption: string;
  /** What a trial is called, in the plural. */
  trials: string;
  /** What was done with those that count, such as “clicked”. */
  done: string;
  figures: Compared;
  /** Shares to draw below, that are compared with nothing. */
  besides?: readonly ShareRow[];
  /** What the besides say, after the verdict. */
  more?: string;
}

/** A share by its name. */
export interface ShareRow {
  readonly name: string;
  readonly rate: Rate;
  readonly trials: string;
  readonly mark: Mark;
}

export function ComparedReport({ caption, trials, done, figures, besides = [], more }: Props) {
  const { personalized, neutral, difference } = figures;
  const rows: readonly ShareRow[] = [
    { name: words.admin.personalized, rate: personalized, trials, mark: "leaf" },
    { name: words.admin.neutral, rate: neutral, trials, mark: "blue" },
    ...besides,
  ];
  const drawn = rows.some((row) => row.rate.n > 0);
  return (
    <Report
      verdict={[comparison(figures, trials, done), more].filter(Boolean).join(" ")}
      sample={`${words.admin.n(personalized.n + neutral.n, trials)} ${words.admin.everSince}`}
      chart={
        drawn && (
          <div className="grid gap-6">
            <Shares caption={caption} rows={rows} />
            <Gap figures={figures} caption={caption} />
          </div>
        )
      }
      caption={caption}
      columns={COLUMNS}
      rows={[...rows.map(lineOf), gapLine(difference)]}
      keyOf={(line) => line.name}
    />
  );
}

interface Line {
  readonly name: string;
  readonly successes: string;
  readonly n: string;
  readonly rate: string;
  readonly low: string;
  readonly high: string;
}

const COLUMNS: readonly Column<Line>[] = [
  { head: words.admin.columns.what, cell: (line) => line.name },
  { head: words.admin.columns.successes, cell: (line) => line.successes, number: true },
  { head: words.admin.columns.n, cell: (line) => line.n, number: true },
  { head: words.admin.columns.rate, cell: (line) => line.rate, number: true },
  { head: words.admin.columns.low, cell: (line) => line.low, number: true },
  { head: words.admin.columns.high, cell: (line) => line.high, number: true },
];

const NOTHING = "–";

const lineOf = ({ name, rate: { successes, n, rate, low, high } }: ShareRow): Line => {
  const told = (share: number | null) => (share === null ? NOTHING : shareOf(share));
  return {
    name,
    successes: wholeOf(successes),
    n: wholeOf(n),
    rate: told(rate),
    low: told(low),
    high: told(high),
  };
};

const gapLine = ({ effect, low, high }: Difference): Line => {
  const told = (points: number | null) => (points === null ? NOTHING : pointsOf(points));
  return {
    name: words.admin.difference,
    successes: NOTHING,
    n: NOTHING,
    rate: told(effect),
    low: told(low),
    high: told(high),
  };
};

/** Shares on one axis from 0. */
export function Shares({ caption, rows }: { caption: string; rows: readonly ShareRow[] }) {
  const drawn: readonly IntervalRow[] = rows.map(({ name, rate, trials, mark }) => ({
    name,
    sample: words.admin.n(rate.n, trials),
    text: rateOf(rate),
    value: rate.rate,
    low: rate.low,
    high: rate.high,
    mark,
  }));
  const highest = Math.max(0.01, ...rows.map((row) => row.rate.high ?? 0));
  const sentence = drawn.map((row) => `${row.name} ${row.text}, ${row.sample}`).join("; ");
  return (
    <Intervals
      label={`${caption}: ${sentence}`}
      rows={drawn}
      ticks={ticksOf(0, highest)}
      tickText={(tick) => percentOf(tick, highest < 0.05 ? 1 : 0)}
    />
  );
}

function Gap({ figures: { difference }, caption }: { figures: Compared; caption: string }) {
  const { effect, low, high } = difference;
  if (effect === null || low === null || high === null) return null;
  const bounds = words.admin.within(pointsOf(effect), ...boundsOf(low, high));
  return (
    <Intervals
      label={`${words.admin.difference}, ${caption}: ${bounds}`}
      rows={[
        {
          name: words.admin.difference,
          sample: "",
          text: bounds,
          value: effect,
          low,
          high,
          mark: "plum",
        },
      ]}
      ticks={ticksAround(low, high)}
      tickText={(tick) => (tick === 0 ? "0" : pointsOf(tick).replace(/\.0 .*| .*/, ""))}
      zero={0}
    />
  );
}

const boundsOf = (low: number, high: number): [string, string] => {
  const [from = "", to = ""] = [low, high].map((bound) => pointsOf(bound).split(" ")[0]);
  return [from, to];
};
