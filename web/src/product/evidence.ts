/** The events behind a reason, in words. */
import { useQuery } from "@tanstack/react-query";
import { body, server } from "../api/client";
import type { Learned } from "../learned/live";
import { useUser } from "../person/useUser";

/** Return event id -> what the person did; ids of facts and of what was erased are not in it. */
export function useEvidence(ids: readonly string[]): ReadonlyMap<string, Learned> {
  const user = useUser();
  const wanted = [...new Set(ids)].sort();
  const { data } = useQuery({
    queryKey: ["events", user, wanted],
    enabled: wanted.length > 0,
    queryFn: async () => {
      const query = { ids: wanted.join(","), limit: wanted.length };
      const path = { user_id: user };
      const found = await body(
        server.GET("/api/v1/user/{user_id}/events", { params: { path, query } }),
      );
      return found.events;
    },
  });
  return new Map((data ?? []).map((event) => [event.event_id, event]));
}
