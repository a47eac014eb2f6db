import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { fakeServer } from "../testing/fakeServer";
import { show } from "../testing/show";
import { readAddress } from "./address";
import { FilterBar } from "./FilterBar";

function shown(address = "") {
  fakeServer({
    "GET /api/v1/facets": () => ({
      categories: { Milk: 3, Bread: 2 },
      brands: {},
      diets: {},
      attributes: {},
      allergens: { tree_nuts: 4 },
    }),
  });
  const change = vi.fn();
  const { filters } = readAddress(address);
  show(<FilterBar filters={filters} onChange={change} />);
  return { change, filters };
}

test("a value is set, and the menu stays for another", async () => {
  const { change, filters } = shown();
  await userEvent.click(screen.getByRole("button", { name: "Free from" }));
  await userEvent.click(await screen.findByRole("checkbox", { name: /tree nuts/ }));
  expect(change).toHaveBeenLastCalledWith({ ...filters, free_from: ["tree_nuts"] });
  expect(screen.getByRole("checkbox", { name: /tree nuts/ })).toBeInTheDocument();
});

test("Escape closes a menu, and the focus is on its button", async () => {
  shown();
  const button = screen.getByRole("button", { name: "Category" });
  await userEvent.click(button);
  await screen.findByRole("checkbox", { name: /Milk/ });
  await userEvent.keyboard("{Escape}");
  expect(screen.queryByRole("checkbox")).toBeNull();
  expect(button).toHaveFocus();
});

test.each([
  ["3.5", 3.5],
  ["3,50", 3.5],
  ["$4", 4],
  ["cheap", null],
])("a price typed as %s is %s", async (typed, price) => {
  const { change, filters } = shown();
  await userEvent.click(screen.getByRole("button", { name: "Price" }));
  await userEvent.type(screen.getByRole("textbox", { name: "At most" }), `${typed}{Enter}`);
  expect(change).toHaveBeenLastCalledWith({ ...filters, price_max: price });
  expect(screen.queryByRole("textbox", { name: "At most" })).toBeNull();
});

test("what is set comes off with one click", async () => {
  const { change, filters } = shown("free_from=tree_nuts&price_max=3&in_stock=1");
  await userEvent.click(
    screen.getByRole("button", { name: "Remove the filter without tree nuts" }),
  );
  expect(change).toHaveBeenLastCalledWith({ ...filters, free_from: [] });
  await userEvent.click(screen.getByRole("button", { name: "Remove the filter up to $3.00" }));
  expect(change).toHaveBeenLastCalledWith({ ...filters, price_max: null });
});
