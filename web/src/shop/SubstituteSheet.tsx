/** What can take the place of a product that cannot be had, and why just these. */
import { useQuery } from "@tanstack/react-query";
import { body, server } from "../api/client";
import { useAdding } from "../cart/adding";
import { Button } from "../kit/Button";
import { priceOf } from "../kit/formats";
import { Failure } from "../kit/Notice";
import { Sheet } from "../kit/Sheet";
import { Skeletons } from "../kit/Skeleton";
import { useUser } from "../person/useUser";
import { ProductTile } from "../product/ProductTile";
import { words } from "../strings";

interface Props {
  original: { readonly sku: string; readonly name: string } | null;
  quantity?: number;
  onClose: () => void;
}

export function SubstituteSheet({ original, quantity = 1, onClose }: Props) {
  return (
    <Sheet open={original !== null} onClose={onClose} title={words.substitute.title}>
      {original && <Substitutes original={original} quantity={quantity} onTaken={onClose} />}
    </Sheet>
  );
}

interface ListProps {
  original: { readonly sku: string; readonly name: string };
  quantity: number;
  onTaken: () => void;
}

function Substitutes({ original, quantity, onTaken }: ListProps) {
  const user = useUser();
  const adding = useAdding();
  const { data, error, refetch } = useQuery({
    queryKey: ["substitutes", user, original.sku],
    queryFn: () =>
      body(
        server.GET("/api/v1/products/{sku}/substitutes", {
          params: { path: { sku: original.sku }, query: { user_id: user, limit: 3 } },
        }),
      ),
  });
  if (error) return <Failure error={error} retry={refetch} />;
  if (!data) return <Skeletons many={3} className="mb-3 h-20 rounded-card" />;
  return (
    <>
      <p className="mb-3">{words.substitute.instead(original.name)}</p>
      {data.substitutes.length === 0 && <p className="text-muted">{data.why}</p>}
      <ul className="grid gap-3">
        {data.substitutes.map(({ product, reasons }) => (
          <li key={product.sku} className="card flex items-center gap-4 p-3">
            <ProductTile product={product} className="size-16 shrink-0 rounded-chip" />
            <div className="min-w-0 flex-1">
              <h3 className="font-semibold">{product.name}</h3>
              <p className="text-muted text-small">
                {reasons.map((reason) => reason.text).join(" · ")}
              </p>
            </div>
            <span className="figures">{product.price === null ? "" : priceOf(product.price)}</span>
            <Button
              look="leading"
              busy={adding.busy}
              aria-label={words.product.addNamed(product.name)}
              onClick={async () => {
                if (await adding.add({ product, quantity })) onTaken();
              }}
            >
              {words.product.add}
            </Button>
          </li>
        ))}
      </ul>
      {adding.error ? <Failure error={adding.error} /> : null}
    </>
  );
}
