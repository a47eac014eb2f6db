import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { Refusal } from "../testing/fakeServer";
import { show } from "../testing/show";
import { fakeYou } from "../testing/you";
import { PrivacyPart } from "./PrivacyPart";

const PUT = "PUT /api/v1/user/{user_id}/privacy";

test("a switch changes only what it stands for", async () => {
  const calls = fakeYou({});
  show(<PrivacyPart />);
  await userEvent.click(await screen.findByRole("switch", { name: "Brands" }));
  await waitFor(() => expect(calls.at(-1)?.body).toEqual({ learn_brands: false }));
  expect(screen.getByRole("switch", { name: "Brands" })).not.toBeChecked();
  expect(screen.getByRole("switch", { name: "Prices" })).toBeChecked();
});

test("a switch shows at once, and goes back when refused", async () => {
  let refuse: (reason: Refusal) => void = () => undefined;
  fakeYou({ [PUT]: () => new Promise((_, no) => (refuse = no)) });
  show(<PrivacyPart />);
  await userEvent.click(await screen.findByRole("switch", { name: "Pause learning" }));
  await waitFor(() => expect(screen.getByRole("switch", { name: /Pause/ })).toBeChecked());
  refuse(new Refusal(503, "try again in a moment"));
  expect(await screen.findByText("It stays as it was: try again in a moment")).toBeInTheDocument();
  expect(screen.getByRole("switch", { name: /Pause/ })).not.toBeChecked();
});

test("every switch says what it stops", async () => {
  fakeYou({});
  show(<PrivacyPart />);
  await screen.findByRole("switch", { name: "Searches" });
  const switches = screen.getAllByRole("switch");
  expect(switches).toHaveLength(11);
  for (const one of switches) expect(one).toHaveAccessibleDescription(/./);
});

test("days are a whole number within bounds", async () => {
  const calls = fakeYou({});
  show(<PrivacyPart />);
  const field = await screen.findByLabelText("Keep events for");
  await userEvent.clear(field);
  await userEvent.type(field, "0{Enter}");
  expect(await screen.findByRole("alert")).toHaveTextContent("from 1 to 3650");
  expect(calls.some((call) => call.route === PUT)).toBe(false);
  await userEvent.clear(field);
  await userEvent.type(field, "90{Enter}");
  await waitFor(() => expect(calls.at(-1)?.body).toEqual({ retention_days: 90 }));
});
