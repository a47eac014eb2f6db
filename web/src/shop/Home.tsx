/** Before anything is searched for: the usual, and what there is. */
import { useState } from "react";
import { Button } from "../kit/Button";
import { Icon } from "../kit/Icon";
import { shapeOf } from "../product/tileShapes";
import { words } from "../strings";
import { useFacets } from "./facets";
import { UsualSheet } from "./UsualSheet";
import { useUsual } from "./usual";

export function Home({ onSearch }: { onSearch: (query: string) => void }) {
  return (
    <div className="grid min-w-0 grid-cols-1 gap-6">
      <UsualBand />
      <Categories onSearch={onSearch} />
    </div>
  );
}

function UsualBand() {
  const { data } = useUsual();
  const [open, setOpen] = useState(false);
  const waiting = data?.lines.filter((line) => !line.in_cart) ?? [];
  if (waiting.length === 0) return null;
  const names = waiting.slice(0, 3).map((line) => line.product.name);
  return (
    <section className="flex flex-wrap items-center gap-x-5 gap-y-3 rounded-card bg-loop-soft px-5 py-4">
      <button
        type="button"
        onClick={() => setOpen(true)}
        className="flex min-w-0 flex-1 basis-64 items-start gap-3 text-left text-loop"
      >
        <span className="mt-0.5">
          <Icon sign="loop" />
        </span>
        <span>
          <strong className="block font-semibold text-large">
            {words.usual.due(waiting.length)}
          </strong>
          <span>{words.usual.names(names, waiting.length - names.length)}</span>
        </span>
      </button>
      <Button look="leading" onClick={() => setOpen(true)}>
        {words.usual.reorder}
      </Button>
      <UsualSheet open={open} onClose={() => setOpen(false)} />
    </section>
  );
}

/** What there is, by kind. */
export function Categories({ onSearch }: { onSearch: (query: string) => void }) {
  const { data } = useFacets();
  const names = Object.keys(data?.categories ?? {}).slice(0, 24);
  return (
    <nav aria-label={words.shop.browse}>
      <ul className="-mx-3 flex gap-2 overflow-x-auto px-3 pb-2 sm:mx-0 sm:px-0">
        {names.map((name) => (
          <li key={name} className="shrink-0">
            <button
              type="button"
              onClick={() => onSearch(name)}
              className="flex w-24 flex-col items-center gap-1.5 rounded-card px-1 py-2 text-small hover:bg-leaf-soft hover:text-leaf"
            >
              <svg
                aria-hidden="true"
                viewBox="0 0 48 48"
                fill="none"
                stroke="currentColor"
                strokeWidth="1.6"
                strokeLinecap="round"
                strokeLinejoin="round"
                className="size-9 text-muted"
              >
                <path d={shapeOf(name)} />
              </svg>
              <span className="text-center leading-4">{name}</span>
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}
