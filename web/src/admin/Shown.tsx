/** Figures once they are here: their shape while they come, what went wrong in place of them. */
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Failure } from "../kit/Notice";
import { Skeletons } from "../kit/Skeleton";

interface Props<T> {
  query: UseQueryResult<T>;
  children: (figures: T) => ReactNode;
}

/** Old figures stay in sight when newer ones cannot be had; the top of the page says so. */
export function Shown<T>({ query, children }: Props<T>) {
  if (query.data !== undefined) return children(query.data);
  if (query.error) return <Failure error={query.error} retry={() => void query.refetch()} />;
  return (
    <div className="grid gap-3">
      <Skeletons many={1} className="h-6 w-3/4" />
      <Skeletons many={1} className="h-40 rounded-card" />
    </div>
  );
}
