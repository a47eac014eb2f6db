/** One product, opened: what is in it, what it costs, why it was shown. */

import { Button } from "../kit/Button";
import { plain, priceOf } from "../kit/formats";
import { Sheet } from "../kit/Sheet";
import { Adder } from "../product/Adder";
import { Explanation } from "../product/Explanation";
import { ProductTile } from "../product/ProductTile";
import type { Product, Result, Shown } from "../product/types";
import { unitPriceOf } from "../product/unitPrice";
import { words } from "../strings";

interface Props {
  shown: Shown | null;
  onClose: () => void;
  onReplace: (result: Result) => void;
}

export function ProductSheet({ shown, onClose, onReplace }: Props) {
  return (
    <Sheet open={shown !== null} onClose={onClose} title={shown?.result.product.name ?? ""}>
      {shown && (
        <Opened
          key={shown.result.product.sku}
          result={shown.result}
          onReplace={() => {
            onClose();
            onReplace(shown.result);
          }}
          onAdded={onClose}
        />
      )}
    </Sheet>
  );
}

interface OpenedProps {
  result: Result;
  onReplace: () => void;
  onAdded: () => void;
}

function Opened({ result, onReplace, onAdded }: OpenedProps) {
  const { product } = result;
  const each = unitPriceOf(product.price, product.size);
  return (
    <div className="grid gap-5">
      <div className="grid gap-4 sm:grid-cols-[10rem_1fr]">
        <ProductTile product={product} className="h-32 rounded-card sm:h-40" />
        <div>
          <p className="text-muted">
            {[product.brand, product.size, product.category].filter(Boolean).join(" · ")}
          </p>
          <p className="figures mt-1 flex flex-wrap items-baseline gap-x-3">
            <span className="font-semibold text-head">
              {product.price === null ? words.product.noPrice : priceOf(product.price)}
            </span>
            {each && <span className="text-muted">{each}</span>}
          </p>
          {product.description && <p className="mt-2 max-w-reading">{product.description}</p>}
          <div className="mt-3">
            {product.in_stock === false ? (
              <Button onClick={onReplace}>{words.product.instead}</Button>
            ) : (
              <Adder product={product} usual={result.usual?.quantity} onAdded={onAdded} />
            )}
          </div>
        </div>
      </div>
      <Facts product={product} />
      <section className="border-line border-t pt-4">
        <h3 className="mb-2 font-semibold text-large">{words.why.title}</h3>
        <Explanation result={result} />
      </section>
    </div>
  );
}

function Facts({ product }: { product: Product }) {
  const facts: [string, string][] = [
    [words.product.diets, product.diets.map(plain).join(", ")],
    [words.product.attributes, product.attributes.map(plain).join(", ")],
    [words.product.allergens, allergens(product)],
    [words.product.ingredients, product.ingredients],
  ];
  return (
    <dl className="grid gap-x-4 gap-y-1.5 sm:grid-cols-[7rem_1fr]">
      {facts
        .filter(([, value]) => value)
        .map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-muted">{name}</dt>
            <dd className="mb-1 break-words">{value}</dd>
          </div>
        ))}
    </dl>
  );
}

function allergens({ allergens: known }: Product): string {
  if (known === null) return words.product.allergensUnknown;
  return known.length > 0 ? known.map(plain).join(", ") : words.product.allergensNone;
}
