import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { fakeServer, GONE } from "../testing/fakeServer";
import { comparedOf, loopsOf, metricsOf, rateOf } from "../testing/figures";
import { show } from "../testing/show";
import { AdminView } from "./AdminView";

const METRICS = "GET /api/v1/admin/metrics";

beforeEach(() => window.history.replaceState(null, "", "/admin"));

afterEach(() => {
  vi.useRealTimers();
});

function answering(metrics: (days: number) => unknown) {
  return fakeServer({
    [METRICS]: ({ query }) => metrics(Number(query.get("days"))),
    "GET /api/v1/admin/loops": () => loopsOf(),
    "GET /api/v1/admin/ctr": () => ({ as_of: "2026-03-02T14:03:12Z", positions: [] }),
    "GET /api/v1/admin/dead-letters": () => ({ dead_letters: [], total: 0 }),
  });
}

const article = (name: string) => screen.findByRole("article", { name });

test("before anything happened every panel says so in a sentence", async () => {
  answering(() => metricsOf());
  show(<AdminView />);
  expect(await within(await article("Clicks by position")).findByText(/No list/)).toBeVisible();
  expect(within(await article("Proposals that are clicked")).getByText(/no proposals yet/));
  expect(within(await article("What becomes of carts")).getByText(/No cart has ended/));
  expect(screen.queryAllByRole("img")).toEqual([]);
});

test("other days are asked for, and named in the address", async () => {
  const calls = answering((days) => metricsOf({ days }));
  show(<AdminView />);
  await userEvent.click(await screen.findByRole("radio", { name: "90 days" }));
  await waitFor(() => expect(calls.at(-1)?.query.get("days")).toBe("90"));
  expect(window.location.search).toBe("?days=90");
  expect(screen.getByRole("radio", { name: "90 days" })).toBeChecked();
});

test("a window that is not offered is not asked for", async () => {
  window.history.replaceState(null, "", "/admin?days=999");
  const calls = answering((days) => metricsOf({ days }));
  show(<AdminView />);
  await waitFor(() => expect(calls.some((call) => call.route === METRICS)).toBe(true));
  expect(calls.find((call) => call.route === METRICS)?.query.get("days")).toBe("30");
});

test("a chart's figures are a table, too, opened by keyboard", async () => {
  answering(() => metricsOf({ ctr: comparedOf(rateOf(6, 10), rateOf(0, 0)) }));
  show(<AdminView />);
  const clicks = within(await article("Proposals that are clicked"));
  (await clicks.findByRole("button", { name: /The figures as a table/ })).focus();
  await userEvent.keyboard("{Enter}");
  expect(clicks.getByRole("row", { name: "Personalised 6 10 60.0 % 50.0 % 70.0 %" })).toBeVisible();
  expect(clicks.getByRole("img").getAttribute("aria-label")).toContain("n = 10 proposals");
});

test("figures are asked for anew, and stay with their time when the server is gone", async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  let subjects = 62;
  answering(() => {
    if (subjects > 63) throw GONE;
    return metricsOf({ memory: { subjects, personas: 0, carts: 0, consents: 0 } });
  });
  show(<AdminView />);
  expect(await screen.findByText(/known of 62 shoppers/)).toBeVisible();
  subjects = 63;
  await vi.advanceTimersByTimeAsync(10_000);
  expect(await screen.findByText(/known of 63 shoppers/)).toBeVisible();
  expect(screen.getByText(/^As of /)).toBeVisible();
  subjects = 64;
  await vi.advanceTimersByTimeAsync(10_000);
  expect(await screen.findByText(/Not connected/)).toBeVisible();
  expect(screen.getByText(/known of 63 shoppers/)).toBeVisible();
});

test("without any figures nothing is claimed, and each panel can be tried again", async () => {
  let gone = true;
  answering(() => {
    if (gone) throw GONE;
    return metricsOf();
  });
  show(<AdminView />);
  const clicks = within(await article("Proposals that are clicked"));
  const again = await clicks.findByRole("button", { name: "Try again" });
  expect(screen.getAllByText("Not known").length).toBe(2);
  gone = false;
  await userEvent.click(again);
  expect(await clicks.findByText(/no proposals yet/)).toBeVisible();
});
