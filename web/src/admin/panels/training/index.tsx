/** How much was logged for fine-tuning, of those who allow it. */
import { Counts } from "../../Counts";
import { type Metrics, useMetrics } from "../../figures";
import type { Panel, PanelProps } from "../../panel";
import { Report } from "../../Report";
import { Shown } from "../../Shown";
import { wholeOf } from "../../told";
import { said } from "./words";

function Body({ days }: PanelProps) {
  return <Shown query={useMetrics(days)}>{({ training }) => <Told training={training} />}</Shown>;
}

function Told({ training }: { training: Metrics["training"] }) {
  const { enabled, hypotheses_count: picks, persona_updates_count: changes, lag } = training;
  const lines = picks + changes;
  const rows = [
    { name: said.picks, value: wholeOf(picks) },
    { name: said.changes, value: wholeOf(changes) },
    { name: said.lag, value: wholeOf(lag) },
  ];
  let verdict = said.some(picks, changes);
  if (lines === 0) verdict = enabled ? said.none : said.off;
  return (
    <Report
      verdict={verdict}
      sample={said.sample(lines)}
      chart={(enabled || lines > 0) && <Counts counts={rows} />}
      caption={said.caption}
      columns={[
        { head: said.what, cell: (row: (typeof rows)[number]) => row.name },
        { head: said.lines, cell: (row: (typeof rows)[number]) => row.value, number: true },
      ]}
      rows={enabled || lines > 0 ? rows : []}
      keyOf={(row) => row.name}
    />
  );
}

export const panel: Panel = {
  id: "training",
  title: said.title,
  question: "learning",
  order: 30,
  Body,
};
