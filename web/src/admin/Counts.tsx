/** A few counts in a row: the number large, what it counts below. */

export interface Count {
  readonly name: string;
  readonly value: string;
  readonly note?: string;
}

export function Counts({ counts }: { counts: readonly Count[] }) {
  return (
    <dl className="grid grid-cols-2 gap-x-6 gap-y-5 sm:grid-cols-[repeat(auto-fill,minmax(6.25rem,1fr))]">
      {counts.map((one) => (
        <div key={one.name} className="flex flex-col">
          <dd className="figures order-first font-semibold text-head">{one.value}</dd>
          <dt className="text-balance text-small">{one.name}</dt>
          {one.note && <dd className="text-muted text-small">{one.note}</dd>}
        </div>
      ))}
    </dl>
  );
}
