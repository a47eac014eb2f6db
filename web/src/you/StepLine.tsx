/** How a dial moved, as steps: one for each move, from the middle on. */
import { dayOf } from "../kit/formats";
import { words } from "../strings";
import { type Facet, MIDDLE, type Move } from "./persona";

const WIDTH = 400;
const HEIGHT = 88;
const EDGE = 6;

interface Props {
  name: string;
  facet: Facet;
  /** Newest first. */
  moves: readonly Move[];
  low: string;
  high: string;
}

export function StepLine({ name, facet, moves, low, high }: Props) {
  const oldest = [...moves].reverse();
  const values = oldest.map((move) => move.facets[facet] ?? MIDDLE);
  const begun = (values[0] ?? MIDDLE) - (oldest[0]?.deltas[facet] ?? 0);
  const step = WIDTH / (values.length + 1);
  const level = (value: number) => EDGE + (1 - value) * (HEIGHT - 2 * EDGE);
  const way = values.map((value, place) => `H${(place + 1) * step}V${level(value)}`).join("");
  return (
    <figure className="mb-3">
      <div className="flex justify-between text-muted text-small">
        <span>{high}</span>
      </div>
      <svg
        role="img"
        aria-label={words.you.persona.line(name)}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        className="block h-22 w-full"
        fill="none"
      >
        <path
          d={`M0 ${level(MIDDLE)}H${WIDTH}`}
          strokeDasharray="3 4"
          vectorEffect="non-scaling-stroke"
          className="stroke-muted"
        />
        <path
          d={`M0 ${level(begun)}${way}H${WIDTH}`}
          strokeWidth="2"
          vectorEffect="non-scaling-stroke"
          className="stroke-plot-loop"
        />
      </svg>
      <figcaption className="flex flex-wrap justify-between gap-x-4 text-muted text-small">
        <span>{low}</span>
        <span className="figures">{spanOf(oldest)}</span>
      </figcaption>
    </figure>
  );
}

function spanOf(oldest: readonly Move[]): string {
  const [first, last] = [oldest[0], oldest.at(-1)];
  if (!first || !last) return "";
  const [from, to] = [dayOf(first.at), dayOf(last.at)];
  return from === to ? from : `${from} – ${to}`;
}
