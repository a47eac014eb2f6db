/** What the person buys regularly, and what is known of them by and large. */
import { queryOptions, useQuery } from "@tanstack/react-query";
import { body, type Schemas, server } from "../api/client";
import { useUser } from "../person/useUser";

export type Habit = Schemas["RegularItemReply"];
export type Status = Schemas["LearningStatus"];

/** What one asks for; several parts of the page look at it. */
export const patternsOf = (user: string) =>
  queryOptions({
    queryKey: ["patterns", user],
    queryFn: () =>
      body(server.GET("/api/v1/user/{user_id}/patterns", { params: { path: { user_id: user } } })),
  });

/** Return what is bought regularly, most frequent first. */
export function useHabits() {
  return useQuery({
    ...patternsOf(useUser()),
    select: (found): readonly Habit[] => found.purchase_patterns.regular_items,
  });
}

/** Return how much was learned. */
export function useStatus() {
  const user = useUser();
  return useQuery({
    queryKey: ["status", user],
    queryFn: () =>
      body(
        server.GET("/api/v1/events/learning-status/{user_id}", {
          params: { path: { user_id: user } },
        }),
      ),
  });
}
