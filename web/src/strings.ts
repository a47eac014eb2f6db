/** Every English sentence of the app, by the view that says it. */

/** A number of things: `count(2, "event")` is “2 events”. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${n.toLocaleString("en")} ${n === 1 ? one : many}`;
}

export const words = {
  brand: "LeafLoop",
  nav: {
    label: "Views",
    shop: "Shop",
    you: "You",
    admin: "Dashboard",
    skip: "Skip to the content",
  },
  theme: { toDark: "Use dark colours", toLight: "Use light colours" },
  person: {
    label: "Who is shopping",
    mine: "You, in this browser",
    samples: "Or look at a sample shopper",
    note: "There is no account and no cookie. Your name here is a random one, kept in this browser.",
    fresh: "Start as somebody new",
  },
  problem: {
    offline:
      "The server cannot be reached. What you typed is still here; it will be sent when you try again.",
    unknown: "Something went wrong. Try again.",
    status: (status: number) => `The server answered ${status}. Try again in a moment.`,
    retry: "Try again",
    away: "Not connected. Trying again by itself.",
    broken: "This view broke. Nothing of yours is lost.",
    reload: "Load it again",
  },
  degraded: {
    title: "Answered with a part missing",
    graph: "answers without memory at the moment",
    catalog: "the catalogue is slow to answer; what was found before is shown",
    llm: "the language model does not answer; rules read the request",
    journal: "nothing can be written down at the moment; what you do now is not learned",
    other: (part: string) => `without “${part}” at the moment`,
  },
  kit: {
    close: "Close",
    more: "More",
    loading: "Loading",
    table: "The figures as a table",
  },
  learned: {
    label: (n: number) =>
      n ? `${count(n, "thing")} learned in this visit` : "Nothing learned yet",
    short: (n: number) => `${n} learned`,
    title: "Learned in this visit",
    none: "Search, look, put something into the cart: what the shop learns from it appears here, and can be undone.",
    undo: "Undo",
    undone: "Undone. It is as if it had not happened.",
    pause: "Pause learning",
    resume: "Learn again",
    paused: "Paused: nothing is learned",
    pausedNote: "What was learned before still ranks the shelf; it is kept until you delete it.",
    changed: (name: string, up: boolean) => (up ? `more ${name}` : `less ${name}`),
    all: "Everything that is remembered",
    missed: "Some of what happened meanwhile is not listed here.",
  },
  product: {
    quantityOf: (name: string) => `Quantity of ${name}`,
    fewer: (name: string) => `One ${name} less`,
    more: (name: string) => `One ${name} more`,
    usualQuantity: (n: number) => `${n}, your usual`,
    usualAmount: "Your usual amount",
    usual: "Your usual",
    out: "Out of stock",
    noPrice: "No price",
    instead: "What instead?",
    add: "Add",
    addNamed: (name: string) => `Add ${name} to the cart`,
  },
  why: {
    title: "Why am I seeing this?",
    score: "Personalised",
    outOf: (score: number) => `${score} of 100`,
    scoreNote: "How far what is known about you moves this product, of the most it ever could.",
    points: (points: number) => `${points > 0 ? "+" : ""}${points.toFixed(1)}`,
    nothing: "Nothing known about you put it here.",
    besides: "Besides",
    noEvents: "What it was learned from is not kept any more.",
  },
  missing: { title: "There is no such page", back: "To the shop" },
} as const;
