import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { fakeServer } from "../testing/fakeServer";
import { resultOf } from "../testing/products";
import { show } from "../testing/show";
import { Products } from "./Products";
import type { Proposal } from "./turn";

const ADD = "POST /api/v1/events/cart-add";
const products = ["milk", "oats", "tea", "rice", "salt"].map((sku) => resultOf(sku));

function shown(more: Partial<Proposal> = {}) {
  const calls = fakeServer({
    [ADD]: () => ({ success: true }),
    "GET /api/v1/user/{user_id}/cart": () => ({ user_id: "u", lines: [], value: 0 }),
  });
  const pick = vi.fn();
  const proposal = { proposal_id: "p1", products, hypotheses: [], ...more } as unknown as Proposal;
  show(<Products proposal={proposal} choice={null} busy={false} onPick={pick} />);
  return { calls, pick };
}

test("three are shown, the others on demand", async () => {
  shown();
  expect(screen.getAllByRole("heading")).toHaveLength(3);
  await userEvent.click(screen.getByRole("button", { name: "2 more" }));
  expect(screen.getAllByRole("heading")).toHaveLength(5);
});

test("one is put into the cart in the usual quantity", async () => {
  const usual = { quantity: 3, last_bought: null, due: null, every_days: null };
  const { calls } = shown({ products: [resultOf("milk", { usual })] });
  await userEvent.click(screen.getByRole("button", { name: "Add milk to the cart" }));
  await screen.findByText("Added");
  expect(calls.find((call) => call.route === ADD)?.body).toMatchObject({ quantity: 3 });
});

test("where the conversation waits for one, it is picked and not just added", async () => {
  const { calls, pick } = shown({ pending: {} as NonNullable<Proposal["pending"]> });
  await userEvent.click(screen.getByRole("button", { name: "Take oats" }));
  expect(pick).toHaveBeenCalledExactlyOnceWith("oats");
  await userEvent.click(screen.getByRole("button", { name: "None of these" }));
  expect(pick).toHaveBeenLastCalledWith("none");
  expect(calls.filter((call) => call.route === ADD)).toEqual([]);
});
