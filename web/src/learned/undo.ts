/** Take back one event: as if it had not happened. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { server } from "../api/client";
import { useUser } from "../person/useUser";
import { askAnew, type Learned, learnedKey } from "./live";

/** Return a mutation that takes the id of an event. */
export function useUndo() {
  const user = useUser();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (event_id: string) =>
      server.DELETE("/api/v1/user/{user_id}/events/{event_id}", {
        params: { path: { user_id: user, event_id } },
      }),
    onSuccess: (_, event_id) => {
      client.setQueryData<readonly Learned[]>(learnedKey(user), (known) =>
        known?.filter((one) => one.event_id !== event_id),
      );
      askAnew(client, user);
    },
  });
}
