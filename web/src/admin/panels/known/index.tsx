/** Memory and catalogue in numbers. */
import { type Count, Counts } from "../../Counts";
import { type Metrics, useMetrics } from "../../figures";
import type { Panel, PanelProps } from "../../panel";
import { Report } from "../../Report";
import { Shown } from "../../Shown";
import { wholeOf } from "../../told";
import { said } from "./words";

function Body({ days }: PanelProps) {
  return <Shown query={useMetrics(days)}>{(metrics) => <Told metrics={metrics} />}</Shown>;
}

function Told({ metrics: { memory, catalogue } }: { metrics: Metrics }) {
  const { names } = said;
  const known = (["subjects", "personas", "carts", "consents"] as const).map((key) => ({
    name: names[key],
    value: wholeOf(memory[key]),
  }));
  const found: Count[] = [];
  if (catalogue) {
    const { products, categories, brands, version } = catalogue;
    found.push(
      { name: names.products, value: wholeOf(products), note: said.version(version) },
      { name: names.categories, value: wholeOf(categories) },
      { name: names.brands, value: wholeOf(brands) },
    );
  }
  return (
    <Report
      verdict={said.verdict(memory.subjects, catalogue?.products ?? null)}
      sample={said.sample(memory.subjects)}
      chart={
        <div className="grid gap-6">
          <Counts counts={known} />
          {found.length > 0 && <Counts counts={found} />}
        </div>
      }
      caption={said.caption}
      columns={[
        { head: said.what, cell: (row: Count) => row.name },
        { head: said.many, cell: (row: Count) => row.value, number: true },
      ]}
      rows={[...known, ...found]}
      keyOf={(row) => row.name}
    />
  );
}

export const panel: Panel = {
  id: "known",
  title: said.title,
  question: "learning",
  order: 20,
  Body,
};
