/** A search in this person's order. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { body, type Schemas, server } from "../api/client";
import { session } from "../person/identity";
import { useUser } from "../person/useUser";
import { onTheWire, type Wanted, writeAddress } from "./address";

export type Found = Schemas["SearchReply"];

const SHOWN = 24;

/**
 * Return what was found; while something new is looked for, what was found before.
 *
 * A search is an event and a proposal, so none is made that nobody asked for: not on focus, not
 * because time passed; only for other words, other filters, or something that was learned.
 */
export function useFound(wanted: Wanted) {
  const user = useUser();
  return useQuery({
    queryKey: ["search", user, writeAddress(wanted)],
    queryFn: ({ signal }) =>
      body(
        server.POST("/api/search/personalized", {
          signal,
          body: {
            user_id: user,
            session_id: session(),
            query: wanted.query,
            limit: SHOWN,
            filters: onTheWire(wanted.filters),
            explain: true,
          },
        }),
      ),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnReconnect: false,
    refetchOnWindowFocus: false,
  });
}
