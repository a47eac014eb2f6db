/** The picture of a product: a shape for its kind, in a colour of its own. */
import { hueOf, shapeOf } from "./tileShapes";
import type { Product } from "./types";

interface Props {
  product: Pick<Product, "sku" | "category">;
  className?: string;
}

export function ProductTile({ product, className = "h-24" }: Props) {
  return (
    <div
      aria-hidden="true"
      className={`product-tile flex items-center justify-center overflow-hidden ${className}`}
      style={{ "--hue": hueOf(product.sku) } as React.CSSProperties}
    >
      <svg
        aria-hidden="true"
        viewBox="0 0 48 48"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.6"
        strokeLinecap="round"
        strokeLinejoin="round"
        className="h-3/5"
      >
        <path d={shapeOf(product.category)} />
      </svg>
    </div>
  );
}
