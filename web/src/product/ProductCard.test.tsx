import { QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { makeQueries } from "../api/queries";
import { fakeServer, GONE } from "../testing/fakeServer";
import { resultOf } from "../testing/products";
import { ProductCard } from "./ProductCard";
import type { Result } from "./types";

const ADD = "POST /api/v1/events/cart-add";
const CART = "GET /api/v1/user/{user_id}/cart";
const empty = () => ({ user_id: "u", lines: [], value: 0 });
const usual = (quantity: number) => ({ quantity, last_bought: null, due: null, every_days: null });

function shown(first: Result) {
  const queries = makeQueries();
  const explain = vi.fn();
  const card = (result: Result) => (
    <QueryClientProvider client={queries}>
      <ProductCard result={result} onOpen={() => undefined} onExplain={explain} />
    </QueryClientProvider>
  );
  const { rerender } = render(card(first));
  return { explain, again: (result: Result) => rerender(card(result)) };
}

const box = () => screen.getByRole("spinbutton");
const add = () => userEvent.click(screen.getByRole("button", { name: "Add milk to the cart" }));

test("a usual that is learned while the card stands becomes its quantity", async () => {
  fakeServer({ [CART]: empty });
  const { explain, again } = shown(resultOf("milk"));
  expect(box()).toHaveValue("1");
  again(resultOf("milk", { usual: usual(2) }));
  expect(box()).toHaveValue("2");
  await userEvent.click(screen.getByRole("button", { name: "Your usual: 2" }));
  expect(explain).toHaveBeenCalledOnce();
});

test("a quantity that was chosen stays", async () => {
  fakeServer({ [CART]: empty });
  const { again } = shown(resultOf("milk"));
  await userEvent.click(screen.getByRole("button", { name: "One milk more" }));
  await userEvent.click(screen.getByRole("button", { name: "One milk more" }));
  again(resultOf("milk", { usual: usual(2) }));
  expect(box()).toHaveValue("3");
});

test("clicks while it is being added add once, and the focus stays", async () => {
  let answer = (_: unknown) => undefined as unknown;
  const calls = fakeServer({
    [CART]: empty,
    [ADD]: () => new Promise((done) => (answer = done)),
  });
  shown(resultOf("milk"));
  await add();
  await add();
  answer({ success: true });
  expect(screen.getByRole("button", { name: "Add milk to the cart" })).toHaveFocus();
  await vi.waitFor(() => expect(calls.filter((call) => call.route === ADD)).toHaveLength(1));
});

test("a second try after a lost reply is the same event, and the next wish another", async () => {
  let gone = true;
  const calls = fakeServer({
    [CART]: empty,
    [ADD]: () => {
      if (gone) throw GONE;
      return { success: true };
    },
  });
  shown(resultOf("milk"));
  await add();
  expect(await screen.findByRole("alert")).toHaveTextContent("cannot be reached");
  gone = false;
  await add();
  await vi.waitFor(() => expect(screen.queryByRole("alert")).toBeNull());
  await add();
  const sent = () => calls.filter((call) => call.route === ADD);
  await vi.waitFor(() => expect(sent()).toHaveLength(3));
  const ids = sent().map((call) => (call.body as { event_id: string }).event_id);
  expect(ids[1]).toBe(ids[0]);
  expect(ids[2]).not.toBe(ids[0]);
});

test("what cannot be had is not offered", () => {
  fakeServer({ [CART]: empty });
  shown(resultOf("milk", { product: { in_stock: false } }));
  expect(screen.getByText("Out of stock")).toBeInTheDocument();
  expect(screen.queryByRole("button", { name: /^Add/ })).toBeNull();
});
