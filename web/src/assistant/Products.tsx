/** Products proposed in the conversation. */
import { useState } from "react";
import { said } from "../api/problem";
import { useAdding } from "../cart/adding";
import { Button } from "../kit/Button";
import { Chip } from "../kit/Chip";
import { priceOf } from "../kit/formats";
import { chipsOf } from "../product/chips";
import { ProductTile } from "../product/ProductTile";
import type { Result } from "../product/types";
import { unitPriceOf } from "../product/unitPrice";
import { WhySheet } from "../product/WhySheet";
import { words } from "../strings";
import type { Proposal } from "./turn";

const FIRST = 3;

interface Props {
  proposal: Proposal;
  choice: string | null;
  busy: boolean;
  onPick: (choice: string) => void;
}

export function Products({ proposal, choice, busy, onPick }: Props) {
  const [all, setAll] = useState(false);
  const [asked, setAsked] = useState<Result | null>(null);
  const waits = proposal.pending !== null && proposal.pending !== undefined;
  const shown = all ? proposal.products : proposal.products.slice(0, FIRST);
  const more = proposal.products.length - shown.length;
  return (
    <div className="grid gap-2">
      <ol className="grid gap-2">
        {shown.map((result) => (
          <Offer
            key={result.product.sku}
            result={result}
            picked={choice === result.product.sku}
            onExplain={() => setAsked(result)}
            onPick={waits && choice === null && !busy ? () => onPick(result.product.sku) : null}
            waits={waits}
          />
        ))}
      </ol>
      <div className="flex flex-wrap gap-2">
        {more > 0 && (
          <Button small onClick={() => setAll(true)}>
            {words.assistant.more(more)}
          </Button>
        )}
        {waits && choice === null && (
          <Button small disabled={busy} onClick={() => onPick("none")}>
            {words.assistant.none}
          </Button>
        )}
      </div>
      <WhySheet result={asked} onClose={() => setAsked(null)} />
    </div>
  );
}

interface OfferProps {
  result: Result;
  picked: boolean;
  waits: boolean;
  onExplain: () => void;
  onPick: (() => void) | null;
}

function Offer({ result, picked, waits, onExplain, onPick }: OfferProps) {
  const { product, usual } = result;
  const adding = useAdding();
  const chips = chipsOf(result, 2);
  const each = unitPriceOf(product.price, product.size);
  const put = () => void adding.add({ product, quantity: usual?.quantity ?? 1 });
  return (
    <li className={`card flex gap-3 p-2.5 ${picked ? "border-leaf bg-leaf-soft" : ""}`}>
      <ProductTile product={product} className="size-14 shrink-0 rounded-chip" />
      <div className="min-w-0 flex-1">
        <h3 className="break-words font-semibold">{product.name}</h3>
        <p className="figures text-muted text-small">
          {[product.brand, product.size, each].filter(Boolean).join(" · ")}
        </p>
        {chips.length > 0 && (
          <p className="mt-1 flex flex-wrap gap-1">
            {chips.map((text) => (
              <Chip key={text} learned onClick={onExplain}>
                {text}
              </Chip>
            ))}
          </p>
        )}
        {adding.error ? (
          <p role="alert" className="mt-1 text-danger text-small">
            {said(adding.error)}
          </p>
        ) : null}
      </div>
      <div className="grid content-between justify-items-end gap-2">
        <span className="figures font-semibold">
          {product.price === null ? "" : priceOf(product.price)}
        </span>
        {waits ? (
          <Button
            small
            look="leading"
            disabled={onPick === null}
            aria-label={words.assistant.takeNamed(product.name)}
            onClick={() => onPick?.()}
          >
            {words.assistant.take}
          </Button>
        ) : (
          product.in_stock !== false && (
            <Button
              small
              look="leading"
              busy={adding.busy}
              aria-label={words.product.addNamed(product.name)}
              onClick={put}
            >
              {adding.done ? words.assistant.added : words.product.add}
            </Button>
          )
        )}
      </div>
    </li>
  );
}
