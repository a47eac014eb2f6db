import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { Refusal } from "../testing/fakeServer";
import { noticedFact, saidFact } from "../testing/memories";
import { show } from "../testing/show";
import { fakeYou } from "../testing/you";
import type { Memory } from "./facts";
import { YouView } from "./YouView";

const LIST = "GET /v1/users/{user_id}/memories";
const ONE = "/v1/users/{user_id}/memories/{memory_id}";
const STATE = "POST /api/v1/events/preference";
const NUTS = saidFact("allergic_to", "nuts");
const OATFERN = noticedFact("CONSIDERS_BRAND", "Oatfern");

/** A server that remembers what is deleted. */
function remembering(list: Memory[]) {
  return {
    [LIST]: () => ({ memories: list, degraded: [] }),
    [`DELETE ${ONE}`]: ({ path }: { path: Readonly<Record<string, string>> }) => {
      const gone = list.findIndex((one) => one.memory_id === path.memory_id);
      return { deleted: list.splice(gone, 1)[0], degraded: [] };
    },
  };
}

const shown = (sentence: string) => screen.findByText(sentence, { selector: "li p" });
const press = (name: string | RegExp) =>
  screen.findByRole("button", { name }).then((button) => userEvent.click(button));

test("a correction shows at once, and what the server makes of it takes its place", async () => {
  const list = [OATFERN];
  let answer: (value: unknown) => void = () => undefined;
  const calls = fakeYou({
    [LIST]: () => ({ memories: list, degraded: [] }),
    [`PUT ${ONE}`]: () => new Promise((done) => (answer = done)),
  });
  show(<YouView />);
  await press("Correct: You chose the brand Oatfern 3 times");
  await userEvent.clear(screen.getByLabelText("What it should say"));
  await userEvent.keyboard("Larkmoor{Enter}");
  expect(await shown("You chose the brand Larkmoor 3 times")).toBeInTheDocument();
  expect(calls.at(-1)?.body).toEqual({ value: "Larkmoor" });
  const now = saidFact("prefers_brand", "Larkmoor");
  list.splice(0, 1, now);
  answer({ ...now, degraded: [] });
  expect(await shown("You like the brand Larkmoor")).toBeInTheDocument();
});

test("a refused correction is taken back, with the reason and what was typed", async () => {
  fakeYou({
    [LIST]: () => ({ memories: [NUTS], degraded: [] }),
    [`PUT ${ONE}`]: () => {
      throw new Refusal(422, "the catalogue knows no such allergen");
    },
  });
  show(<YouView />);
  await press("Correct: You are allergic to nuts");
  await userEvent.clear(screen.getByLabelText("What it should say"));
  await userEvent.keyboard("moonlight{Enter}");
  expect(await screen.findByText("the catalogue knows no such allergen")).toBeInTheDocument();
  expect(screen.getByLabelText("What it should say")).toHaveValue("moonlight");
  await userEvent.keyboard("{Escape}");
  expect(await shown("You are allergic to nuts")).toBeVisible();
});

test("Escape leaves a fact as it was, and asks the server nothing", async () => {
  const calls = fakeYou({ [LIST]: () => ({ memories: [NUTS], degraded: [] }) });
  show(<YouView />);
  await press("Correct: You are allergic to nuts");
  await userEvent.keyboard("x{Escape}");
  expect(screen.getByRole("button", { name: "Correct: You are allergic to nuts" })).toHaveFocus();
  expect(calls.some((call) => call.route.startsWith("PUT"))).toBe(false);
});

test("what was said is deleted at once, and said again on undo", async () => {
  const list = [NUTS, OATFERN];
  const calls = fakeYou({
    ...remembering(list),
    [STATE]: () => {
      list.push(NUTS);
      return { tracked: true };
    },
  });
  show(<YouView />);
  await press("Delete: You are allergic to nuts");
  const undo = await screen.findByRole("button", { name: "Undo: You are allergic to nuts" });
  expect(undo).toHaveFocus();
  await userEvent.click(undo);
  expect(await shown("You are allergic to nuts")).toBeInTheDocument();
  expect(list).toEqual([OATFERN, NUTS]);
  const said = calls.find((call) => call.route === STATE)?.body;
  expect(said).toMatchObject({ relation: "allergic_to", value: "nuts", action: "set" });
});

test("the undo of the last fact stays in sight", async () => {
  fakeYou(remembering([NUTS]));
  show(<YouView />);
  await press("Delete: You are allergic to nuts");
  await screen.findByText(/Nothing yet. Tell the assistant/);
  expect(screen.getByRole("button", { name: /^Undo/ })).toBeInTheDocument();
});

test("what was noticed is deleted only after a question", async () => {
  const list = [OATFERN];
  const calls = fakeYou(remembering(list));
  show(<YouView />);
  await press(/^Delete: You chose/);
  await press("Keep it");
  expect(calls.some((call) => call.route.startsWith("DELETE"))).toBe(false);
  await press(/^Delete: You chose/);
  await press("Delete");
  await waitFor(() => expect(list).toEqual([]));
  expect(screen.queryByRole("button", { name: /^Undo/ })).toBeNull();
});

test("a refused deletion puts the fact back and says why", async () => {
  fakeYou({
    [LIST]: () => ({ memories: [NUTS], degraded: [] }),
    [`DELETE ${ONE}`]: () => {
      throw new Refusal(429, "too many at once");
    },
  });
  show(<YouView />);
  await press("Delete: You are allergic to nuts");
  expect(await screen.findByText("too many at once")).toBeInTheDocument();
  expect(await shown("You are allergic to nuts")).toBeInTheDocument();
});

test("what does not hold any more is shown on demand, and cannot be corrected", async () => {
  const past = { ...NUTS, invalid_at: "2026-04-01T00:00:00.000Z" };
  fakeYou({
    [LIST]: ({ query }) => ({
      memories: query.get("history") === "true" ? [OATFERN, past] : [OATFERN],
      degraded: [],
    }),
  });
  show(<YouView />);
  await screen.findByText("You chose the brand Oatfern 3 times");
  await userEvent.click(screen.getByRole("switch", { name: "Also what does not hold any more" }));
  expect(await shown("You are allergic to nuts")).toBeInTheDocument();
  expect(screen.queryByRole("button", { name: /^Correct: You are allergic/ })).toBeNull();
});

test("words find facts", async () => {
  fakeYou({ [LIST]: () => ({ memories: [OATFERN, NUTS], degraded: [] }) });
  show(<YouView />);
  await userEvent.type(await screen.findByLabelText("Find in what is remembered"), "nut");
  const found = await screen.findByRole("heading", { name: "What says “nut”" });
  const list = found.parentElement as HTMLElement;
  expect(within(list).getByText("You are allergic to nuts")).toBeInTheDocument();
  expect(within(list).queryByText(/Oatfern/)).toBeNull();
});
