/** The share of clicks at each position, with its interval. */
import {
  CartesianGrid,
  ComposedChart,
  ErrorBar,
  Line,
  ResponsiveContainer,
  XAxis,
  YAxis,
} from "recharts";
import { percentOf } from "../../../kit/formats";
import type { Position } from "../../figures";
import { ticksOf } from "../../scale";
import { rateOf } from "../../told";
import { said } from "./words";

const FONT = { fill: "var(--muted)", fontSize: 13 };

export function Curve({ positions }: { positions: readonly Position[] }) {
  const told = positions.map((one) => said.one(one.position, rateOf(one))).join("; ");
  const ticks = ticksOf(0, Math.max(0.01, ...positions.map((one) => one.high ?? 0)));
  const data = positions.map(({ position, rate, low, high }) => ({
    position,
    rate,
    // How far the interval reaches below and above the share.
    around: [(rate ?? 0) - (low ?? 0), (high ?? 0) - (rate ?? 0)],
  }));
  return (
    <div role="img" aria-label={said.label(told)} className="figures h-64">
      <ResponsiveContainer>
        <ComposedChart
          data={data}
          margin={{ top: 8, right: 12, bottom: 0, left: 0 }}
          accessibilityLayer={false}
        >
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <YAxis
            domain={[0, ticks.at(-1) ?? 1]}
            ticks={[...ticks]}
            tickFormatter={(share: number) => percentOf(share, (ticks[1] ?? 1) < 0.01 ? 1 : 0)}
            tick={FONT}
            tickLine={false}
            axisLine={false}
            width={44}
          />
          <XAxis
            dataKey="position"
            type="number"
            domain={[0.5, positions.length + 0.5]}
            ticks={positions.map((one) => one.position)}
            tick={FONT}
            tickLine={false}
            axisLine={{ stroke: "var(--line)" }}
          />
          <Line
            dataKey="rate"
            stroke="var(--leaf)"
            strokeOpacity={0.35}
            strokeWidth={2}
            dot={{ r: 4, fill: "var(--leaf)", fillOpacity: 1, strokeWidth: 0, stroke: "none" }}
            activeDot={false}
            isAnimationActive={false}
          >
            <ErrorBar
              dataKey="around"
              direction="y"
              width={5}
              stroke="var(--leaf)"
              strokeWidth={2}
              isAnimationActive={false}
            />
          </Line>
        </ComposedChart>
      </ResponsiveContainer>
    </div>
  );
}
