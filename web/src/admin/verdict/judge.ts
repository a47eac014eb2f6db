/** The three answers at the top of the dashboard, judged from its figures. */
import { words } from "../../strings";
import type { Compared, Difference, Loops, Metrics } from "../figures";
import { type Health, loopHealth, nameOf, storeHealth } from "../health";
import { comparison, listOf, sentenceOf, shareOf } from "../told";

/** An answer in a word or two, and what it rests on. */
export interface Verdict {
  readonly answer: string;
  readonly because: string;
  readonly health: Health;
}

const said = words.admin.verdicts;

/** A loop that is a few events behind is at work; from here on it is told. */
const LAG = 50;

const UNKNOWN: Verdict = { answer: said.unknown, because: said.noFigures, health: "waiting" };

/** Whether what happens is learned from. */
export function learning(metrics?: Metrics, loops?: Loops): Verdict {
  if (!metrics || !loops) return UNKNOWN;
  const followers = loops.loops.filter((loop) => loop.kind !== "upkeep");
  const halted = followers.filter((loop) => loopHealth(loop) === "bad");
  if (halted.length > 0) {
    const names = listOf(halted.map((loop) => nameOf(loop.name)));
    return { answer: said.no, because: said.halted(names), health: "bad" };
  }
  const [last] = [...followers].sort((a, b) => (b.lag ?? 0) - (a.lag ?? 0));
  if (last?.lag && last.lag >= LAG) {
    const because = sentenceOf(said.lagging(last.lag, nameOf(last.name)));
    return { answer: said.behind, because, health: "waiting" };
  }
  const kinds = metrics.activity.flatMap((day) => Object.values(day.events));
  const events = kinds.reduce((sum, n) => sum + n, 0);
  if (events === 0) {
    return { answer: said.idle, because: said.nothingHappened(metrics.days), health: "waiting" };
  }
  const picks = metrics.activity.reduce((sum, day) => sum + day.selections, 0);
  const because = said.learned(events, picks, metrics.days, metrics.memory.subjects);
  return { answer: said.yes, because, health: "well" };
}

const ANSWERS: Record<Difference["verdict"], [string, Health]> = {
  better: [said.yes, "well"],
  worse: [said.no, "bad"],
  no_difference_seen: [said.same, "waiting"],
  not_enough_data: [said.waiting, "waiting"],
};

/** Whether people click more on what is personalised. */
export function working(metrics?: Metrics): Verdict {
  if (!metrics) return UNKNOWN;
  const [answer, health] = ANSWERS[metrics.ctr.difference.verdict];
  const text = comparison(metrics.ctr, said.proposals, said.done);
  // The answer says the verdict's first words already.
  const rest = sentenceOf(text.slice(text.indexOf(": ") + 2));
  const shares = sharesOf(metrics.ctr);
  return { answer, because: shares ? `${shares} ${rest}` : rest, health };
}

function sharesOf({ personalized, neutral }: Compared): string {
  if (personalized.rate === null || neutral.rate === null) return "";
  return said.clicked(shareOf(personalized.rate), shareOf(neutral.rate));
}

/** Whether every part does its work, and no event is lost. */
export function safe(loops?: Loops): Verdict {
  if (!loops) return UNKNOWN;
  const parts = [
    ...Object.entries(loops.stores).map(([name, state]) => ({ name, health: storeHealth(state) })),
    ...loops.loops.map((loop) => ({ name: loop.name, health: loopHealth(loop) })),
  ].filter((part) => part.health === "bad");
  const letters = loops.dead_letters.total;
  if (parts.length === 0 && letters === 0) {
    const because = said.safe(Object.keys(loops.stores).length, loops.loops.length);
    return { answer: said.yes, because, health: "well" };
  }
  const because = [
    parts.length > 0 && said.parts(listOf([...new Set(parts.map((part) => nameOf(part.name)))])),
    letters > 0 && said.letters(letters),
  ].filter(Boolean);
  const answer = parts.length > 0 ? said.no : said.attention;
  return { answer, because: because.join(" "), health: "bad" };
}
