/** What there is to filter by. */
import { useQuery } from "@tanstack/react-query";
import { body, server } from "../api/client";

/** Return the values of each facet with how many products have them; most frequent first. */
export function useFacets() {
  return useQuery({
    queryKey: ["facets"],
    queryFn: () => body(server.GET("/api/v1/facets")),
    staleTime: 5 * 60_000,
  });
}
