/** The cart: lines with their quantities, undo for what was taken out, the order. */
import { useState } from "react";
import { Button, SignButton } from "../kit/Button";
import { priceOf, quantityOf } from "../kit/formats";
import { Failure, Notice } from "../kit/Notice";
import { Sheet } from "../kit/Sheet";
import { Skeletons } from "../kit/Skeleton";
import { ProductTile } from "../product/ProductTile";
import { QuantitySelector } from "../product/QuantitySelector";
import { UsualSheet } from "../shop/UsualSheet";
import { words } from "../strings";
import { useAdding } from "./adding";
import { type Cart, type Line, useCart, useOrder, useSetQuantity } from "./cart";
import { Orders } from "./Orders";

interface Props {
  open: boolean;
  onClose: () => void;
}

export function CartSheet({ open, onClose }: Props) {
  const [usual, setUsual] = useState(false);
  const reorder = () => {
    onClose();
    setUsual(true);
  };
  return (
    <>
      <Sheet open={open} onClose={onClose} title={words.cart.title} side>
        {open && <Opened onReorder={reorder} />}
      </Sheet>
      <UsualSheet open={usual} onClose={() => setUsual(false)} />
    </>
  );
}

function Opened({ onReorder }: { onReorder: () => void }) {
  const { data, error, refetch } = useCart();
  const [removed, setRemoved] = useState<Line | null>(null);
  const change = useSetQuantity();
  const adding = useAdding();
  const order = useOrder();
  if (error && !data) return <Failure error={error} retry={refetch} />;
  if (!data) return <Skeletons many={3} className="mb-3 h-16 rounded-card" />;
  const remove = (line: Line) => {
    setRemoved(line);
    change.mutate({ line, quantity: 0 });
  };
  return (
    <div className="grid gap-4">
      {order.data && <Ordered value={order.data.total_value} />}
      {data.lines.length === 0 && !order.data && <p className="text-muted">{words.cart.empty}</p>}
      <ul className="grid gap-3">
        {data.lines.map((line) => (
          <CartLine
            key={line.sku}
            line={line}
            onChange={(quantity) => change.mutate({ line, quantity })}
            onRemove={() => remove(line)}
          />
        ))}
      </ul>
      {removed && !order.data && !data.lines.some((line) => line.sku === removed.sku) && (
        <div role="status" className="flex items-center justify-between gap-3 text-muted">
          {words.cart.removed(removed.name)}
          <Button
            small
            sign="undo"
            ref={focusOn}
            busy={adding.busy}
            onClick={() => void adding.add({ product: removed, quantity: removed.quantity })}
          >
            {words.learned.undo}
          </Button>
        </div>
      )}
      {change.error && <Failure error={change.error} />}
      {adding.error ? <Failure error={adding.error} /> : null}
      {order.error && <Failure error={order.error} />}
      <Total cart={data} ordering={order.isPending} onOrder={() => order.mutate()} />
      <Button sign="loop" onClick={onReorder}>
        {words.usual.reorder}
      </Button>
      <Orders />
    </div>
  );
}

/** The focus goes on to what takes the place of what was pressed. */
const focusOn = (element: HTMLElement | null) => element?.focus();

function Ordered({ value }: { value: number | null }) {
  return (
    <div ref={focusOn} tabIndex={-1} className="rounded-card outline-none">
      <Notice>
        <p className="font-semibold">
          {words.cart.ordered(value === null ? null : priceOf(value))}
        </p>
        <p>{words.cart.orderedNote}</p>
      </Notice>
    </div>
  );
}

interface LineProps {
  line: Line;
  onChange: (quantity: number) => void;
  onRemove: () => void;
}

function CartLine({ line, onChange, onRemove }: LineProps) {
  return (
    <li className="grid grid-cols-[auto_1fr] items-center gap-x-3 gap-y-2 border-line border-b pb-3 sm:grid-cols-[auto_1fr_auto]">
      <ProductTile product={line} className="size-12 rounded-chip" />
      <div className="min-w-0">
        <p className="break-words font-semibold">{line.name}</p>
        <p className="figures text-muted text-small">
          {line.price === null
            ? words.product.noPrice
            : `${quantityOf(line.quantity)} × ${priceOf(line.price)}`}
        </p>
      </div>
      <div className="col-start-2 flex items-center justify-between gap-2 sm:col-start-3">
        <QuantitySelector value={line.quantity} onChange={onChange} name={line.name} />
        <SignButton sign="bin" name={words.cart.remove(line.name)} onClick={onRemove} />
      </div>
    </li>
  );
}

function Total(props: { cart: Cart; ordering: boolean; onOrder: () => void }) {
  const { cart, ordering, onOrder } = props;
  if (cart.lines.length === 0) return null;
  return (
    <footer className="flex items-center justify-between gap-4">
      <p>
        <span className="text-muted">{words.cart.total}</span>{" "}
        <strong className="figures font-semibold text-title">{priceOf(cart.value)}</strong>
      </p>
      <Button look="leading" busy={ordering} onClick={onOrder}>
        {words.cart.order}
      </Button>
    </footer>
  );
}
