/** The results as a shelf; when their order changes they slide to their places, once. */
import { memo, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { ProductCard } from "../product/ProductCard";
import type { Result, Shown } from "../product/types";
import { WhySheet } from "../product/WhySheet";
import { words } from "../strings";
import { risen } from "./moves";
import { ProductSheet } from "./ProductSheet";
import { watchPassing } from "./passedBy";
import { useClick, useSkip } from "./reactions";
import { SubstituteSheet } from "./SubstituteSheet";
import type { Found } from "./search";
import { useSlide } from "./slide";

interface Props {
  found: Found;
  query: string;
  /** Names the search: only showings of the same one are compared. */
  search: string;
}

export function Shelf({ found, query, search }: Props) {
  const list = useRef<HTMLUListElement>(null);
  const [opened, setOpened] = useState<Shown | null>(null);
  const [asked, setAsked] = useState<Result | null>(null);
  const [replaced, setReplaced] = useState<Result | null>(null);
  const { mutate: click } = useClick();
  const moved = useRisen(found, search);
  useSlide(list, found.proposal_id);
  usePassedBy(list, found, query);
  const open = useCallback(
    (result: Result) => {
      const shown = { result, proposalId: found.proposal_id, query };
      setOpened(shown);
      click(shown);
    },
    [found.proposal_id, query, click],
  );
  return (
    <>
      <ul
        ref={list}
        aria-label={words.shop.results}
        className="grid grid-cols-[repeat(auto-fill,minmax(min(15.5rem,100%),1fr))] gap-4"
      >
        {found.results.map((result) => (
          <li key={result.product.sku} data-sku={result.product.sku} className="grid min-w-0">
            <Label
              result={result}
              moved={moved.has(result.product.sku)}
              onOpen={open}
              onExplain={setAsked}
              onReplace={setReplaced}
            />
          </li>
        ))}
      </ul>
      <ProductSheet shown={opened} onClose={() => setOpened(null)} onReplace={setReplaced} />
      <WhySheet result={asked} onClose={() => setAsked(null)} />
      <SubstituteSheet original={replaced?.product ?? null} onClose={() => setReplaced(null)} />
    </>
  );
}

interface LabelProps {
  result: Result;
  moved: boolean;
  onOpen: (result: Result) => void;
  onExplain: (result: Result) => void;
  onReplace: (result: Result) => void;
}

/** One card of many: a sheet that opens over the shelf draws none of them again. */
const Label = memo(function Label({ result, moved, onOpen, onExplain, onReplace }: LabelProps) {
  return (
    <ProductCard
      result={result}
      moved={moved}
      onOpen={() => onOpen(result)}
      onExplain={() => onExplain(result)}
      onReplace={() => onReplace(result)}
    />
  );
});

/** Return what stands higher than in the last showing of the same search. */
function useRisen(found: Found, search: string): ReadonlySet<string> {
  const last = useRef<{ search: string; proposal: string; results: readonly Result[] }>(null);
  const moved = useRef<ReadonlySet<string>>(new Set());
  return useMemo(() => {
    const before = last.current;
    if (before?.proposal === found.proposal_id) return moved.current;
    const same = before?.search === search ? before.results : [];
    last.current = { search, proposal: found.proposal_id, results: found.results };
    moved.current = risen(same, found.results);
    return moved.current;
  }, [found, search]);
}

function usePassedBy(list: React.RefObject<HTMLElement | null>, found: Found, query: string): void {
  const { mutate: skip } = useSkip();
  useEffect(() => {
    if (!list.current) return;
    const results = new Map(found.results.map((result) => [result.product.sku, result]));
    return watchPassing(list.current, (sku) => {
      const result = results.get(sku);
      if (result) skip({ result, proposalId: found.proposal_id, query });
    });
  }, [list, found, query, skip]);
}
