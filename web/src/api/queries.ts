/** How replies are kept and asked for again. */
import { QueryClient } from "@tanstack/react-query";
import { isPassing } from "./problem";

const TRIES = 3;

/** Return what keeps the replies of one page: old ones stay in sight while new ones come. */
export function makeQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        retry: (failures, error) => isPassing(error) && failures < TRIES,
        retryDelay: (failures) => Math.min(4000, 250 * 2 ** failures),
        networkMode: "always",
      },
      mutations: { retry: false, networkMode: "always" },
    },
  });
}
