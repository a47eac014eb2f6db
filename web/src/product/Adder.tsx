/** How many of a product, and the button that puts them into the cart. */
import { useState } from "react";
import { said } from "../api/problem";
import { useAdding } from "../cart/adding";
import { Button } from "../kit/Button";
import { words } from "../strings";
import { QuantitySelector } from "./QuantitySelector";
import type { Product } from "./types";

interface Props {
  product: Product;
  usual: number | undefined;
  /** On a card: the button at the far edge, and short. */
  compact?: boolean;
  onAdded?: () => void;
}

export function Adder({ product, usual, compact, onAdded }: Props) {
  // The usual may be learned while this is open: until another is chosen, it is what is meant.
  const [chosen, setChosen] = useState<number | null>(null);
  const quantity = chosen ?? usual ?? 1;
  const adding = useAdding();
  const add = async () => {
    if (await adding.add({ product, quantity })) onAdded?.();
  };
  const place = compact ? "justify-between gap-2" : "flex-wrap gap-3";
  return (
    <>
      <div className={`flex items-start ${place}`}>
        <QuantitySelector value={quantity} onChange={setChosen} name={product.name} usual={usual} />
        <Button
          look="leading"
          busy={adding.busy}
          aria-label={compact ? words.product.addNamed(product.name) : undefined}
          onClick={() => void add()}
        >
          {compact ? words.product.add : words.product.toCart}
        </Button>
      </div>
      {adding.error ? (
        <p role="alert" className="mt-1 text-danger text-small">
          {said(adding.error)}
        </p>
      ) : null}
    </>
  );
}
