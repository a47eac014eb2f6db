import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { show } from "../testing/show";
import { Readings } from "./Readings";
import type { Proposal } from "./turn";

const proposal = {
  proposal_id: "p1",
  hypotheses: [
    { id: "h1", question: "Something to drink?", confidence: 0.64 },
    { id: "h2", question: "Something sweet?", confidence: 0.3 },
    { id: "h3", question: "Bread?", confidence: 0.1 },
  ],
} as Proposal;

function shown(more: Partial<Parameters<typeof Readings>[0]> = {}) {
  const pick = vi.fn();
  const change = vi.fn();
  show(
    <>
      <input aria-label="elsewhere" />
      <Readings
        proposal={proposal}
        choice={null}
        busy={false}
        onPick={pick}
        onChange={change}
        {...more}
      />
    </>,
  );
  return { pick, change };
}

test("three readings and none of these stand open, none of them chosen", () => {
  shown();
  const all = screen.getAllByRole("radio");
  expect(all).toHaveLength(4);
  for (const one of all) expect(one).not.toBeChecked();
  expect(all[0]).toHaveTextContent("likely, 64 %");
});

test.each([
  ["1", "h1"],
  ["3", "h3"],
  ["4", "none"],
])("the key %s picks %s", async (key, id) => {
  const { pick } = shown();
  await userEvent.keyboard(key);
  expect(pick).toHaveBeenCalledExactlyOnceWith(id);
});

test("arrows choose and Enter picks", async () => {
  const { pick } = shown();
  await userEvent.tab();
  await userEvent.tab();
  await userEvent.keyboard("{ArrowDown}");
  expect(pick).not.toHaveBeenCalled();
  await userEvent.keyboard("{Enter}");
  expect(pick).toHaveBeenCalledOnce();
});

test("digits that are written elsewhere pick nothing", async () => {
  const { pick } = shown();
  await userEvent.type(screen.getByLabelText("elsewhere"), "2");
  expect(pick).not.toHaveBeenCalled();
});

test("while a turn runs nothing is picked", async () => {
  const { pick } = shown({ busy: true });
  await userEvent.keyboard("1");
  await userEvent.click(screen.getByText("Bread?"));
  expect(pick).not.toHaveBeenCalled();
});

test("what was picked stands, and another can be asked for", async () => {
  const { pick, change } = shown({ choice: "none" });
  expect(screen.getByRole("radio", { name: /None of these/ })).toBeChecked();
  await userEvent.keyboard("1");
  expect(pick).not.toHaveBeenCalled();
  await userEvent.click(screen.getByRole("button", { name: "Pick another reading" }));
  expect(change).toHaveBeenCalledOnce();
});
