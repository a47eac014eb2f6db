/** “Reorder my usual”: what is due, each line with its reason, taken together or one by one. */
import { useState } from "react";
import { useAdding } from "../cart/adding";
import { Button } from "../kit/Button";
import { Chip } from "../kit/Chip";
import { priceOf, quantityOf } from "../kit/formats";
import { Failure } from "../kit/Notice";
import { Sheet } from "../kit/Sheet";
import { Skeletons } from "../kit/Skeleton";
import { Explanation } from "../product/Explanation";
import { ProductTile } from "../product/ProductTile";
import { words } from "../strings";
import { type UsualBasket, useUsual } from "./usual";

type UsualLine = UsualBasket["lines"][number];

interface Props {
  open: boolean;
  onClose: () => void;
}

export function UsualSheet({ open, onClose }: Props) {
  return (
    <Sheet open={open} onClose={onClose} title={words.usual.title} side>
      {open && <Usual onDone={onClose} />}
    </Sheet>
  );
}

function Usual({ onDone }: { onDone: () => void }) {
  const { data, error, refetch } = useUsual();
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const adding = useAdding();
  if (error) return <Failure error={error} retry={refetch} />;
  if (!data) return <Skeletons many={4} className="mb-3 h-20 rounded-card" />;
  const taken = data.lines.filter((line) => !line.in_cart && !left.has(line.product.sku));
  const toggle = (sku: string) => {
    const next = new Set(left);
    if (!next.delete(sku)) next.add(sku);
    setLeft(next);
  };
  const takeAll = async () => {
    if (await adding.add(...taken)) onDone();
  };
  return (
    <div className="grid gap-4">
      <p className="text-muted">{data.lines.length > 0 ? words.usual.note : words.usual.none}</p>
      <ul className="grid gap-3">
        {data.lines.map((line) => (
          <Line
            key={line.product.sku}
            line={line}
            taken={!left.has(line.product.sku)}
            onToggle={() => toggle(line.product.sku)}
          />
        ))}
      </ul>
      <Missing basket={data} />
      {adding.error ? <Failure error={adding.error} /> : null}
      {taken.length > 0 && (
        <Button look="leading" busy={adding.busy} onClick={takeAll}>
          {words.usual.take(taken.length)}
        </Button>
      )}
    </div>
  );
}

function Line(props: { line: UsualLine; taken: boolean; onToggle: () => void }) {
  const { line, taken, onToggle } = props;
  const [explained, setExplained] = useState(false);
  const { product, quantity, reason } = line;
  return (
    <li className="card p-3">
      <div className="flex items-center gap-3">
        <ProductTile product={product} className="size-14 shrink-0 rounded-chip" />
        <div className="min-w-0 flex-1">
          <h3 className="font-semibold">
            {quantityOf(quantity)} × {product.name}
          </h3>
          <Chip learned onClick={() => setExplained(!explained)} expanded={explained}>
            {reason.text}
          </Chip>
        </div>
        <div className="grid shrink-0 justify-items-end gap-2">
          <span className="figures">{product.price === null ? "" : priceOf(product.price)}</span>
          {line.in_cart ? (
            <span className="text-muted text-small">{words.usual.inCart}</span>
          ) : (
            <input
              type="checkbox"
              checked={taken}
              onChange={onToggle}
              aria-label={words.usual.takeNamed(product.name)}
              className="size-6 accent-leaf"
            />
          )}
        </div>
      </div>
      {explained && (
        <div className="mt-3 border-line border-t pt-3">
          <Explanation
            result={{ product, position: 1, score: 1, reasons: [reason], usual: null }}
          />
        </div>
      )}
    </li>
  );
}

function Missing({ basket }: { basket: UsualBasket }) {
  return (
    <ul className="grid gap-2 text-muted empty:hidden">
      {basket.unavailable.map((gone) => (
        <li key={gone.sku}>
          {gone.substitute
            ? words.usual.gone(gone.name, gone.substitute.product.name)
            : words.usual.goneAlone(gone.name)}
        </li>
      ))}
      {basket.held_back.map((held) => (
        <li key={held.name}>{held.why}</li>
      ))}
    </ul>
  );
}
