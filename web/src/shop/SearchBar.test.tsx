import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { fakeServer } from "../testing/fakeServer";
import { show } from "../testing/show";
import { SearchBar } from "./SearchBar";

function shown(query = "") {
  fakeServer({
    "GET /api/v1/facets": () => ({ categories: { Milk: 3 }, brands: { Oatfern: 2 } }),
    "GET /api/v1/user/{user_id}/patterns": () => ({
      purchase_patterns: { regular_items: [{ name: "Whole Milk" }] },
    }),
  });
  const search = vi.fn();
  show(<SearchBar query={query} onSearch={search} />);
  return search;
}

const box = () => screen.getByRole("combobox", { name: "Search the shop" });

test("Enter searches for what was typed", async () => {
  const search = shown();
  await userEvent.type(box(), "  oat milk {Enter}");
  expect(search).toHaveBeenLastCalledWith("oat milk");
});

test("a suggestion is taken with the arrows", async () => {
  const search = shown();
  await userEvent.type(box(), "oatf");
  await waitFor(() => expect(screen.getAllByRole("option")).toHaveLength(2));
  await userEvent.keyboard("{ArrowDown}{Enter}");
  expect(search).toHaveBeenLastCalledWith("Oatfern");
});

test("clearing it searches for nothing, and one goes on typing", async () => {
  const search = shown("milk");
  await userEvent.click(screen.getByRole("button", { name: "Clear the search" }));
  expect(search).toHaveBeenLastCalledWith("");
  expect(box()).toHaveFocus();
  expect(box()).toHaveValue("");
});

test("a slash goes to the search, but not out of a field", async () => {
  shown();
  await userEvent.keyboard("/");
  expect(box()).toHaveFocus();
  await userEvent.type(box(), "1/2 pint");
  expect(box()).toHaveValue("1/2 pint");
});
