import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import { threadOf } from "../assistant/threadName";
import { user } from "../person/identity";
import { recentSearches, rememberSearch } from "../shop/suggestions";
import { Refusal } from "../testing/fakeServer";
import { saidFact } from "../testing/memories";
import { show } from "../testing/show";
import { fakeYou } from "../testing/you";
import { YouView } from "./YouView";

const ERASE = "DELETE /api/v1/user/{user_id}/learning-data";
const AGAIN = "GET /api/v1/user/{user_id}/learning-data/receipts/{receipt_id}";
const LIST = "GET /v1/users/{user_id}/memories";
const EXPORT = "GET /api/v1/user/{user_id}/learning-data/export";

function receipt(status: "complete" | "pending", residue: number | null) {
  const stores = [{ name: "journal", deleted: 42, residue, status }];
  return { success: true, receipt_id: "r1", at: "2026-03-02T09:15:00.000Z", status, stores };
}

async function erase(word: string) {
  await userEvent.click(await screen.findByRole("button", { name: "Erase everything…" }));
  await userEvent.type(await screen.findByLabelText(/^Type “erase”/), word);
  await userEvent.click(screen.getByRole("button", { name: "Erase everything now" }));
}

beforeEach(() => {
  vi.stubGlobal(
    "URL",
    Object.assign(URL, { createObjectURL: () => "blob:x", revokeObjectURL() {} }),
  );
});

test("without the word nothing is erased", async () => {
  const calls = fakeYou({});
  show(<YouView />);
  await erase("yes");
  expect(await screen.findByRole("alert")).toHaveTextContent("Type the word “erase”");
  expect(calls.some((call) => call.route === ERASE)).toBe(false);
});

test("the receipt names each store, and the page is that of somebody unknown", async () => {
  let memories = [saidFact("allergic_to", "nuts")];
  fakeYou({
    [LIST]: () => ({ memories, degraded: [] }),
    [ERASE]: () => {
      memories = [];
      return receipt("complete", 0);
    },
  });
  show(<YouView />);
  await erase("erase");
  expect(await screen.findByRole("heading", { name: /Erased/ })).toBeInTheDocument();
  expect(
    screen.getByRole("row", { name: "What you did journal 42 0 complete" }),
  ).toBeInTheDocument();
  expect(await screen.findByRole("heading", { name: /Nobody knows you/ })).toBeInTheDocument();
  await userEvent.click(screen.getByRole("button", { name: "Close the receipt" }));
  expect(screen.queryByRole("heading", { name: /Erased/ })).toBeNull();
  expect(screen.getByRole("heading", { name: /Nobody knows you/ })).toBeInTheDocument();
});

test("the browser forgets as well", async () => {
  rememberSearch(user.read(), "oat milk");
  const thread = threadOf(user.read());
  fakeYou({ [ERASE]: () => receipt("complete", 0) });
  show(<YouView />);
  await erase("erase");
  await screen.findByRole("heading", { name: /Erased/ });
  expect(recentSearches(user.read())).toEqual([]);
  expect(threadOf(user.read())).not.toBe(thread);
});

test("what is pending is asked for again until it is complete", async () => {
  const calls = fakeYou({
    [ERASE]: () => receipt("pending", null),
    [AGAIN]: () => receipt("complete", 0),
  });
  show(<YouView />);
  await erase("erase");
  expect(await screen.findByRole("row", { name: /journal 42 not known yet/ })).toBeInTheDocument();
  await waitFor(
    () =>
      expect(
        screen.getByRole("row", { name: "What you did journal 42 0 complete" }),
      ).toBeInTheDocument(),
    { timeout: 4000 },
  );
  expect(calls.find((call) => call.route === AGAIN)?.path.receipt_id).toBe("r1");
});

test("a refused erasure says so, and everything is still there", async () => {
  fakeYou({
    [ERASE]: () => {
      throw new Refusal(503, "the journal is busy");
    },
  });
  show(<YouView />);
  await erase("erase");
  expect(await screen.findByText("the journal is busy")).toBeInTheDocument();
  expect(screen.queryByRole("heading", { name: /Erased/ })).toBeNull();
});

test("the download says what was saved", async () => {
  fakeYou({ [EXPORT]: () => ({ user_id: "ann", stores: { journal: [], folds: {} } }) });
  show(<YouView />);
  await userEvent.click(await screen.findByRole("button", { name: "Download my data" }));
  expect(await screen.findByText(/^Saved as leafloop-.*from 2 stores\.$/)).toBeInTheDocument();
});
