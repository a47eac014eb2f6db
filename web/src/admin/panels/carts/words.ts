/** What the panel of carts says. */
import { count } from "../../../strings";

export const said = {
  title: "What becomes of carts",
  nothing: "No cart has ended and no order was made yet.",
  noCarts: "No cart has been ordered or left yet.",
  left: (share: string) => `${share} of carts are left without an order.`,
  noOrders: (days: number) => `No order in ${count(days, "day")}.`,
  worth: (value: string) => `An order is worth ${value} on average`,
  alone: "; there is none before to compare with.",
  overlap: ", not surely more or less than before.",
  more: ", more than before.",
  less: ", less than before.",
  few: "; too few to say whether that changed.",
  abandoned: "Left without an order",
  now: (days: number) => `Orders of ${count(days, "day")}`,
  before: (days: number) => `The ${count(days, "day")} before`,
  carts: "carts",
  orders: "orders",
  share: "Carts left without an order, of those that ended",
  values: "Mean value of an order",
  caption: "Carts and orders",
  sample: (carts: number, orders: number) =>
    `n = ${count(carts, "cart")} that ended, over all time; ${count(orders, "order")}. A mean of fewer than 30 has no interval.`,
  what: "What",
  n: "n",
  value: "Share or mean",
};
