import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { fakeServer, Refusal } from "../testing/fakeServer";
import { show } from "../testing/show";
import { CartSheet } from "./CartSheet";

const MILK = { sku: "milk", name: "Milk", quantity: 2, price: 1.5, category: "Milk", brand: "" };
const CART = "GET /api/v1/user/{user_id}/cart";
const CHANGE = "PATCH /api/v1/user/{user_id}/cart";
const ADD = "POST /api/v1/events/cart-add";
const ORDER = "POST /api/v1/user/{user_id}/orders";

/** A server that keeps a cart. */
function keeping(...first: (typeof MILK)[]) {
  let lines = first;
  const cart = () => ({
    user_id: "u",
    lines,
    value: lines.reduce((sum, line) => sum + line.price * line.quantity, 0),
  });
  return fakeServer({
    [CART]: cart,
    [CHANGE]: ({ body }) => {
      const { product_sku, quantity } = body as { product_sku: string; quantity: number };
      lines = lines
        .map((line) => (line.sku === product_sku ? { ...line, quantity } : line))
        .filter((line) => line.quantity > 0);
      return cart();
    },
    [ADD]: () => {
      lines = [...lines, MILK];
      return { success: true };
    },
    [ORDER]: () => {
      if (lines.length === 0) throw new Refusal(422, "the cart is empty");
      const total_value = cart().value;
      lines = [];
      return { order_id: "o1", ordered_at: "2026-03-02T12:00:00Z", total_value, items: [] };
    },
    "GET /api/v1/user/{user_id}/orders": () => ({ orders: [] }),
  });
}

async function opened() {
  show(<CartSheet open onClose={() => undefined} />);
  return within(await screen.findByRole("dialog", { name: "Cart" }));
}

test("what is taken out can be put back", async () => {
  keeping(MILK);
  const sheet = await opened();
  await userEvent.click(await sheet.findByRole("button", { name: "Take Milk out of the cart" }));
  const undo = await sheet.findByRole("button", { name: "Undo" });
  expect(undo).toHaveFocus();
  await userEvent.click(undo);
  expect(await sheet.findByRole("spinbutton")).toHaveValue("2");
});

test("a quantity is changed and the sum follows", async () => {
  keeping(MILK);
  const sheet = await opened();
  await userEvent.click(await sheet.findByRole("button", { name: "One Milk more" }));
  expect(await sheet.findByText("$4.50")).toBeInTheDocument();
});

test("an order is made once, and the focus goes on to what is said of it", async () => {
  const calls = keeping(MILK);
  const sheet = await opened();
  await userEvent.dblClick(await sheet.findByRole("button", { name: "Order" }));
  const told = await sheet.findByText("Ordered for $3.00.");
  expect(calls.filter((call) => call.route === ORDER)).toHaveLength(1);
  expect(document.activeElement).toContainElement(told);
});

test("an empty cart says so", async () => {
  keeping();
  const sheet = await opened();
  expect(await sheet.findByText("Nothing in it yet.")).toBeInTheDocument();
  expect(sheet.queryByRole("button", { name: "Order" })).toBeNull();
});
