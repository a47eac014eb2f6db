/** One dial: where it stands between two words, and behind it how it came there. */
import { Disclosure, DisclosureButton, DisclosurePanel } from "@headlessui/react";
import { momentOf, percentOf } from "../kit/formats";
import { Icon } from "../kit/Icon";
import { type Column, Table } from "../kit/Table";
import { words } from "../strings";
import { type Facet, MIDDLE, type Move } from "./persona";
import { StepLine } from "./StepLine";

interface Props {
  facet: Facet;
  value: number;
  /** The moves of this dial, newest first. */
  moves: readonly Move[];
}

export function Dial({ facet, value, moves }: Props) {
  const told = words.you.persona;
  const { name, low, high } = told.facets[facet];
  const percent = Math.round(value * 100);
  const leans = standing(value, low, high);
  return (
    <Disclosure as="div" className="min-w-0">
      <h3 className="font-semibold">{name}</h3>
      <DisclosureButton className="group mt-1 block w-full rounded-chip text-left">
        <span className="sr-only">{name}: </span>
        <span aria-hidden="true" className="relative block h-6">
          <span className="absolute inset-x-0 top-1/2 h-1.5 -translate-y-1/2 rounded-full bg-line" />
          <span className="absolute top-1/2 left-1/2 h-3 w-px -translate-y-1/2 bg-muted" />
          <span
            className={`absolute top-1/2 size-4 -translate-x-1/2 -translate-y-1/2 rounded-full border-2 border-surface ${
              percent === 50 ? "bg-muted" : "bg-plot-loop"
            }`}
            style={{ left: `${2 + percent * 0.96}%` }}
          />
        </span>
        <span className="flex justify-between gap-4 text-small">
          <span>{low}</span> <span>{high}</span>
        </span>
        <span
          className={`mt-1 flex min-h-6 items-center gap-1 text-small group-hover:underline ${
            percent === 50 ? "text-muted" : "text-loop"
          }`}
        >
          <span className="figures">{leans}</span> · {told.how}
          <span className="group-data-open:rotate-180">
            <Icon sign="chevron" size={16} />
          </span>
        </span>
      </DisclosureButton>
      <DisclosurePanel className="mt-2">
        {moves.length === 0 ? (
          <p className="text-muted text-small">{told.unmoved}</p>
        ) : (
          <>
            <StepLine name={name} facet={facet} moves={moves} low={low} high={high} />
            <Table
              caption={`${name}: ${told.how}`}
              columns={columnsOf(facet)}
              rows={moves}
              keyOf={(move) => move.event_id}
            />
          </>
        )}
      </DisclosurePanel>
    </Disclosure>
  );
}

function standing(value: number, low: string, high: string): string {
  const told = words.you.persona;
  const away = Math.abs(value - MIDDLE) * 2;
  if (Math.round(value * 100) === 50) return told.middle;
  return told.leans(value < MIDDLE ? low : high, percentOf(away));
}

function columnsOf(facet: Facet): Column<Move>[] {
  const told = words.you.persona;
  const signed = (share: number) => `${share > 0 ? "+" : "−"}${Math.abs(share).toFixed(2)}`;
  return [
    {
      head: told.when,
      cell: (move) => <span className="whitespace-nowrap">{momentOf(move.at)}</span>,
    },
    {
      head: told.what,
      cell: (move) => (move.source === "llm" ? `${move.text} (${told.byModel})` : move.text),
    },
    { head: told.delta, number: true, cell: (move) => signed(move.deltas[facet] ?? 0) },
    { head: told.after, number: true, cell: (move) => (move.facets[facet] ?? MIDDLE).toFixed(2) },
  ];
}
