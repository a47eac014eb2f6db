/** Brands and categories the person leans to, and the events that made it so. */
import { type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { body, server } from "../api/client";
import type { Learned } from "../learned/live";
import { useUser } from "../person/useUser";
import { patternsOf } from "./habits";

/** One leaning, or turning away. */
export interface Leaning {
  readonly facet: "brand" | "category";
  readonly name: string;
  /** From -1 to 1. */
  readonly score: number;
  readonly confidence: number;
  /** How many events are behind it. */
  readonly signals: number;
}

const NEWEST = 200;
const MOST_PRODUCTS = 30;

/** Return the leanings, strongest first. */
export function useLeanings() {
  const user = useUser();
  return useQuery({
    ...patternsOf(user),
    select: (found): readonly Leaning[] =>
      [
        ...found.brand_preferences.map(({ brand, ...rest }) => leaningOf("brand", brand, rest)),
        ...found.category_preferences.map(({ category, ...rest }) =>
          leaningOf("category", category, rest),
        ),
      ]
        .filter((one) => one.score !== 0)
        .sort((one, other) => Math.abs(other.score) - Math.abs(one.score)),
  });
}

interface Figures {
  preference_score: number;
  confidence: number;
  signals: number;
}

function leaningOf(facet: Leaning["facet"], name: string, figures: Figures): Leaning {
  const { preference_score: score, confidence, signals } = figures;
  return { facet, name, score, confidence, signals };
}

/** Return the newest events about products of that brand or category. */
export function useBehind({ facet, name }: Leaning) {
  const user = useUser();
  const client = useQueryClient();
  return useQuery({
    queryKey: ["events", user, "behind", facet, name],
    queryFn: async (): Promise<readonly Learned[]> => {
      const params = { path: { user_id: user }, query: { limit: NEWEST } };
      const { events } = await body(server.GET("/api/v1/user/{user_id}/events", { params }));
      const skus = [...new Set(events.flatMap((event) => event.product?.sku ?? []))];
      const asked = skus.slice(0, MOST_PRODUCTS).map((sku) => worthOf(client, sku));
      const fitting = new Set(
        (await Promise.all(asked)).flatMap((one) => (one?.[facet] === name ? one.sku : [])),
      );
      return events.filter((event) => event.product && fitting.has(event.product.sku));
    },
  });
}

/** A product that was taken out of the catalogue meanwhile explains nothing any more. */
function worthOf(client: QueryClient, sku: string) {
  return client
    .fetchQuery({
      queryKey: ["product", sku],
      staleTime: Number.POSITIVE_INFINITY,
      queryFn: () => body(server.GET("/api/v1/products/{sku}", { params: { path: { sku } } })),
    })
    .catch(() => null);
}
