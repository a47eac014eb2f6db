import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { noticedFact, saidFact } from "../testing/memories";
import { productOf } from "../testing/products";
import { show } from "../testing/show";
import { fakeYou } from "../testing/you";
import { YouView } from "./YouView";

const LIST = "GET /v1/users/{user_id}/memories";
const NUTS = saidFact("allergic_to", "nuts");
const OATFERN = noticedFact("CONSIDERS_BRAND", "Oatfern");

const shown = (sentence: string) => screen.findByText(sentence, { selector: "li p" });
const press = (name: string | RegExp) =>
  screen.findByRole("button", { name }).then((button) => userEvent.click(button));

test("said and noticed stand apart, each with how sure it is", async () => {
  fakeYou({ [LIST]: () => ({ memories: [OATFERN, NUTS], degraded: [] }) });
  show(<YouView />);
  const said = await screen.findByRole("region", { name: "You said" });
  expect(within(said).getByText("You are allergic to nuts")).toBeInTheDocument();
  expect(within(said).queryByText(/Oatfern/)).toBeNull();
  const noticed = screen.getByRole("region", { name: "Noticed" });
  expect(within(noticed).getByText("You chose the brand Oatfern 3 times")).toBeInTheDocument();
  expect(within(noticed).getByText("likely, 68 %")).toBeInTheDocument();
});

test("a fact says what it was learned from", async () => {
  const click = {
    event_id: "e1",
    kind: "search_result_clicked",
    at: "2026-03-02T09:15:00.000Z",
    text: "You looked at Oat Milk",
    undoable: true,
  };
  const calls = fakeYou({
    [LIST]: () => ({ memories: [{ ...OATFERN, evidence: ["e1"] }], degraded: [] }),
    "GET /api/v1/user/{user_id}/events": () => ({ events: [click] }),
  });
  show(<YouView />);
  await press(/Why\?/);
  expect(await screen.findByText("You looked at Oat Milk")).toBeInTheDocument();
  expect(calls.find((call) => call.query.get("ids"))?.query.get("ids")).toBe("e1");
});

test("a habit is told with its quantity and its days", async () => {
  const item = { sku: "milk", name: "Whole Milk", category: "Milk", confidence: 0.9 };
  const milk = { ...item, usual_quantity: 2, avg_days_between: 6, last_purchased: null };
  fakeYou({
    "GET /api/v1/user/{user_id}/patterns": () => ({
      purchase_patterns: { regular_items: [milk], total_regular_items: 1 },
      brand_preferences: [],
      category_preferences: [],
    }),
  });
  show(<YouView />);
  expect(await shown("You usually buy 2 × Whole Milk every 6 days")).toBeInTheDocument();
});

test("a leaning says which events made it so, and they can be undone", async () => {
  const look = (sku: string) => ({
    event_id: `e-${sku}`,
    kind: "search_result_clicked",
    at: "2026-03-02T09:15:00.000Z",
    text: `You looked at ${sku}`,
    product: { sku, name: sku },
    undoable: true,
  });
  const figures = { preference_score: -0.2, confidence: 0.33, signals: 1 };
  const calls = fakeYou({
    "GET /api/v1/user/{user_id}/patterns": () => ({
      purchase_patterns: { regular_items: [], total_regular_items: 0 },
      brand_preferences: [{ brand: "Oatfern", ...figures }],
      category_preferences: [],
    }),
    "GET /api/v1/user/{user_id}/events": () => ({ events: [look("oat"), look("rice")] }),
    "GET /api/v1/products/{sku}": ({ path }) =>
      productOf(path.sku ?? "", { brand: path.sku === "oat" ? "Oatfern" : "Paddywell" }),
    "DELETE /api/v1/user/{user_id}/events/{event_id}": () => ({ undone: true }),
  });
  show(<YouView />);
  const line = (await shown("You turn away from the brand Oatfern")).closest("li");
  await userEvent.click(within(line as HTMLElement).getByRole("button", { name: /Why/ }));
  await userEvent.click(await screen.findByRole("button", { name: "Undo: You looked at oat" }));
  expect(screen.queryByText("You looked at rice")).toBeNull();
  await waitFor(() => expect(calls.some((call) => call.path.event_id === "e-oat")).toBe(true));
});

test("somebody unknown is told how it begins", async () => {
  fakeYou({});
  show(<YouView />);
  expect(await screen.findByRole("heading", { name: /Nobody knows you/ })).toBeInTheDocument();
  expect(screen.getByRole("link", { name: "To the shop" })).toHaveAttribute("href", "/");
});

test("without the graph it is said that memory is away", async () => {
  fakeYou({ [LIST]: () => ({ memories: [NUTS], degraded: ["graph"] }) });
  show(<YouView />);
  expect(await screen.findByText(/answers without memory at the moment/)).toBeInTheDocument();
});

test("the picture is walked by keys, and Enter opens the fact in the list", async () => {
  fakeYou({ [LIST]: () => ({ memories: [NUTS, OATFERN], degraded: [] }) });
  show(<YouView />);
  const picture = await screen.findByRole("group", { name: "What is remembered, around you" });
  const [first, second] = within(picture).getAllByRole("button");
  first?.focus();
  await userEvent.keyboard("{ArrowRight}");
  expect(second).toHaveFocus();
  expect(second).toHaveAccessibleName("You chose the brand Oatfern: likely, 68 %");
  await userEvent.keyboard("{Enter}");
  const line = (await shown("You chose the brand Oatfern 3 times")).closest("li");
  expect(line).toHaveFocus();
  expect(within(line as HTMLElement).getByRole("button", { name: /Why/ })).toHaveAttribute(
    "aria-expanded",
    "true",
  );
});
