/** What the panel of activity says. */
import { count } from "../../../strings";

export const said = {
  title: "What happens, by day",
  nothing: (days: number) =>
    `Nothing happened in ${count(days, "day")}. Search, look and choose in the shop, and it is counted here.`,
  happened: (events: number, active: number, picks: number) =>
    `${count(events, "event")} on ${count(active, "day")}, and ${count(picks, "pick")} of a reading.`,
  sample: (events: number, days: number) =>
    `n = ${events.toLocaleString("en")} events in ${count(days, "day")}, today included; days are UTC days. Each strip has its own scale.`,
  caption: "Events by day and kind",
  strip: (name: string, total: number, most: number, day: string) =>
    `${name}: ${total.toLocaleString("en")} in all, most on ${day}, ${most.toLocaleString("en")}`,
  emptyStrip: (name: string) => `${name}: none`,
  most: (most: number) => `at most ${most.toLocaleString("en")} a day`,
  day: "Day",
  all: "All",
  groups: {
    searches: "Searches",
    looks: "Looks and clicks",
    cart: "Cart and orders",
    picks: "Picks of a reading",
  },
};
