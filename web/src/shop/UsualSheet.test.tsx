import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { fakeServer, GONE } from "../testing/fakeServer";
import { productOf } from "../testing/products";
import { show } from "../testing/show";
import { UsualSheet } from "./UsualSheet";

const ADD = "POST /api/v1/events/cart-add";
const line = (sku: string, quantity: number) => ({
  product: productOf(sku),
  quantity,
  reason: { code: "due", text: `${sku} is due`, evidence: ["e1"] },
  in_cart: false,
});

function shown(add: () => unknown = () => ({ success: true })) {
  const calls = fakeServer({
    "GET /api/v1/user/{user_id}/usual": () => ({
      lines: [line("milk", 2), line("bread", 1)],
      unavailable: [{ sku: "tea", name: "Tea", substitute: null }],
      held_back: [],
    }),
    "GET /api/v1/user/{user_id}/cart": () => ({ user_id: "u", lines: [], value: 0 }),
    [ADD]: add,
  });
  const close = vi.fn();
  show(<UsualSheet open onClose={close} />);
  const added = () =>
    calls
      .filter((call) => call.route === ADD)
      .map((call) => call.body as { event_id: string; product: { sku: string }; quantity: number });
  return { close, added };
}

test("all that is due is taken together, except what is left out", async () => {
  const { close, added } = shown();
  await userEvent.click(await screen.findByRole("checkbox", { name: "Take bread" }));
  await userEvent.click(screen.getByRole("button", { name: "Put 1 line into the cart" }));
  await waitFor(() => expect(close).toHaveBeenCalled());
  expect(added().map(({ product, quantity }) => [product.sku, quantity])).toEqual([["milk", 2]]);
});

test("when it breaks off in the middle, the rest is taken and nothing twice", async () => {
  let calls = 0;
  const { close, added } = shown(() => {
    calls += 1;
    if (calls === 2) throw GONE;
    return { success: true };
  });
  const take = await screen.findByRole("button", { name: "Put 2 lines into the cart" });
  await userEvent.click(take);
  expect(await screen.findByRole("alert")).toHaveTextContent("cannot be reached");
  expect(close).not.toHaveBeenCalled();
  await userEvent.click(take);
  await waitFor(() => expect(close).toHaveBeenCalled());
  const ids = (sku: string) =>
    new Set(added().flatMap((one) => (one.product.sku === sku ? [one.event_id] : [])));
  expect([ids("milk").size, ids("bread").size]).toEqual([1, 1]);
});

test("why it is due is said at the line, and what is gone is named", async () => {
  shown();
  const chip = await screen.findByRole("button", { name: "milk is due" });
  await userEvent.click(chip);
  expect(chip).toHaveAttribute("aria-expanded", "true");
  expect(screen.getByText("Tea cannot be had now.")).toBeInTheDocument();
});
