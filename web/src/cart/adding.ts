/** Putting things into the cart by a button: what was asked for once is added once. */
import { useRef } from "react";
import { type Addition, useAddToCart } from "./cart";

type Wished = Omit<Addition, "eventId">;

/** How it is going, and the way to ask for it. */
export interface Adding {
  /** Add all of these, one after the other; resolves to whether all are in. */
  add: (...wished: readonly Wished[]) => Promise<boolean>;
  readonly busy: boolean;
  readonly done: boolean;
  readonly error: unknown;
}

/**
 * Return a way to add things.
 *
 * An event keeps its id until the server has said that it has it: a second try after a reply that was
 * lost on its way is the same event, and adds nothing.
 */
export function useAdding(): Adding {
  const { mutateAsync, isPending, isSuccess, error } = useAddToCart();
  const asked = useRef(new Map<string, string>());
  const running = useRef(false);
  const add = async (...wished: readonly Wished[]) => {
    if (running.current) return false;
    running.current = true;
    for (const { product, quantity } of wished) {
      const name = `${product.sku} ${quantity}`;
      if (!asked.current.has(name)) asked.current.set(name, crypto.randomUUID());
    }
    try {
      for (const { product, quantity } of wished) {
        const eventId = asked.current.get(`${product.sku} ${quantity}`) ?? crypto.randomUUID();
        await mutateAsync({ product, quantity, eventId });
      }
      asked.current.clear();
      return true;
    } catch {
      return false; // the error is in `error`, for the page to show
    } finally {
      running.current = false;
    }
  };
  return { add, busy: isPending, done: isSuccess, error };
}
