import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { show } from "../testing/show";
import { fakeYou } from "../testing/you";
import { PersonaPart } from "./PersonaPart";

const PERSONA = "GET /v1/users/{user_id}/persona";
const HISTORY = "GET /v1/users/{user_id}/persona/history";
const FACETS = { concise: 0.7, step_by_step: 0.5, code_first: 0.5, formal: 0.4 };

function move(n: number, deltas: Record<string, number>, concise: number) {
  return {
    at: `2026-03-0${n}T09:15:00.000Z`,
    event_id: `e${n}`,
    source: "rules",
    deltas,
    facets: { ...FACETS, concise },
    text: `Your answers become more concise ${n}`,
  };
}

test("each dial says where it stands, in words and a number", async () => {
  fakeYou({ [PERSONA]: () => ({ facets: FACETS, interaction_count: 2, updated_at: null }) });
  show(<PersonaPart />);
  expect(
    await screen.findByRole("button", { name: /^Length:.*leans to “in short”, 40 %/ }),
  ).toBeInTheDocument();
  expect(screen.getByRole("button", { name: /^Order:.*in the middle/ })).toBeInTheDocument();
  expect(
    screen.getByRole("button", { name: /^Tone:.*leans to “casual”, 20 %/ }),
  ).toBeInTheDocument();
  expect(screen.getByText("Read out of 2 picks.")).toBeInTheDocument();
});

test("behind a dial is each of its moves, with why, how far and when", async () => {
  const moves = [
    move(3, { concise: 0.1 }, 0.7),
    move(2, { formal: -0.1 }, 0.6),
    move(1, { concise: 0.1 }, 0.6),
  ];
  fakeYou({
    [PERSONA]: () => ({ facets: FACETS, interaction_count: 3, updated_at: null }),
    [HISTORY]: () => ({ moves }),
  });
  show(<PersonaPart />);
  await userEvent.click(await screen.findByRole("button", { name: /^Length/ }));
  const table = await screen.findByRole("table", { name: "Length: How it moved" });
  const rows = within(table).getAllByRole("row").slice(1);
  expect(rows.map((row) => row.textContent)).toEqual([
    expect.stringMatching(/become more concise 3\+0\.100\.70$/),
    expect.stringMatching(/become more concise 1\+0\.100\.60$/),
  ]);
  expect(screen.getByRole("img", { name: /^Length/ })).toBeInTheDocument();
});
