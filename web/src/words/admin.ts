/** What the dashboard says. */
import { count } from "./count";

export const adminWords = {
  admin: {
    title: "How the learning goes",
    note: "Counts over everybody; nobody is named. Intervals are 95 % intervals.",
    window: "Days that are counted",
    days: (n: number) => `${n} days`,
    daysLong: (n: number) => count(n, "day"),
    asOf: (time: string) => `As of ${time}`,
    away: (time: string) => `Not connected. These are the figures as of ${time}.`,
    questions: {
      learning: { title: "Is it learning?", note: "What happened, and what is known from it." },
      working: {
        title: "Is it working?",
        note: "What people do with what they are shown. Orders and runs are those of the chosen days; shares of clicks, picks and carts are over all time.",
      },
      safe: { title: "Is it safe?", note: "Whether every part runs, and nothing is lost." },
    },
    none: "none yet",
    n: (n: number, what: string) => `n = ${n.toLocaleString("en")} ${what}`,
    within: (value: string, low: string, high: string) => `${value} (${low} to ${high})`,
    compared: {
      none: (what: string) => `Not enough data: no ${what} yet.`,
      alone: (share: string, n: number, what: string, done: string) =>
        `Not enough data: ${share} of ${n.toLocaleString("en")} personalised ${what} were ${done}, but there are no neutral ones to compare with.`,
      neutralOnly: (share: string, n: number, what: string, done: string) =>
        `Not enough data: ${share} of ${n.toLocaleString("en")} neutral ${what} were ${done}, but there are no personalised ones yet.`,
    },
    points: (points: string) => `${points} points`,
    everSince: "over all time",
    inDays: (n: number) => `in ${count(n, "day")}`,
    personalized: "Personalised",
    neutral: "Neutral order",
    difference: "Difference",
    columns: {
      what: "What",
      successes: "Of these",
      n: "n",
      rate: "Share",
      low: "Low",
      high: "High",
    },
    verdicts: {
      yes: "Yes",
      no: "No",
      waiting: "Not enough data",
      same: "No difference seen",
      idle: "Nothing yet",
      behind: "Catching up",
      attention: "Needs a look",
      unknown: "Not known",
      noFigures: "The figures cannot be had at the moment.",
      learned: (events: number, picks: number, days: number, subjects: number) =>
        `${count(events, "event")} in ${count(days, "day")}, ${count(picks, "pick")} among them. Something is known of ${count(subjects, "shopper")}.`,
      nothingHappened: (days: number) =>
        `Nothing happened in ${count(days, "day")} that could be learned from.`,
      lagging: (events: number, name: string) =>
        `${name} is ${count(events, "event")} behind the journal.`,
      halted: (names: string) => `Stopped or failing: ${names}.`,
      proposals: "proposals",
      done: "clicked",
      clicked: (personalized: string, neutral: string) =>
        `Personalised lists are clicked ${personalized} of the time, neutral ones ${neutral}.`,
      safe: (stores: number, loops: number) =>
        `${count(stores, "store")} and ${count(loops, "loop")} do their work; no event was left over.`,
      letters: (n: number) => `${count(n, "event")} could not be taken and can be replayed.`,
      parts: (names: string) => `Not as they should be: ${names}.`,
    },
  },
} as const;
