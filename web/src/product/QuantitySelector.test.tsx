import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, test } from "vitest";
import { show } from "../testing/show";
import { QuantitySelector } from "./QuantitySelector";

function Milk({ usual }: { usual?: number }) {
  const [value, setValue] = useState(usual ?? 1);
  return <QuantitySelector name="Milk" value={value} onChange={setValue} usual={usual} />;
}

const box = () => screen.getByRole("spinbutton", { name: "Quantity of Milk" });

test("it starts at the usual quantity and says so", async () => {
  show(<Milk usual={2} />);
  expect(box()).toHaveAttribute("aria-valuetext", "2, your usual");
  await userEvent.click(screen.getByRole("button", { name: "One Milk more" }));
  expect(box()).toHaveAttribute("aria-valuenow", "3");
  expect(box()).toHaveAttribute("aria-valuetext", "3");
});

test("keys move it within its bounds", async () => {
  show(<Milk />);
  await userEvent.click(box());
  await userEvent.keyboard("{ArrowUp}{ArrowUp}");
  expect(box()).toHaveAttribute("aria-valuenow", "3");
  await userEvent.keyboard("{End}");
  expect(box()).toHaveAttribute("aria-valuenow", "99");
  await userEvent.keyboard("{ArrowUp}{Home}{ArrowDown}");
  expect(box()).toHaveAttribute("aria-valuenow", "1");
});

test.each([
  ["7{Enter}", "7"],
  ["500{Enter}", "99"],
  ["0{Enter}", "1"],
  ["many{Enter}", "1"],
])("typing %s gives %s", async (typed, value) => {
  show(<Milk />);
  await userEvent.click(box());
  await userEvent.keyboard(typed);
  expect(box()).toHaveAttribute("aria-valuenow", value);
});
