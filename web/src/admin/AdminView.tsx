/** The dashboard: three answers in words, and below each question the panels that bear it out. */
import { words } from "../strings";
import { DaysPicker, useDays } from "./DaysPicker";
import { useMetrics } from "./figures";
import { arrange, everyPanel, type Panel, type Part } from "./panel";
import { clockOf } from "./told";
import { Verdicts } from "./verdict/Verdicts";

const PARTS = arrange(everyPanel());

export function AdminView() {
  const [days, choose] = useDays();
  return (
    <div className="mx-auto max-w-[86rem] px-4 pt-8 pb-24 sm:px-6 lg:pt-12">
      <header className="flex flex-wrap items-end justify-between gap-x-8 gap-y-5">
        <div>
          <h1 className="max-w-[24ch] text-balance font-semibold text-head sm:max-w-none lg:text-display">
            {words.admin.title}
          </h1>
          <p className="mt-2 max-w-reading text-muted">{words.admin.note}</p>
        </div>
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <AsOf days={days} />
          <DaysPicker days={days} choose={choose} />
        </div>
      </header>
      <div className="mt-8">
        <Verdicts days={days} />
      </div>
      {PARTS.map((part) => (
        <Answered key={part.question} part={part} days={days} />
      ))}
    </div>
  );
}

function AsOf({ days }: { days: number }) {
  const { data, isError } = useMetrics(days);
  const time = data ? clockOf(data.as_of) : "";
  return (
    <p className="figures text-muted text-small">
      {time && !isError && words.admin.asOf(time)}
      <span role="status" className="font-semibold text-danger">
        {time && isError && words.admin.away(time)}
      </span>
    </p>
  );
}

function Answered({ part: { question, panels }, days }: { part: Part; days: number }) {
  const { title, note } = words.admin.questions[question];
  return (
    <section
      aria-labelledby={question}
      className="mt-16 grid gap-x-10 gap-y-8 xl:grid-cols-[14rem_minmax(0,1fr)]"
    >
      <header className="border-ink xl:sticky xl:top-20 xl:self-start xl:border-t xl:pt-3">
        <h2 id={question} className="scroll-mt-24 font-semibold text-title">
          {title}
        </h2>
        <p className="mt-1 max-w-reading text-pretty text-muted text-small">{note}</p>
      </header>
      <div className="grid gap-x-10 gap-y-12 lg:grid-cols-2">
        {panels.map((panel) => (
          <Shell key={panel.id} panel={panel} days={days} />
        ))}
      </div>
    </section>
  );
}

function Shell({ panel: { id, title, wide, Body }, days }: { panel: Panel; days: number }) {
  return (
    <article
      id={id}
      aria-labelledby={`${id}-title`}
      className={`min-w-0 scroll-mt-24 border-ink border-t pt-3 ${wide ? "lg:col-span-2" : ""}`}
    >
      <h3 id={`${id}-title`} className="mb-1 font-semibold text-muted text-small">
        {title}
      </h3>
      <Body days={days} />
    </article>
  );
}
