/** A share with personalisation and without it, and how they differ. */
import { percentOf } from "../kit/formats";
import { words } from "../strings";
import type { Compared, Rate } from "./figures";
import { type IntervalRow, Intervals, type Mark } from "./Intervals";
import { Report } from "./Report";
import { ticksAround, ticksOf } from "./scale";
import { comparison, pointsOf, rateOf, shareOf } from "./told";

interface Props {
  /** What the share is of, such as “Proposals that were clicked”. */
  caption: string;
  /** What a trial is called, in the plural. */
  trials: string;
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

export function ComparedReport({ caption, trials, figures, besides = [], more }: Props) {
  const { personalized, neutral } = figures;
  const rows: readonly ShareRow[] = [
    { name: words.admin.personalized, rate: personalized, trials, mark: "leaf" },
    { name: words.admin.neutral, rate: neutral, trials, mark: "blue" },
    ...besides,
  ];
  const drawn = rows.some((row) => row.rate.n > 0);
  return (
    <Report
      verdict={[comparison(figures, trials), more].filter(Boolean).join(" ")}
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
      columns={SHARE_COLUMNS}
      rows={rows}
      keyOf={(row) => row.name}
    />
  );
}

/** The columns of a table of shares. */
export const SHARE_COLUMNS = [
  { head: words.admin.columns.what, cell: (row: ShareRow) => row.name },
  {
    head: words.admin.columns.successes,
    cell: (row: ShareRow) => row.rate.successes,
    number: true,
  },
  { head: words.admin.columns.n, cell: (row: ShareRow) => row.rate.n, number: true },
  { head: words.admin.columns.rate, cell: (row: ShareRow) => told(row.rate.rate), number: true },
  { head: words.admin.columns.low, cell: (row: ShareRow) => told(row.rate.low), number: true },
  { head: words.admin.columns.high, cell: (row: ShareRow) => told(row.rate.high), number: true },
];

const told = (share: number | null): string => (share === null ? "–" : shareOf(share));

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
