/** The cart as the server keeps it; every change is shown at once and taken back when it fails. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { body, type Schemas, server } from "../api/client";
import { session } from "../person/identity";
import { useUser } from "../person/useUser";
import type { Product } from "../product/types";

export type Cart = Schemas["CartReply"];
export type Line = Schemas["LineReply"];

export const cartKey = (user: string) => ["cart", user] as const;

/** Return the cart; undefined until it is known. */
export function useCart() {
  const user = useUser();
  return useQuery({
    queryKey: cartKey(user),
    queryFn: () =>
      body(server.GET("/api/v1/user/{user_id}/cart", { params: { path: { user_id: user } } })),
  });
}

/** What is to be put into the cart. */
export interface Addition {
  readonly product: Pick<Product, "sku" | "name" | "price" | "category" | "brand">;
  readonly quantity: number;
  /** Made once for each time the person asks, so that asking twice adds once. */
  readonly eventId: string;
}

/** Return a mutation that puts something into the cart. */
export function useAddToCart() {
  return useCartChange(
    (user, { product, quantity, eventId }: Addition) =>
      server.POST("/api/v1/events/cart-add", {
        body: { event_id: eventId, user_id: user, product: { sku: product.sku }, quantity },
      }),
    (cart, { product, quantity }) => withLine(cart, product, held(cart, product.sku) + quantity),
  );
}

/** Return a mutation that gives a line another quantity; 0 takes it out. */
export function useSetQuantity() {
  return useCartChange(
    (user, { line, quantity }: { line: Line; quantity: number }) =>
      server.PATCH("/api/v1/user/{user_id}/cart", {
        params: { path: { user_id: user } },
        body: { product_sku: line.sku, quantity, session_id: session() },
      }),
    (cart, { line, quantity }) => withLine(cart, line, quantity),
  );
}

/** Return a mutation that orders what is in the cart. */
export function useOrder() {
  const user = useUser();
  const client = useQueryClient();
  return useMutation({
    mutationFn: () =>
      body(
        server.POST("/api/v1/user/{user_id}/orders", {
          params: { path: { user_id: user } },
          body: { session_id: session() },
        }),
      ),
    onSettled: () => {
      for (const name of ["cart", "orders", "usual"]) {
        void client.invalidateQueries({ queryKey: [name, user] });
      }
    },
  });
}

/** How many of a product are in the cart. */
export const held = (cart: Cart, sku: string): number =>
  cart.lines.find((line) => line.sku === sku)?.quantity ?? 0;

/** The cart with another quantity of one product, in the order things were first added. */
export function withLine(
  cart: Cart,
  product: Pick<Line, "sku" | "name" | "price" | "category" | "brand">,
  quantity: number,
): Cart {
  const { sku, name, price, category, brand } = product;
  const line = { sku, name, price, category, brand, quantity };
  const known = cart.lines.some((one) => one.sku === sku);
  const all = known
    ? cart.lines.map((one) => (one.sku === sku ? line : one))
    : [...cart.lines, line];
  const lines = all.filter((one) => one.quantity > 0);
  const value = lines.reduce((sum, one) => sum + (one.price ?? 0) * one.quantity, 0);
  return { ...cart, lines, value: Math.round(value * 100) / 100 };
}

function useCartChange<Wish>(
  ask: (user: string, wish: Wish) => Promise<unknown>,
  foresee: (cart: Cart, wish: Wish) => Cart,
) {
  const user = useUser();
  const client = useQueryClient();
  const key = cartKey(user);
  return useMutation({
    mutationKey: key,
    // One after the other: a later change may not overtake an earlier one.
    scope: { id: `cart-${user}` },
    mutationFn: (wish: Wish) => ask(user, wish),
    onMutate: async (wish) => {
      await client.cancelQueries({ queryKey: key });
      const before = client.getQueryData<Cart>(key);
      if (before) client.setQueryData<Cart>(key, foresee(before, wish));
      return { before };
    },
    onError: (_error, _wish, kept) => client.setQueryData(key, kept?.before),
    // While others wait, the server's cart is older than the one in sight.
    onSettled: () => {
      if (client.isMutating({ mutationKey: key }) === 1) {
        void client.invalidateQueries({ queryKey: key });
        void client.invalidateQueries({ queryKey: ["usual", user] });
      }
    },
  });
}
