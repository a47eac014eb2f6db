/** Events and selections over time. */
import { type Day, type Metrics, useMetrics } from "../../figures";
import { nameOf } from "../../health";
import type { Panel, PanelProps } from "../../panel";
import { Report } from "../../Report";
import { Shown } from "../../Shown";
import { utcDayOf, wholeOf } from "../../told";
import { Strips } from "./Strips";
import { allOf, kindsOf, stripsOf } from "./strips";
import { said } from "./words";

function Body({ days }: PanelProps) {
  return <Shown query={useMetrics(days)}>{(metrics) => <Told metrics={metrics} />}</Shown>;
}

function Told({ metrics: { activity, days } }: { metrics: Metrics }) {
  const events = activity.reduce((sum, day) => sum + allOf(day), 0);
  const active = activity.filter((day) => allOf(day) > 0);
  const picks = activity.reduce((sum, day) => sum + day.selections, 0);
  return (
    <Report
      verdict={events > 0 ? said.happened(events, active.length, picks) : said.nothing(days)}
      sample={said.sample(events, days)}
      chart={events > 0 && <Strips strips={stripsOf(activity)} />}
      caption={said.caption}
      columns={[
        { head: said.day, cell: (day: Day) => utcDayOf(day.day) },
        { head: said.all, cell: (day: Day) => wholeOf(allOf(day)), number: true },
        ...kindsOf(activity).map((kind) => ({
          head: nameOf(kind),
          cell: (day: Day) => wholeOf(day.events[kind] ?? 0),
          number: true,
        })),
      ]}
      rows={active.toReversed()}
      keyOf={(day) => day.day}
    />
  );
}

export const panel: Panel = {
  id: "activity",
  title: said.title,
  question: "learning",
  order: 10,
  wide: true,
  Body,
};
