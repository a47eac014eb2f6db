/** Click-through: personalised against the neutral order. */
import { ComparedReport } from "../../ComparedReport";
import { useMetrics } from "../../figures";
import type { Panel, PanelProps } from "../../panel";
import { Shown } from "../../Shown";
import { said } from "./words";

function Body({ days }: PanelProps) {
  return (
    <Shown query={useMetrics(days)}>
      {({ ctr }) => (
        <ComparedReport
          caption={said.caption}
          trials={said.trials}
          done={said.done}
          figures={ctr}
        />
      )}
    </Shown>
  );
}

export const panel: Panel = {
  id: "clicks",
  title: said.title,
  question: "working",
  order: 10,
  Body,
};
