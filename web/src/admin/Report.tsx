/** How every panel reports: a verdict in words, then the chart, then its sample size and a table. */
import { Disclosure, DisclosureButton, DisclosurePanel } from "@headlessui/react";
import type { ReactNode } from "react";
import { Icon } from "../kit/Icon";
import { type Column, Table } from "../kit/Table";
import { words } from "../strings";

interface Props<Row> {
  /** What the figures say, as a sentence. */
  verdict: string;
  /** How many cases that rests on, and of which time. */
  sample: string;
  /** Left out while there is nothing to draw. */
  chart?: ReactNode;
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string;
}

export function Report<Row>({ verdict, sample, chart, ...table }: Props<Row>) {
  return (
    <>
      <p className="figures max-w-reading text-pretty text-large">{verdict}</p>
      {chart && <div className="mt-5">{chart}</div>}
      <p className="figures mt-4 max-w-[48rem] text-pretty text-muted text-small">{sample}</p>
      {table.rows.length > 0 && <AsTable {...table} />}
    </>
  );
}

function AsTable<Row>(table: Omit<Props<Row>, "verdict" | "sample" | "chart">) {
  return (
    <Disclosure as="div" className="mt-1">
      <DisclosureButton className="group -ml-1 inline-flex min-h-8 items-center gap-1 rounded-chip px-1 font-semibold text-leaf text-small hover:underline">
        <span className="transition-transform group-data-open:rotate-180">
          <Icon sign="chevron" size={16} />
        </span>
        {words.kit.table}
        <span className="sr-only">: {table.caption}</span>
      </DisclosureButton>
      <DisclosurePanel className="mt-1 max-h-96 overflow-y-auto">
        <Table {...table} />
      </DisclosurePanel>
    </Disclosure>
  );
}
