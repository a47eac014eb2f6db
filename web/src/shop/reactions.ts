/** Tell the server what the person did with a result. */
import { useMutation } from "@tanstack/react-query";
import { server } from "../api/client";
import { session } from "../person/identity";
import { useUser } from "../person/useUser";
import type { Shown } from "../product/types";

/** Return a function that says a result was opened. Nothing waits for it. */
export function useClick() {
  const user = useUser();
  return useMutation({
    mutationFn: ({ result, proposalId, query }: Shown) =>
      server.POST("/api/v1/events/click", {
        body: {
          // The same result of the same proposal, opened twice, is one click.
          event_id: `click-${proposalId}-${result.product.sku}`.slice(0, 200),
          user_id: user,
          session_id: session(),
          query,
          product_sku: result.product.sku,
          position: result.position,
          search_session_id: proposalId,
        },
      }),
  });
}

/** Return a function that says a result was seen and passed by. */
export function useSkip() {
  const user = useUser();
  return useMutation({
    mutationFn: ({ result, proposalId }: Shown) =>
      server.POST("/api/v1/events/skip", {
        body: {
          event_id: `skip-${proposalId}-${result.product.sku}`.slice(0, 200),
          user_id: user,
          session_id: session(),
          product_sku: result.product.sku,
          proposal_id: proposalId,
        },
      }),
  });
}
