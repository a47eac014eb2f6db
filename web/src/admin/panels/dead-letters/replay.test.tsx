import { QueryClientProvider } from "@tanstack/react-query";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { makeQueries } from "../../../api/queries";
import { fakeServer, Refusal } from "../../../testing/fakeServer";
import { show } from "../../../testing/show";
import { panel } from "./index";

const LETTER = {
  id: 7,
  sink: "graph",
  seq: 41,
  event_id: "e",
  kind: "order_completed",
  error: "ValueError",
  at: "2026-03-02T08:00:00Z",
};
const LIST = "GET /api/v1/admin/dead-letters";
const REPLAY = "POST /api/v1/admin/dead-letters/{letter_id}/replay";

async function replay() {
  show(<panel.Body days={30} />);
  await userEvent.click(await screen.findByRole("button", { name: "Replay event 41 for graph" }));
}

test("a letter that is taken goes, and that is said", async () => {
  let letters = [LETTER];
  const calls = fakeServer({
    [LIST]: () => ({ dead_letters: letters, total: letters.length }),
    [REPLAY]: () => {
      letters = [];
      return { replayed: true };
    },
  });
  await replay();
  expect(await screen.findByText(/41 was taken by graph/)).toBeInTheDocument();
  await waitFor(() => expect(screen.queryByRole("list", { name: "Dead letters" })).toBeNull());
  expect(screen.getByText("Every event was taken by all that learn from it.")).toBeInTheDocument();
  expect(calls.find((call) => call.route === REPLAY)?.path).toEqual({ letter_id: "7" });
});

test("a letter that went from the list before its reply came was taken all the same", async () => {
  let listed = [LETTER];
  let reply: (value: unknown) => void = () => {};
  const client = makeQueries();
  fakeServer({
    [LIST]: () => ({ dead_letters: listed, total: listed.length }),
    [REPLAY]: () =>
      new Promise((resolve) => {
        reply = resolve;
      }),
  });
  render(
    <QueryClientProvider client={client}>
      <panel.Body days={30} />
    </QueryClientProvider>,
  );
  await userEvent.click(await screen.findByRole("button", { name: /Replay event 41/ }));
  listed = [];
  await client.invalidateQueries({ queryKey: ["admin"] });
  await waitFor(() => expect(screen.queryByRole("list", { name: "Dead letters" })).toBeNull());
  reply({ replayed: true });
  expect(await screen.findByText(/41 was taken by graph/)).toBeInTheDocument();
});

test("a letter that fails again stays, and says so", async () => {
  fakeServer({
    [LIST]: () => ({ dead_letters: [LETTER], total: 1 }),
    [REPLAY]: () => ({ replayed: false }),
  });
  await replay();
  expect(await screen.findByText("Failed again; it stays.")).toBeInTheDocument();
  expect(screen.getByText(/1 event could not be taken/)).toBeInTheDocument();
});

test("a replay that is refused says why", async () => {
  fakeServer({
    [LIST]: () => ({ dead_letters: [LETTER], total: 1 }),
    [REPLAY]: () => {
      throw new Refusal(404, "the graph is not open here");
    },
  });
  await replay();
  expect(await screen.findByText("the graph is not open here")).toBeInTheDocument();
});

test("what is not listed is counted", async () => {
  fakeServer({ [LIST]: () => ({ dead_letters: [LETTER], total: 230 }) });
  show(<panel.Body days={30} />);
  expect(await screen.findByText(/n = 230 dead letters; the oldest 1/)).toBeInTheDocument();
});
