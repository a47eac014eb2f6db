/** Render a component as it stands in the app. */
import { QueryClientProvider } from "@tanstack/react-query";
import { type RenderResult, render } from "@testing-library/react";
import type { ReactNode } from "react";
import { makeQueries } from "../api/queries";

/** Show something with a fresh store of replies; nothing is tried twice. */
export function show(what: ReactNode): RenderResult {
  const queries = makeQueries();
  queries.setDefaultOptions({ queries: { ...queries.getDefaultOptions().queries, retry: false } });
  return render(<QueryClientProvider client={queries}>{what}</QueryClientProvider>);
}
