/** The shop: search across the top, results as a shelf, the assistant at the right. */
import { AssistantPanel } from "../assistant/AssistantPanel";
import { Failure } from "../kit/Notice";
import { Skeletons } from "../kit/Skeleton";
import { useUser } from "../person/useUser";
import { words } from "../strings";
import { useWanted, type Wanted, writeAddress } from "./address";
import { FilterBar } from "./FilterBar";
import { Categories, Home } from "./Home";
import { OutcomeNote } from "./OutcomeNote";
import { SearchBar } from "./SearchBar";
import { Shelf } from "./Shelf";
import { useFound } from "./search";
import { rememberSearch } from "./suggestions";

export function ShopView() {
  const user = useUser();
  const [wanted, want] = useWanted();
  const search = (query: string) => {
    rememberSearch(user, query);
    want({ ...wanted, query });
  };
  return (
    <div className="mx-auto flex max-w-[100rem] items-start gap-6 px-3 sm:px-6">
      <div className="grid min-w-0 flex-1 grid-cols-1 gap-4 pt-5 pb-24 lg:pb-5">
        <h1 className="sr-only">{words.shop.title}</h1>
        <SearchBar query={wanted.query} onSearch={search} />
        <FilterBar filters={wanted.filters} onChange={(filters) => want({ ...wanted, filters })} />
        {writeAddress(wanted) === "" && <Home onSearch={search} />}
        <Results wanted={wanted} onSearch={search} />
      </div>
      <AssistantPanel />
    </div>
  );
}

interface ResultsProps {
  wanted: Wanted;
  onSearch: (query: string) => void;
}

function Results({ wanted, onSearch }: ResultsProps) {
  const { data, error, refetch, isFetching, isPlaceholderData } = useFound(wanted);
  if (!data) {
    if (error) return <Failure error={error} retry={refetch} />;
    return (
      <div className="grid grid-cols-[repeat(auto-fill,minmax(min(15.5rem,100%),1fr))] gap-4">
        <Skeletons many={8} className="h-44 rounded-card sm:h-80" />
      </div>
    );
  }
  const asked = wanted.query || words.shop.everything;
  return (
    <section
      aria-labelledby="results"
      aria-busy={isFetching}
      className="relative grid min-w-0 grid-cols-1 gap-4"
    >
      <div
        aria-hidden="true"
        className={`absolute inset-x-0 -top-2 h-0.5 rounded-full ${isPlaceholderData ? "pulse-quietly bg-leaf" : ""}`}
      />
      <header className="flex flex-wrap items-baseline justify-between gap-x-4">
        <h2 id="results" className="break-words font-semibold text-title">
          {asked}
        </h2>
        <p aria-live="polite" className="text-muted text-small">
          {data.results.length > 0 &&
            words.shop.found(data.results.length, data.personalization_applied)}
        </p>
      </header>
      {error && <Failure error={error} retry={refetch} />}
      <OutcomeNote found={data} query={wanted.query} onSearch={onSearch} />
      {data.results.length === 0 && <Categories onSearch={onSearch} />}
      <Shelf found={data} query={wanted.query} search={writeAddress(wanted)} />
    </section>
  );
}
