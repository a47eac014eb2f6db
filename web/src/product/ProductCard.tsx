/** One product as a shelf label: what it is, what it costs, why it stands here, how many. */

import { Button } from "../kit/Button";
import { Chip } from "../kit/Chip";
import { priceOf } from "../kit/formats";
import { words } from "../strings";
import { Adder } from "./Adder";
import { chipsOf } from "./chips";
import { ProductTile } from "./ProductTile";
import type { Result } from "./types";
import { unitPriceOf } from "./unitPrice";

interface Props {
  result: Result;
  onOpen: () => void;
  onExplain: () => void;
  /** Offered where the product cannot be had. */
  onReplace?: (() => void) | undefined;
  /** Whether it stands elsewhere than before, for something just learned. */
  moved?: boolean;
}

export function ProductCard({ result, onOpen, onExplain, onReplace, moved }: Props) {
  const { product, usual } = result;
  const out = product.in_stock === false;
  const edge = moved ? "border-loop" : "border-line";
  return (
    <article className={`card flex min-w-0 overflow-hidden sm:flex-col ${edge}`}>
      <ProductTile product={product} className="w-18 shrink-0 sm:h-24 sm:w-auto" />
      <div className="flex min-w-0 flex-1 flex-col gap-2 p-3 sm:p-4">
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
            <Adder compact product={product} usual={usual?.quantity} />
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
  const chips = chipsOf(result);
  return (
    <ul className="flex flex-wrap gap-1.5">
      {chips.map((text) => (
        <li key={text} className="max-w-full">
          <Chip learned onClick={onExplain}>
            {text}
          </Chip>
        </li>
      ))}
      {chips.length === 0 &&
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
