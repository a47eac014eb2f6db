/** How many carts are left, and what an order is worth. */
import { priceOf } from "../../../kit/formats";
import { words } from "../../../strings";
import { Shares } from "../../ComparedReport";
import { type Metrics, useMetrics } from "../../figures";
import { type IntervalRow, Intervals } from "../../Intervals";
import type { Panel, PanelProps } from "../../panel";
import { Report } from "../../Report";
import { Shown } from "../../Shown";
import { ticksOf } from "../../scale";
import { meanOf, rateOf, shareOf, wholeOf } from "../../told";
import { comparedWith } from "./compare";
import { said } from "./words";

function Body({ days }: PanelProps) {
  return (
    <Shown query={useMetrics(days)}>
      {(metrics) => <Told cart={metrics.cart} days={metrics.days} />}
    </Shown>
  );
}

interface Props {
  cart: Metrics["cart"];
  days: number;
}

function Told({ cart, days }: Props) {
  const { abandonment, value, value_before: before } = cart;
  const orders = value.n + before.n;
  const rows = [
    { name: said.abandoned, n: abandonment.n, text: rateOf(abandonment) },
    { name: said.now(days), n: value.n, text: meanOf(value) },
    { name: said.before(days), n: before.n, text: meanOf(before) },
  ];
  return (
    <Report
      verdict={verdictOf({ cart, days })}
      sample={said.sample(abandonment.n, orders)}
      chart={
        abandonment.n + orders > 0 && (
          <div className="grid gap-6">
            <Shares
              caption={said.share}
              rows={[{ name: said.abandoned, rate: abandonment, trials: said.carts, mark: "leaf" }]}
            />
            {orders > 0 && <Values cart={cart} days={days} />}
          </div>
        )
      }
      caption={said.caption}
      columns={[
        { head: said.what, cell: (row: (typeof rows)[number]) => row.name },
        { head: said.n, cell: (row: (typeof rows)[number]) => wholeOf(row.n), number: true },
        { head: said.value, cell: (row: (typeof rows)[number]) => row.text, number: true },
      ]}
      rows={rows}
      keyOf={(row) => row.name}
    />
  );
}

function verdictOf({ cart: { abandonment, value, value_before: before }, days }: Props): string {
  if (abandonment.n + value.n + before.n === 0) return said.nothing;
  const left = abandonment.rate === null ? said.noCarts : said.left(shareOf(abandonment.rate));
  const worth =
    value.mean === null
      ? said.noOrders(days)
      : said.worth(priceOf(value.mean)) + comparedWith(value, before);
  return `${left} ${worth}`;
}

function Values({ cart, days }: Props) {
  const rows: readonly IntervalRow[] = [
    { name: said.now(days), mean: cart.value, mark: "plum" as const },
    { name: said.before(days), mean: cart.value_before, mark: "blue" as const },
  ].map(({ name, mean, mark }) => ({
    name,
    mark,
    sample: words.admin.n(mean.n, said.orders),
    text: meanOf(mean),
    value: mean.mean,
    low: mean.low,
    high: mean.high,
  }));
  const highest = Math.max(...rows.map((row) => row.high ?? row.value ?? 0), 1);
  const told = rows.map((row) => `${row.name} ${row.text}, ${row.sample}`).join("; ");
  return (
    <Intervals
      label={`${said.values}: ${told}`}
      rows={rows}
      ticks={ticksOf(0, highest)}
      tickText={(tick) => priceOf(tick).replace(/\.00$/, "")}
    />
  );
}

export const panel: Panel = {
  id: "carts",
  title: said.title,
  question: "working",
  order: 40,
  Body,
};
