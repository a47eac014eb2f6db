/** The search: keyboard first, with what is recent and usual, and never waiting for the network. */
import { Combobox, ComboboxInput, ComboboxOption, ComboboxOptions } from "@headlessui/react";
import { useEffect, useMemo, useRef, useState } from "react";
import { Icon, type Sign } from "../kit/Icon";
import { useUser } from "../person/useUser";
import { words } from "../strings";
import { useFacets } from "./facets";
import { recentSearches, type Suggestion, type SuggestionKind, suggest } from "./suggestions";
import { usePatterns } from "./usual";

interface Props {
  query: string;
  onSearch: (query: string) => void;
}

const SIGNS: Readonly<Record<SuggestionKind, Sign>> = {
  typed: "search",
  recent: "clock",
  usual: "loop",
  category: "filter",
  brand: "filter",
};

export function SearchBar({ query, onSearch }: Props) {
  const user = useUser();
  const [typed, setTyped] = useState(query);
  const input = useRef<HTMLInputElement>(null);
  const { data: facets } = useFacets();
  const { data: patterns } = usePatterns();
  useEffect(() => setTyped(query), [query]);
  useEffect(() => focusOnSlash(input.current), []);
  const sources = useMemo(
    () => ({
      usual: patterns?.purchase_patterns.regular_items.map((item) => item.name) ?? [],
      categories: Object.keys(facets?.categories ?? {}),
      brands: Object.keys(facets?.brands ?? {}),
    }),
    [facets, patterns],
  );
  const found = suggest(typed, { ...sources, recent: recentSearches(user) });
  const take = (text: string) => {
    setTyped(text);
    onSearch(text.trim());
  };
  return (
    <search>
      <Combobox<Suggestion | null>
        immediate
        value={null}
        onChange={(chosen) => chosen && take(chosen.text)}
      >
        <div className="relative">
          <span className="pointer-events-none absolute inset-y-0 left-4 flex items-center text-muted">
            <Icon sign="search" />
          </span>
          <ComboboxInput
            ref={input}
            aria-label={words.shop.search}
            placeholder={words.shop.placeholder}
            autoComplete="off"
            spellCheck={false}
            enterKeyHint="search"
            displayValue={() => typed}
            onChange={(event) => setTyped(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === "Enter" && !typed.trim()) take("");
            }}
            className="h-14 w-full rounded-card border border-line bg-surface pr-12 pl-12 text-large placeholder:text-muted focus:border-leaf"
          />
          {typed && (
            <button
              type="button"
              aria-label={words.shop.clear}
              onClick={() => {
                take("");
                input.current?.focus();
              }}
              className="absolute inset-y-0 right-2 flex w-10 items-center justify-center text-muted hover:text-leaf"
            >
              <Icon sign="close" size={18} />
            </button>
          )}
          {found.length > 0 && (
            <ComboboxOptions
              modal={false}
              className="card absolute inset-x-0 top-full z-20 mt-1.5 max-h-96 overflow-y-auto py-1.5 shadow-lift empty:invisible"
            >
              {found.map((one) => (
                <ComboboxOption
                  key={`${one.kind} ${one.text}`}
                  value={one}
                  className="flex min-h-10 items-center gap-3 px-4 data-focus:bg-leaf-soft"
                >
                  <span className="text-muted">
                    <Icon sign={SIGNS[one.kind]} size={18} />
                  </span>
                  <span className="min-w-0 flex-1 truncate">{one.text}</span>
                  <span className="text-muted text-small">{words.shop.kinds[one.kind]}</span>
                </ComboboxOption>
              ))}
            </ComboboxOptions>
          )}
        </div>
      </Combobox>
    </search>
  );
}

/** “/” goes to the search, as in most shops, unless one is writing somewhere. */
function focusOnSlash(input: HTMLInputElement | null): () => void {
  const go = (event: KeyboardEvent) => {
    const writing = (event.target as HTMLElement).closest("input, textarea, [contenteditable]");
    if (event.key !== "/" || writing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    input?.focus();
  };
  document.addEventListener("keydown", go);
  return () => document.removeEventListener("keydown", go);
}
