/** Whether the person lets the shop learn, and the switch for it. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { body, type Schemas, server } from "../api/client";
import { useUser } from "../person/useUser";

export type Privacy = Schemas["PrivacyReply"];
export type PrivacyChange = Partial<Omit<Schemas["PrivacyBody"], "user_id" | "session_id">>;

export const privacyKey = (user: string) => ["privacy", user] as const;

/** Return what the person allows; undefined until it is known. */
export function usePrivacy() {
  const user = useUser();
  return useQuery({
    queryKey: privacyKey(user),
    queryFn: () =>
      body(server.GET("/api/v1/user/{user_id}/privacy", { params: { path: { user_id: user } } })),
  });
}

/** Return a mutation that changes some of it; it shows at once, and goes back when refused. */
export function useChangePrivacy() {
  const user = useUser();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: PrivacyChange) =>
      body(
        server.PUT("/api/v1/user/{user_id}/privacy", {
          params: { path: { user_id: user } },
          body: change as Schemas["PrivacyBody"],
        }),
      ),
    onMutate: async (change) => {
      await client.cancelQueries({ queryKey: privacyKey(user) });
      const before = client.getQueryData<Privacy>(privacyKey(user));
      client.setQueryData<Privacy>(
        privacyKey(user),
        (now) => now && { ...now, ...allowed(change) },
      );
      return before;
    },
    onSuccess: (now) => client.setQueryData(privacyKey(user), now),
    onError: (_, change, before) =>
      client.setQueryData<Privacy>(privacyKey(user), (now) => now && taken(now, change, before)),
  });
}

/** Nothing is undecided once it is told: null means as the installation is set. */
function allowed(change: PrivacyChange): Partial<Privacy> {
  const { use_for_training: training, ...rest } = change;
  return training === null || training === undefined
    ? rest
    : { ...rest, use_for_training: training };
}

/** Take back one change only: another may have gone through meanwhile. */
function taken(now: Privacy, change: PrivacyChange, before: Privacy | undefined): Privacy {
  if (!before) return now;
  const old = Object.keys(change).map((name) => [name, before[name as keyof Privacy]]);
  return { ...now, ...Object.fromEntries(old) };
}

/** Return the one switch that stops all learning. */
export function usePause() {
  const { data } = usePrivacy();
  const change = useChangePrivacy();
  const paused = data?.paused ?? false;
  return {
    paused,
    busy: !data || change.isPending,
    error: change.error,
    toggle: () => change.mutate({ paused: !paused }),
  };
}
