/** What the search says of itself: plainly, when it is not simply fine. */
import { plain, priceOf } from "../kit/formats";
import { Degraded, Notice } from "../kit/Notice";
import { words } from "../strings";
import type { Found } from "./search";

interface Props {
  found: Found;
  query: string;
  onSearch: (query: string) => void;
}

export function OutcomeNote({ found, query, onSearch }: Props) {
  const corrected = Object.entries(found.corrections ?? {});
  return (
    <div className="grid gap-2 empty:hidden">
      {corrected.length > 0 && (
        <p className="text-muted">
          {words.outcome.corrected}{" "}
          {corrected.map(([typed, meant]) => words.outcome.correction(typed, meant)).join(", ")}.
        </p>
      )}
      <Outcome found={found} query={query} onSearch={onSearch} />
      <Degraded parts={found.degraded} />
    </div>
  );
}

function Outcome({ found, query, onSearch }: Props) {
  switch (found.outcome) {
    case "not_carried":
      return (
        <Notice>
          <p>{words.outcome.notCarried(query)}</p>
          {(found.nearest ?? []).length > 0 && (
            <p className="mt-1">
              {words.outcome.nearest}{" "}
              {found.nearest?.map((category) => (
                <button
                  key={category}
                  type="button"
                  onClick={() => onSearch(category)}
                  className="mr-3 font-semibold text-leaf underline"
                >
                  {category}
                </button>
              ))}
            </p>
          )}
        </Notice>
      );
    case "out_of_price_range":
      return (
        <Notice>
          {found.price_range
            ? words.outcome.priceRange(
                priceOf(found.price_range.min),
                priceOf(found.price_range.max),
              )
            : words.outcome.noneInRange}
        </Notice>
      );
    case "filter_unsupported":
      return (
        <Notice>
          {words.outcome.unsupported((found.unsupported ?? []).map(plain).join(", "))}
        </Notice>
      );
    case "relaxed":
      return <Notice>{words.outcome.relaxed((found.relaxed ?? []).map(plain).join(", "))}</Notice>;
    default:
      return found.results.length === 0 ? <Notice>{words.outcome.nothing}</Notice> : null;
  }
}
