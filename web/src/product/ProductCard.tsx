/** One product as a shelf label: what it is, what it costs, why it stands here, how many. */
import { useState } from "react";
import { said } from "../api/problem";
import { useAddToCart } from "../cart/cart";
import { Button } from "../kit/Button";
import { Chip } from "../kit/Chip";
import { priceOf } from "../kit/formats";
import { words } from "../strings";
import { ProductTile } from "./ProductTile";
import { QuantitySelector } from "./QuantitySelector";
import { isLearned, type Result } from "./types";
import { unitPriceOf } from "./unitPrice";

interface Props {
  result: Result;
  onOpen: () => void;
  onExplain: () => void;
  /** Offered where the product cannot be had. */
  onReplace?: (() => void) | undefined;
  /** Whether it stands elsewhere than before, for something just learned. */
  moved?: boolean;
  /** Beside the assistant: no picture, less air. */
  compact?: boolean;
}

export function ProductCard({ result, onOpen, onExplain, onReplace, moved, compact }: Props) {
  const { product, usual } = result;
  const out = product.in_stock === false;
  const edge = moved ? "border-loop" : "border-line";
  return (
    <article className={`card flex min-w-0 flex-col overflow-hidden ${edge}`}>
      {!compact && <ProductTile product={product} className="h-14 sm:h-24" />}
      <div className={`flex flex-1 flex-col gap-2 ${compact ? "p-3" : "p-4"}`}>
        <header>
          <h3 className="break-words font-semibold text-large">
            <button
              type="button"
              onClick={onOpen}
              className="text-left hover:text-leaf hover:underline hover:underline-offset-4"
            >
              {product.name}
            </button>
          </h3>
          <p className="text-muted text-small">
            {[product.brand, product.size].filter(Boolean).join(" · ")}
          </p>
        </header>
        <Price product={product} />
        <Reasons result={result} onExplain={onExplain} />
        <div className="mt-auto pt-1">
          {out ? (
            <Out onReplace={onReplace} />
          ) : (
            <Adder product={product} usual={usual?.quantity} onExplain={onExplain} />
          )}
        </div>
      </div>
    </article>
  );
}

function Price({ product }: { product: Result["product"] }) {
  const each = unitPriceOf(product.price, product.size);
  return (
    <p className="figures flex flex-wrap items-baseline gap-x-3">
      <span className="font-semibold text-title">
        {product.price === null ? words.product.noPrice : priceOf(product.price)}
      </span>
      {each && <span className="text-muted text-small">{each}</span>}
    </p>
  );
}

function Reasons({ result, onExplain }: { result: Result; onExplain: () => void }) {
  // The badge says that it is the usual; the reason that says so again makes room for another.
  const learned = result.reasons.filter((one) => isLearned(one) && one.code !== "usual");
  const told = result.usual !== null || learned.length > 0;
  return (
    <ul className="flex flex-wrap gap-1.5">
      {result.usual && (
        <li>
          <Chip learned onClick={onExplain}>
            <strong className="font-semibold">{words.product.usual}</strong>
          </Chip>
        </li>
      )}
      {learned.slice(0, 3).map((reason) => (
        <li key={`${reason.code} ${reason.text}`} className="max-w-full">
          <Chip learned onClick={onExplain}>
            {reason.text}
          </Chip>
        </li>
      ))}
      {!told &&
        result.reasons.map((reason) => (
          <li key={`${reason.code} ${reason.text}`} className="text-muted text-small">
            {reason.text}
          </li>
        ))}
    </ul>
  );
}

function Out({ onReplace }: { onReplace: (() => void) | undefined }) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-2">
      <span className="font-semibold text-muted">{words.product.out}</span>
      {onReplace && (
        <Button small onClick={onReplace}>
          {words.product.instead}
        </Button>
      )}
    </div>
  );
}

interface AdderProps {
  product: Result["product"];
  usual: number | undefined;
  onExplain: () => void;
}

function Adder({ product, usual, onExplain }: AdderProps) {
  const [quantity, setQuantity] = useState(usual ?? 1);
  const add = useAddToCart();
  return (
    <>
      <div className="flex items-start justify-between gap-2">
        <QuantitySelector
          value={quantity}
          onChange={setQuantity}
          name={product.name}
          usual={usual}
          onExplain={onExplain}
        />
        <Button
          look="leading"
          disabled={add.isPending}
          aria-label={words.product.addNamed(product.name)}
          onClick={() => add.mutate({ product, quantity, eventId: crypto.randomUUID() })}
        >
          {words.product.add}
        </Button>
      </div>
      {add.error && (
        <p role="alert" className="mt-1 text-danger text-small">
          {said(add.error)}
        </p>
      )}
    </>
  );
}
