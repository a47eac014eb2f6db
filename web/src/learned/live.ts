/** What the server learns about this person, as it happens, in every window of theirs. */
import { type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { body, type Schemas, server } from "../api/client";
import { session } from "../person/identity";
import { useUser } from "../person/useUser";

/** How a preference moved; values in [-1, 1]. */
export type Change = Schemas["LearnedEvent"]["changes"][number];

/** One event that taught something; how it moved what is known only where it was seen live. */
export type Learned = Schemas["ToldEvent"] & { readonly changes?: readonly Change[] };

const KEPT = 100;

export const learnedKey = (user: string) => ["learned", user] as const;

/** What depends on what is known about a person: asked again when that changes. */
const DEPENDENT = ["memories", "events", "patterns", "usual", "persona", "status"];
/** The list in front of a person keeps its order while they fill the cart or scroll. */
const RERANKS: ReadonlySet<string> = new Set<Learned["kind"]>([
  "search_result_clicked",
  "product_viewed",
  "preference_updated",
  "feedback_given",
  "selection_made",
  "order_completed",
]);
const OF_THE_CART: ReadonlySet<string> = new Set<Learned["kind"]>([
  "cart_item_added",
  "cart_item_removed",
  "cart_item_updated",
  "order_completed",
]);

/**
 * Ask again for what follows from what is known about this person.
 *
 * @param kind The event that changed it; left out when anything may have changed.
 */
export function askAnew(client: QueryClient, user: string, kind: Learned["kind"] | "" = ""): void {
  if (kind === "search_performed") return; // a search teaches nothing, and would search again
  for (const name of DEPENDENT) void client.invalidateQueries({ queryKey: [name, user] });
  if (kind === "" || RERANKS.has(kind)) {
    void client.invalidateQueries({ queryKey: ["search", user] });
  }
  if (kind === "" || OF_THE_CART.has(kind)) {
    void client.invalidateQueries({ queryKey: ["cart", user] });
    void client.invalidateQueries({ queryKey: ["orders", user] });
  }
}

/** Return what was learned in this visit, newest first. */
export function useLearned(): readonly Learned[] {
  const user = useUser();
  const { data } = useQuery({
    queryKey: learnedKey(user),
    queryFn: async (): Promise<readonly Learned[]> => {
      const query = { session_id: session(), limit: KEPT };
      const path = { user_id: user };
      const found = await body(
        server.GET("/api/v1/user/{user_id}/events", { params: { path, query } }),
      );
      return found.events;
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
  return data ?? [];
}

/** Put an event on top, once. */
export function withLearned(
  known: readonly Learned[] | undefined,
  event: Learned,
): readonly Learned[] {
  const others = (known ?? []).filter((one) => one.event_id !== event.event_id);
  return [event, ...others].slice(0, KEPT);
}

/** Follow the person's stream as long as the page is open; it comes back by itself. */
export function useLive(): void {
  const user = useUser();
  const client = useQueryClient();
  useEffect(() => {
    const source = new EventSource(`/api/v1/user/${encodeURIComponent(user)}/live`);
    source.addEventListener("learned", (message: MessageEvent<string>) => {
      const event = JSON.parse(message.data) as Learned;
      client.setQueryData<readonly Learned[]>(learnedKey(user), (known) =>
        withLearned(known, event),
      );
      askAnew(client, user, event.kind);
    });
    const start = () => {
      void client.invalidateQueries({ queryKey: learnedKey(user) });
      askAnew(client, user);
    };
    source.addEventListener("forgotten", start);
    source.addEventListener("missed", start);
    let first = true;
    source.addEventListener("ready", () => {
      if (!first) start(); // back again: what was forgotten meanwhile is not told twice
      first = false;
    });
    return () => source.close();
  }, [user, client]);
}
