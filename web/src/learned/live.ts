/** What the server learns about this person, as it happens, in every window of theirs. */
import { type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
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
  if (kind === "" || RERANKS.has(kind)) searchAgain(client, user);
  if (kind === "" || OF_THE_CART.has(kind)) {
    // A change that is under way reads the cart itself when it is through.
    if (client.isMutating({ mutationKey: ["cart", user] }) === 0) {
      void client.invalidateQueries({ queryKey: ["cart", user] });
    }
    void client.invalidateQueries({ queryKey: ["orders", user] });
  }
}

const RERANK_MS = 80;
const waiting = new WeakMap<QueryClient, number>();

/** One turn of the conversation teaches several things: the shelf is asked for once. */
function searchAgain(client: QueryClient, user: string): void {
  window.clearTimeout(waiting.get(client));
  const ask = async () => {
    // One that is on its way may not know yet what was just learned.
    await client.cancelQueries({ queryKey: ["search", user] });
    await client.invalidateQueries({ queryKey: ["search", user] });
  };
  waiting.set(client, window.setTimeout(ask, RERANK_MS));
}

const learnedBy = (client: QueryClient, user: string) => ({
  queryKey: learnedKey(user),
  queryFn: async (): Promise<readonly Learned[]> => {
    const query = { session_id: session(), limit: KEPT };
    const path = { user_id: user };
    const found = await body(
      server.GET("/api/v1/user/{user_id}/events", { params: { path, query } }),
    );
    // What was heard as it happened also says what it changed.
    const known = client.getQueryData<readonly Learned[]>(learnedKey(user)) ?? [];
    const heard = new Map(known.map((one) => [one.event_id, one]));
    return found.events.map((one) => heard.get(one.event_id) ?? one);
  },
  staleTime: Number.POSITIVE_INFINITY,
});

/** Return what was learned in this visit, newest first; a search teaches nothing by itself. */
export function useLearned(): readonly Learned[] {
  const client = useQueryClient();
  const { data } = useQuery(learnedBy(client, useUser()));
  return useMemo(() => (data ?? []).filter((one) => one.kind !== "search_performed"), [data]);
}

/** Put an event on top, once. */
export function withLearned(
  known: readonly Learned[] | undefined,
  event: Learned,
): readonly Learned[] {
  const others = (known ?? []).filter((one) => one.event_id !== event.event_id);
  return [event, ...others].slice(0, KEPT);
}

const COME_BACK_MS = 2000;

/**
 * Follow the person's stream while the page is in sight; it comes back by itself.
 *
 * A browser keeps only a few connections to one server: pages in the background give theirs up, and
 * ask what happened meanwhile when they are seen again.
 */
export function useLive(): void {
  const user = useUser();
  const client = useQueryClient();
  useEffect(() => follow(client, user), [user, client]);
}

function follow(client: QueryClient, user: string): () => void {
  let source: EventSource | null = null;
  let timer = 0;
  const hear = (message: MessageEvent<string>) => {
    const event = JSON.parse(message.data) as Learned;
    client.setQueryData<readonly Learned[]>(learnedKey(user), (known) => withLearned(known, event));
    // A list that is on its way may be older than this event.
    if (client.isFetching({ queryKey: learnedKey(user) }) > 0) {
      void client.invalidateQueries({ queryKey: learnedKey(user) });
    }
    askAnew(client, user, event.kind);
  };
  const start = () => {
    void client.invalidateQueries({ queryKey: learnedKey(user) });
    askAnew(client, user);
  };
  const close = () => {
    window.clearTimeout(timer);
    source?.close();
    source = null;
  };
  const open = () => {
    close();
    const stream = new EventSource(`/api/v1/user/${encodeURIComponent(user)}/live`);
    stream.addEventListener("learned", hear);
    stream.addEventListener("forgotten", start);
    stream.addEventListener("missed", start);
    // After a reply that is no stream, as of a server that starts, a browser does not try again.
    stream.onerror = () => {
      if (stream.readyState === EventSource.CLOSED) timer = window.setTimeout(back, COME_BACK_MS);
    };
    source = stream;
  };
  const back = () => {
    open();
    void catchUp(client, user);
  };
  const seen = () => (document.visibilityState === "visible" ? back() : close());
  if (document.visibilityState === "visible") open();
  document.addEventListener("visibilitychange", seen);
  return () => {
    document.removeEventListener("visibilitychange", seen);
    close();
  };
}

/** Ask what was learned while nobody listened, and for what follows from it, if anything was. */
async function catchUp(client: QueryClient, user: string): Promise<void> {
  const before = client.getQueryData<readonly Learned[]>(learnedKey(user));
  await client.invalidateQueries({ queryKey: learnedKey(user) });
  const now = client.getQueryData<readonly Learned[]>(learnedKey(user));
  if (before?.[0]?.event_id !== now?.[0]?.event_id || before?.length !== now?.length) {
    askAnew(client, user);
  }
}
