/** The receipt of an erasure: each store with what was deleted and what is left. */
import { useEffect, useRef } from "react";
import { Button } from "../kit/Button";
import { momentOf } from "../kit/formats";
import { Failure } from "../kit/Notice";
import { type Column, Table } from "../kit/Table";
import { words } from "../strings";
import { download } from "./download";
import { type Receipt, useReceipt } from "./erasure";

type Store = Receipt["stores"][number];

export function ReceiptCard() {
  const { receipt, error, close } = useReceipt();
  const heading = useRef<HTMLHeadingElement>(null);
  const id = receipt?.receipt_id;
  useEffect(() => {
    if (id) heading.current?.focus();
  }, [id]);
  if (!receipt) return null;
  const told = words.you.receipt;
  const done = receipt.status === "complete";
  return (
    <section aria-labelledby="receipt" className="card grid max-w-3xl gap-4 p-5 sm:p-6">
      <h2
        ref={heading}
        id="receipt"
        tabIndex={-1}
        className="scroll-mt-24 font-semibold text-head outline-none"
      >
        {done ? told.title : told.pendingTitle}
      </h2>
      <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1">
        <dt className="text-muted">{told.id}</dt>
        <dd className="figures break-all">{receipt.receipt_id}</dd>
        <dt className="text-muted">{told.at}</dt>
        <dd className="figures">{momentOf(receipt.at)}</dd>
        <dt className="text-muted">{told.status}</dt>
        <dd>
          <span role="status">{done ? told.complete : told.pending}</span>
        </dd>
      </dl>
      <Table
        caption={told.caption}
        columns={COLUMNS}
        rows={receipt.stores}
        keyOf={(store) => store.name}
      />
      <p>{told.browser}</p>
      {error && <Failure error={error} />}
      <div className="flex flex-wrap gap-3">
        <Button
          look="leading"
          onClick={() => download(`leafloop-receipt-${receipt.receipt_id}.json`, receipt)}
        >
          {told.save}
        </Button>
        <Button onClick={close}>{told.close}</Button>
      </div>
    </section>
  );
}

const STORES: Record<string, string> = words.you.receipt.stores;

/** In words, and as the export and the documentation call it. */
function StoreName({ name }: { name: string }) {
  const told = STORES[name];
  return (
    <>
      {told} <span className={told ? "text-muted" : ""}>{name}</span>
    </>
  );
}

const COLUMNS: readonly Column<Store>[] = [
  { head: words.you.receipt.store, cell: (store) => <StoreName name={store.name} /> },
  { head: words.you.receipt.deleted, number: true, cell: (store) => store.deleted },
  {
    head: words.you.receipt.residue,
    number: true,
    cell: (store) => store.residue ?? words.you.receipt.unknown,
  },
  { head: words.you.receipt.status, cell: (store) => words.you.receipt[store.status] },
];
