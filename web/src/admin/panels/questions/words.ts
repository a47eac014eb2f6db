/** What the panel of questions says. */
import { count } from "../../../strings";

export const said = {
  title: "Questions that are answered",
  caption: "Questions one of whose readings was picked",
  trials: "questions",
  done: "answered by a pick",
  runs: "runs",
  wentOn: "Went on without asking",
  noRuns: (days: number) => `No run was made in ${count(days, "day")}.`,
  ran: (successes: number, n: number, days: number) =>
    `${successes.toLocaleString("en")} of ${count(n, "run")} in ${count(days, "day")} went on without asking.`,
};
