/** How often a question is answered by a pick, and how often none had to be asked. */
import { ComparedReport } from "../../ComparedReport";
import { type Metrics, useMetrics } from "../../figures";
import type { Panel, PanelProps } from "../../panel";
import { Shown } from "../../Shown";
import { said } from "./words";

function Body({ days }: PanelProps) {
  return <Shown query={useMetrics(days)}>{(metrics) => <Told metrics={metrics} />}</Shown>;
}

function Told({ metrics: { selection, auto_advance: runs, days } }: { metrics: Metrics }) {
  return (
    <ComparedReport
      caption={said.caption}
      trials={said.trials}
      done={said.done}
      figures={selection}
      besides={[{ name: said.wentOn, rate: runs, trials: said.runs, mark: "plum" }]}
      more={runs.n > 0 ? said.ran(runs.successes, runs.n, days) : said.noRuns(days)}
    />
  );
}

export const panel: Panel = {
  id: "questions",
  title: said.title,
  question: "working",
  order: 20,
  Body,
};
