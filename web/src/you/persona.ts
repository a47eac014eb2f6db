/** How the person likes to be answered, and how that came about. */
import { useQuery } from "@tanstack/react-query";
import { body, type Schemas, server } from "../api/client";
import { useUser } from "../person/useUser";
import { words } from "../strings";

export type Facet = keyof typeof words.you.persona.facets;
export type Move = Schemas["PersonaMove"];

export const FACETS = Object.keys(words.you.persona.facets) as Facet[];
export const MIDDLE = 0.5;

/** Return the four dials as they stand. */
export function usePersona() {
  const user = useUser();
  return useQuery({
    queryKey: ["persona", user, "now"],
    queryFn: () =>
      body(server.GET("/v1/users/{user_id}/persona", { params: { path: { user_id: user } } })),
  });
}

/** Return how they moved, newest first. */
export function usePersonaMoves() {
  const user = useUser();
  return useQuery({
    queryKey: ["persona", user, "moves"],
    queryFn: () =>
      body(
        server.GET("/v1/users/{user_id}/persona/history", { params: { path: { user_id: user } } }),
      ),
    select: (found): readonly Move[] => found.moves,
  });
}

/** Return the moves of one dial, newest first. */
export const movesOf = (moves: readonly Move[], facet: Facet): Move[] =>
  moves.filter((move) => (move.deltas[facet] ?? 0) !== 0);
