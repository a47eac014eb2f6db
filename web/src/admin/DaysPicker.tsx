/** How many days back the figures go; kept in the page's address. */
import { Radio, RadioGroup } from "@headlessui/react";
import { useSearchParams } from "wouter";
import { words } from "../strings";

const WINDOWS = [7, 30, 90];
const USUAL = 30;

/** Return the days chosen, and a way to choose others. */
export function useDays(): [number, (days: number) => void] {
  const [search, change] = useSearchParams();
  const named = Number(search.get("days"));
  const choose = (days: number) =>
    change((now) => ({ ...Object.fromEntries(now), days: `${days}` }), { replace: true });
  return [WINDOWS.includes(named) ? named : USUAL, choose];
}

export function DaysPicker({ days, choose }: { days: number; choose: (days: number) => void }) {
  return (
    <RadioGroup
      value={days}
      onChange={choose}
      aria-label={words.admin.window}
      className="inline-flex rounded-card border border-line bg-surface p-0.5"
    >
      {WINDOWS.map((one) => (
        <Radio
          key={one}
          value={one}
          className="figures flex min-h-9 cursor-pointer items-center rounded-chip px-3 font-semibold text-muted text-small hover:text-ink data-checked:bg-leaf-soft data-checked:text-leaf"
        >
          {words.admin.days(one)}
        </Radio>
      ))}
    </RadioGroup>
  );
}
