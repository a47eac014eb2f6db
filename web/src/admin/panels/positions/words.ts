/** What the panel of positions says. */
import { count } from "../../../strings";

export const said = {
  title: "Clicks by position",
  nothing: "No list of products was shown yet.",
  noClicks: (n: number) => `Not enough data: none of ${count(n, "list")} was clicked.`,
  first: (first: string, n: number) =>
    `The first product is clicked ${first} of the time, in ${count(n, "list")}.`,
  falls: (position: number) =>
    `Down to position ${position} each one's interval lies below that of the first.`,
  sample: (n: number, drawn: number) =>
    `n = ${count(n, "list")} over all time; the first ${count(drawn, "position")} are drawn, all are in the table.`,
  caption: "Clicks by position",
  label: (told: string) => `Share of clicks by position: ${told}`,
  one: (position: number, text: string) => `${position}: ${text}`,
  position: "Position",
  shown: "Shown (n)",
  clicked: "Clicked",
  rate: "Share",
  low: "Low",
  high: "High",
};
