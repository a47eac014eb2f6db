/** What the person usually buys. */
import { useQuery } from "@tanstack/react-query";
import { body, type Schemas, server } from "../api/client";
import { useUser } from "../person/useUser";

export type UsualBasket = Schemas["UsualBasketReply"];

/** Return what “my usual” would put into the cart now. */
export function useUsual() {
  const user = useUser();
  return useQuery({
    queryKey: ["usual", user],
    queryFn: () =>
      body(server.GET("/api/v1/user/{user_id}/usual", { params: { path: { user_id: user } } })),
  });
}

/** Return what the person buys regularly, due or not. */
export function usePatterns() {
  const user = useUser();
  return useQuery({
    queryKey: ["patterns", user],
    queryFn: () =>
      body(server.GET("/api/v1/user/{user_id}/patterns", { params: { path: { user_id: user } } })),
  });
}
