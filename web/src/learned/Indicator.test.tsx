import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { user } from "../person/identity";
import { fakeServer, Refusal } from "../testing/fakeServer";
import { show } from "../testing/show";
import { Indicator } from "./Indicator";
import { type Learned, withLearned } from "./live";

const CLICK: Learned = {
  event_id: "e1",
  kind: "search_result_clicked",
  at: new Date().toISOString(),
  text: "You looked at Oat Milk",
  product: { sku: "oat", name: "Oat Milk" },
  undoable: true,
  session_id: "s1",
};
const EVENTS = "GET /api/v1/user/{user_id}/events";
const PRIVACY = "GET /api/v1/user/{user_id}/privacy";

async function opened(name: RegExp) {
  await userEvent.click(await screen.findByRole("button", { name }));
}

test("what was learned is counted and listed", async () => {
  fakeServer({ [EVENTS]: () => ({ events: [CLICK] }), [PRIVACY]: () => ({ paused: false }) });
  show(<Indicator />);
  await opened(/1 learned/);
  expect(screen.getAllByText("You looked at Oat Milk").length).toBeGreaterThan(0);
});

test("undoing takes the line away", async () => {
  const calls = fakeServer({
    [EVENTS]: () => ({ events: [CLICK] }),
    [PRIVACY]: () => ({ paused: false }),
    "DELETE /api/v1/user/{user_id}/events/{event_id}": () => ({ undone: true }),
  });
  show(<Indicator />);
  await opened(/1 learned/);
  await userEvent.click(screen.getByRole("button", { name: /Undo: You looked at/ }));
  await screen.findByRole("button", { name: /Nothing learned/ });
  const undone = calls.find((call) => call.route.startsWith("DELETE"));
  expect(undone?.path).toEqual({ user_id: user.read(), event_id: "e1" });
});

test("what cannot be undone says why", async () => {
  fakeServer({
    [EVENTS]: () => ({ events: [CLICK] }),
    [PRIVACY]: () => ({ paused: false }),
    "DELETE /api/v1/user/{user_id}/events/{event_id}": () => {
      throw new Refusal(409, "an order stands");
    },
  });
  show(<Indicator />);
  await opened(/1 learned/);
  await userEvent.click(screen.getByRole("button", { name: /Undo/ }));
  expect(await screen.findByText("an order stands")).toBeInTheDocument();
});

test("learning is paused with one switch", async () => {
  const calls = fakeServer({
    [EVENTS]: () => ({ events: [] }),
    [PRIVACY]: () => ({ paused: false }),
    "PUT /api/v1/user/{user_id}/privacy": () => ({ paused: true }),
  });
  show(<Indicator />);
  await opened(/Nothing learned/);
  await userEvent.click(await screen.findByRole("button", { name: "Pause learning" }));
  await screen.findByRole("button", { name: "Learn again" });
  expect(calls.at(-1)?.body).toEqual({ paused: true });
});

test("an event heard twice is listed once, and the list is bounded", () => {
  const twice = withLearned(withLearned(undefined, CLICK), CLICK);
  expect(twice).toEqual([CLICK]);
  let many = twice;
  for (let n = 0; n < 150; n += 1) many = withLearned(many, { ...CLICK, event_id: `n${n}` });
  expect(many).toHaveLength(100);
  expect(many[0]?.event_id).toBe("n149");
});
