/** One strip of bars per kind of doing, all above the same days. */
import { Bar, BarChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { utcDayOf, wholeOf } from "../../told";
import type { Strip } from "./strips";
import { said } from "./words";

const FONT = { fill: "var(--muted)", fontSize: 13 };

export function Strips({ strips }: { strips: readonly Strip[] }) {
  return (
    <div className="grid gap-x-10 gap-y-6 sm:grid-cols-2">
      {strips.map((strip) => (
        <One key={strip.name} strip={strip} />
      ))}
    </div>
  );
}

function One({ strip }: { strip: Strip }) {
  const { name, days, total, most } = strip;
  const [first, last] = [days[0]?.day ?? "", days.at(-1)?.day ?? ""];
  return (
    <div role="img" aria-label={sentenceOf(strip)} className="min-w-0">
      <p className="figures flex items-baseline justify-between gap-4">
        <span className="font-semibold">
          {name} <span className="ml-1 font-normal text-muted">{wholeOf(total)}</span>
        </span>
        <span className="text-muted text-small">{total > 0 && said.most(most)}</span>
      </p>
      <div className="figures mt-1 h-24">
        <ResponsiveContainer>
          <BarChart
            data={days as { day: string; n: number }[]}
            margin={{ top: 4, right: 0, bottom: 0, left: 0 }}
            barCategoryGap={days.length > 40 ? 1 : "18%"}
            accessibilityLayer={false}
            syncId="activity"
          >
            <YAxis hide domain={[0, Math.max(1, most)]} />
            <XAxis
              dataKey="day"
              ticks={[first, last]}
              tickFormatter={utcDayOf}
              tick={<Day first={first} />}
              tickLine={false}
              axisLine={{ stroke: "var(--line)" }}
              interval={0}
              height={22}
            />
            <Tooltip
              content={<Hint />}
              cursor={{ fill: "var(--line)", opacity: 0.6 }}
              isAnimationActive={false}
            />
            <Bar
              dataKey="n"
              fill="var(--leaf)"
              isAnimationActive={false}
              minPointSize={(n) => (n ? 2 : 0)}
            />
          </BarChart>
        </ResponsiveContainer>
      </div>
    </div>
  );
}

function sentenceOf({ name, days, total, most }: Strip): string {
  const top = days.find(({ n }) => n === most);
  return total > 0 && top
    ? said.strip(name, total, most, utcDayOf(top.day))
    : said.emptyStrip(name);
}

interface DayProps {
  first: string;
  x?: number;
  y?: number;
  width?: number;
  payload?: { value: string };
}

/** The first day to the right of its bar's left edge, the last one to the left of its right. */
function Day({ first, x = 0, y = 0, payload }: DayProps) {
  const value = payload?.value ?? "";
  const starts = value === first;
  return (
    <text x={x} y={y + 10} dx={starts ? -2 : 2} textAnchor={starts ? "start" : "end"} {...FONT}>
      {utcDayOf(value)}
    </text>
  );
}

interface HintProps {
  active?: boolean;
  label?: string | number;
  payload?: readonly { value?: unknown }[];
}

function Hint({ active, label, payload }: HintProps) {
  if (!active || !payload?.length) return null;
  return (
    <p className="figures rounded-chip border border-line bg-surface px-2 py-1 text-small">
      {utcDayOf(String(label))}: <strong>{wholeOf(Number(payload[0]?.value ?? 0))}</strong>
    </p>
  );
}
