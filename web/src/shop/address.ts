/** What is looked for, kept in the page's address: it survives a reload, and “back” goes back. */
import { useMemo } from "react";
import { useLocation, useSearch } from "wouter";
import type { Schemas } from "../api/client";

type Wire = Schemas["SearchFilters"];

/** Filters as the page offers them. */
export interface Filters {
  readonly categories: readonly string[];
  readonly brands: readonly string[];
  readonly diets: readonly string[];
  readonly attributes: readonly string[];
  readonly free_from: readonly string[];
  readonly price_max: number | null;
  readonly in_stock: boolean;
}

export type ListFilter = "categories" | "brands" | "diets" | "attributes" | "free_from";

const LISTS: readonly ListFilter[] = ["categories", "brands", "diets", "attributes", "free_from"];

/** What is looked for. */
export interface Wanted {
  readonly query: string;
  readonly filters: Filters;
}

/** Read an address's search part. */
export function readAddress(search: string): Wanted {
  const given = new URLSearchParams(search);
  const price = Number(given.get("price_max"));
  const [categories, brands, diets, attributes, free_from] = LISTS.map((name) =>
    given.getAll(name),
  ) as [string[], string[], string[], string[], string[]];
  return {
    query: given.get("q") ?? "",
    filters: {
      categories,
      brands,
      diets,
      attributes,
      free_from,
      price_max: price > 0 ? price : null,
      in_stock: given.get("in_stock") === "1",
    },
  };
}

/** Write it, shortest first; nothing asked for is an empty text. */
export function writeAddress({ query, filters }: Wanted): string {
  const given = new URLSearchParams();
  if (query) given.set("q", query);
  for (const name of LISTS) for (const value of filters[name]) given.append(name, value);
  if (filters.price_max !== null) given.set("price_max", String(filters.price_max));
  if (filters.in_stock) given.set("in_stock", "1");
  return given.toString();
}

/** How many filters are set. */
export const filterCount = (filters: Filters): number =>
  LISTS.reduce((sum, name) => sum + filters[name].length, 0) +
  (filters.price_max === null ? 0 : 1) +
  (filters.in_stock ? 1 : 0);

/** The filters as the server takes them; what is not set is left out. */
export function onTheWire(filters: Filters): Wire {
  const wire: Record<string, unknown> = {};
  for (const name of LISTS) if (filters[name].length > 0) wire[name] = filters[name];
  if (filters.price_max !== null) wire.price_max = filters.price_max;
  if (filters.in_stock) wire.in_stock = true;
  return wire as Wire;
}

/** Return what is looked for, and a way to look for something else. */
export function useWanted(): [Wanted, (next: Wanted) => void] {
  const search = useSearch();
  const [, go] = useLocation();
  const wanted = useMemo(() => readAddress(search), [search]);
  return [
    wanted,
    (next) => {
      const written = writeAddress(next);
      if (written !== writeAddress(wanted)) go(written ? `/?${written}` : "/");
    },
  ];
}
