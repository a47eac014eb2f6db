/** Filters: each opens a list of what there is; what is set stands beside them and comes off with one click. */
import { useId, useState } from "react";
import { Dropdown } from "../kit/Dropdown";
import { plain, priceOf } from "../kit/formats";
import { Icon } from "../kit/Icon";
import { words } from "../strings";
import { type Filters, filterCount, type ListFilter } from "./address";
import { useFacets } from "./facets";

interface Props {
  filters: Filters;
  onChange: (filters: Filters) => void;
}

const LISTS: readonly [
  ListFilter,
  "categories" | "brands" | "diets" | "attributes" | "allergens",
][] = [
  ["categories", "categories"],
  ["diets", "diets"],
  ["free_from", "allergens"],
  ["attributes", "attributes"],
  ["brands", "brands"],
];

const PILL =
  "inline-flex h-9 items-center gap-1.5 rounded-full border border-line bg-surface px-3.5 text-small font-semibold hover:border-leaf hover:text-leaf";

export function FilterBar({ filters, onChange }: Props) {
  const { data: facets } = useFacets();
  const toggle = (name: ListFilter, value: string) => {
    const set = filters[name];
    const next = set.includes(value) ? set.filter((one) => one !== value) : [...set, value];
    onChange({ ...filters, [name]: next });
  };
  return (
    <section aria-label={words.filters.label} className="grid gap-2">
      <div className="-mx-3 flex gap-2 overflow-x-auto px-3 py-1 sm:mx-0 sm:flex-wrap sm:px-0">
        {LISTS.map(([name, facet]) => (
          <ListMenu
            key={name}
            name={words.filters[name]}
            values={facets?.[facet] ?? {}}
            set={filters[name]}
            onToggle={(value) => toggle(name, value)}
          />
        ))}
        <PriceMenu
          max={filters.price_max}
          onChange={(price_max) => onChange({ ...filters, price_max })}
        />
        <button
          type="button"
          aria-pressed={filters.in_stock}
          onClick={() => onChange({ ...filters, in_stock: !filters.in_stock })}
          className={`${PILL} whitespace-nowrap aria-pressed:border-leaf aria-pressed:bg-leaf-soft`}
        >
          {words.filters.in_stock}
        </button>
      </div>
      {filterCount(filters) > 0 && <SetFilters filters={filters} onChange={onChange} />}
    </section>
  );
}

interface MenuProps {
  name: string;
  values: Readonly<Record<string, number>>;
  set: readonly string[];
  onToggle: (value: string) => void;
}

function ListMenu({ name, values, set, onToggle }: MenuProps) {
  const [part, setPart] = useState("");
  const all = Object.entries(values);
  const shown = all.filter(([value]) => plain(value).toLowerCase().includes(part.toLowerCase()));
  return (
    <Dropdown
      buttonClass={PILL}
      panelClass="w-72 p-3"
      button={
        <>
          {name}
          {set.length > 0 && <span className="figures text-leaf">{set.length}</span>}
          <Icon sign="chevron" size={14} />
        </>
      }
    >
      {() => (
        <>
          {all.length > 12 && (
            <input
              aria-label={words.filters.within(name)}
              placeholder={words.filters.within(name)}
              value={part}
              onChange={(event) => setPart(event.target.value)}
              className="mb-2 h-9 w-full rounded-chip border border-line bg-paper px-3 placeholder:text-muted"
            />
          )}
          {shown.length === 0 && <p className="px-2 text-muted">{words.filters.nothing}</p>}
          <ul>
            {shown.slice(0, 60).map(([value, many]) => (
              <li key={value}>
                <label className="flex min-h-8 cursor-pointer items-center gap-3 rounded-chip px-2 hover:bg-leaf-soft">
                  <input
                    type="checkbox"
                    checked={set.includes(value)}
                    onChange={() => onToggle(value)}
                    className="size-4 accent-leaf"
                  />
                  <span className="flex-1">{plain(value)}</span>
                  <span className="figures text-muted text-small">{many}</span>
                </label>
              </li>
            ))}
          </ul>
        </>
      )}
    </Dropdown>
  );
}

interface PriceProps {
  max: number | null;
  onChange: (max: number | null) => void;
}

function PriceMenu({ max, onChange }: PriceProps) {
  const id = useId();
  return (
    <Dropdown
      buttonClass={PILL}
      panelClass="w-60 p-3"
      button={
        <>
          {max === null ? words.filters.price : words.filters.upTo(priceOf(max))}
          <Icon sign="chevron" size={14} />
        </>
      }
    >
      {(close) => (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            const text = String(new FormData(event.currentTarget).get("max") ?? "");
            const price = Number(text.replace(",", ".").replace(/[^\d.]/g, ""));
            onChange(price > 0 ? price : null);
            close();
          }}
        >
          <label htmlFor={id} className="text-muted text-small">
            {words.filters.priceMax}
          </label>
          <div className="mt-1 flex gap-2">
            <input
              id={id}
              name="max"
              inputMode="decimal"
              defaultValue={max ?? ""}
              className="figures h-10 min-w-0 flex-1 rounded-chip border border-line bg-paper px-3"
            />
            <button type="submit" className={`${PILL} h-10`}>
              {words.filters.apply}
            </button>
          </div>
        </form>
      )}
    </Dropdown>
  );
}

function SetFilters({ filters, onChange }: Props) {
  const off: [string, Filters][] = LISTS.flatMap(([name]) =>
    filters[name].map((value): [string, Filters] => [
      name === "free_from" ? words.filters.without(plain(value)) : plain(value),
      { ...filters, [name]: filters[name].filter((one) => one !== value) },
    ]),
  );
  if (filters.price_max !== null) {
    off.push([words.filters.upTo(priceOf(filters.price_max)), { ...filters, price_max: null }]);
  }
  if (filters.in_stock) off.push([words.filters.in_stock, { ...filters, in_stock: false }]);
  return (
    <ul className="flex flex-wrap gap-1.5">
      {off.map(([name, without]) => (
        <li key={name}>
          <button
            type="button"
            aria-label={words.filters.remove(name)}
            onClick={() => onChange(without)}
            className="inline-flex min-h-7 items-center gap-1 rounded-chip bg-leaf-soft px-2 text-small hover:text-leaf"
          >
            {name}
            <Icon sign="close" size={14} />
          </button>
        </li>
      ))}
    </ul>
  );
}
