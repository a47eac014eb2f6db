import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { show } from "../testing/show";
import { type IntervalRow, Intervals } from "./Intervals";

const ROW: IntervalRow = {
  name: "Personalised",
  sample: "n = 10 lists",
  text: "60.0 % (50.0 to 70.0)",
  value: 0.6,
  low: 0.5,
  high: 0.7,
  mark: "leaf",
};

function draw(...rows: IntervalRow[]) {
  show(<Intervals label="Clicks" rows={rows} ticks={[0, 0.5, 1]} tickText={String} />);
}

test("an interval reaches from its lower to its upper bound, with the value inside", () => {
  draw(ROW);
  const { left, width } = screen.getByTestId("interval").style;
  expect([Number.parseFloat(left), Number.parseFloat(width)].map(Math.round)).toEqual([50, 20]);
  expect(screen.getByTestId("value").style.left).toBe("60%");
});

test("a value of too few cases is drawn without an interval", () => {
  draw({ ...ROW, low: null, high: null });
  expect(screen.getByTestId("value").style.left).toBe("60%");
  expect(screen.queryByTestId("interval")).toBeNull();
});

test("where nothing is known nothing is drawn, and that is said", () => {
  draw({ ...ROW, value: null, low: null, high: null, text: "none yet" });
  expect(screen.queryByTestId("value")).toBeNull();
  expect(screen.getByText("none yet")).toBeInTheDocument();
});

test("the chart has its sentence, and each value its sample", () => {
  draw(ROW);
  expect(screen.getByRole("img", { name: "Clicks" })).toHaveTextContent("n = 10 lists");
});
