/** Erasing everything about a person, and the receipt, which stays in sight until it is closed. */
import { type QueryClient, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { body, type Schemas, server } from "../api/client";
import { forgetThread } from "../assistant/threadName";
import { useUser } from "../person/useUser";
import { forgetSearches } from "../shop/suggestions";

export type Receipt = Schemas["ReceiptReply"];

const AGAIN_MS = 2000;
const receiptKey = (user: string) => ["receipt", user] as const;

/** Return a mutation that erases everything, in this browser too. */
export function useErasure() {
  const user = useUser();
  const client = useQueryClient();
  return useMutation({
    mutationFn: () =>
      body(
        server.DELETE("/api/v1/user/{user_id}/learning-data", {
          params: { path: { user_id: user } },
        }),
      ),
    onSuccess: (receipt) => {
      client.setQueryData(receiptKey(user), receipt);
      forgetSearches(user);
      forgetThread(user);
      forgetReplies(client, user);
    },
  });
}

/** Return the receipt, asked for again until it is complete, and a way to put it away. */
export function useReceipt() {
  const user = useUser();
  const client = useQueryClient();
  const { data, error } = useQuery({
    queryKey: receiptKey(user),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
    queryFn: async () => {
      const held = client.getQueryData<Receipt>(receiptKey(user));
      if (!held) return null;
      const path = { user_id: user, receipt_id: held.receipt_id };
      return body(
        server.GET("/api/v1/user/{user_id}/learning-data/receipts/{receipt_id}", {
          params: { path },
        }),
      );
    },
    refetchInterval: ({ state }) => (state.data?.status === "pending" ? AGAIN_MS : false),
  });
  return { receipt: data ?? null, error, close: () => client.setQueryData(receiptKey(user), null) };
}

/** The page holds replies about the person as well: they go, and are asked for anew. */
function forgetReplies(client: QueryClient, user: string): void {
  void client.resetQueries({
    predicate: ({ queryKey }) => queryKey[1] === user && queryKey[0] !== receiptKey(user)[0],
  });
}
