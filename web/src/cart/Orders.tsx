/** Past orders; each can be put into the cart again. */
import { useQuery } from "@tanstack/react-query";
import { body, server } from "../api/client";
import { Button } from "../kit/Button";
import { dayOf, priceOf, quantityOf } from "../kit/formats";
import { Failure } from "../kit/Notice";
import { useUser } from "../person/useUser";
import { count, words } from "../strings";
import { useAdding } from "./adding";

export function Orders() {
  const user = useUser();
  const adding = useAdding();
  const { data } = useQuery({
    queryKey: ["orders", user],
    queryFn: () =>
      body(server.GET("/api/v1/user/{user_id}/orders", { params: { path: { user_id: user } } })),
  });
  const orders = data?.orders.slice(0, 5) ?? [];
  if (orders.length === 0) return null;
  const again = (items: (typeof orders)[number]["items"]) =>
    adding.add(...items.map((item) => ({ product: item, quantity: item.quantity })));
  return (
    <section className="border-line border-t pt-4">
      <h3 className="mb-2 font-semibold text-large">{words.cart.orders}</h3>
      {orders.map((order) => (
        <details key={order.order_id} className="border-line border-b py-2 last:border-0">
          <summary className="flex items-baseline justify-between gap-3">
            <span>{dayOf(order.ordered_at)}</span>
            <span className="figures text-muted text-small">
              {count(order.items.length, "line")}
              {order.total_value === null ? "" : ` · ${priceOf(order.total_value)}`}
            </span>
          </summary>
          <ul className="mt-2 text-muted">
            {order.items.map((item) => (
              <li key={item.sku}>
                {quantityOf(item.quantity)} × {item.name}
              </li>
            ))}
          </ul>
          <Button small className="mt-2" busy={adding.busy} onClick={() => again(order.items)}>
            {words.cart.again}
          </Button>
        </details>
      ))}
      {adding.error ? <Failure error={adding.error} /> : null}
    </section>
  );
}
