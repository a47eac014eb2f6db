/** One thing in the picture: a dot when it was noticed, a square when it was said, and its name. */
import type { KeyboardEvent } from "react";
import { words } from "../strings";
import { type Node, WIDTH } from "./pictureLayout";
import { nameOf, sureOf } from "./sentences";

interface Props {
  node: Node;
  /** Whether the tab key stops here. */
  current: boolean;
  onFocus: () => void;
  onPress: (event: KeyboardEvent, node: Node) => void;
  onOpen: () => void;
}

const LINE = 17;

export function PictureNode({ node, current, onFocus, onPress, onOpen }: Props) {
  const { memory, side, x, y, textX, height, lines, edge } = node;
  const told = words.you.picture;
  const name = memory
    ? told.fact(edge, nameOf(memory), sureOf(memory))
    : told.moreOf(node.more, edge);
  const shown = memory ? lines : [told.more(node.more)];
  const first = y - ((shown.length - 1) * LINE) / 2;
  const left = side < 0 ? 4 : x - 8;
  const right = side < 0 ? x + 8 : WIDTH - 4;
  return (
    <g
      role="button"
      tabIndex={current ? 0 : -1}
      aria-label={name}
      data-node={node.key}
      onFocus={onFocus}
      onClick={onOpen}
      onKeyDown={(event) => onPress(event, node)}
      className="group cursor-pointer outline-none"
    >
      <title>{name}</title>
      <rect
        x={left}
        y={y - height / 2}
        width={right - left}
        height={height}
        rx="6"
        strokeWidth="2"
        className="fill-transparent stroke-transparent group-hover:fill-leaf-soft group-focus-visible:stroke-leaf"
      />
      <Mark node={node} />
      <text
        x={textX}
        textAnchor={side < 0 ? "end" : "start"}
        className={memory ? "fill-ink" : "fill-muted"}
      >
        {shown.map((line, place) => (
          <tspan key={line} x={textX} y={first + place * LINE} dominantBaseline="central">
            {line}
          </tspan>
        ))}
      </text>
    </g>
  );
}

function Mark({ node: { memory, x, y, side } }: { node: Node }) {
  const width = memory ? 1 + 2.5 * memory.confidence : 1;
  const branch = (
    <path d={`M${x} ${y}h${side * 8}`} strokeWidth={width} className="stroke-muted/40" />
  );
  const at = x + side * 8;
  if (!memory) return branch;
  return (
    <>
      {branch}
      {memory.source === "inferred" ? (
        <circle cx={at} cy={y} r="4.5" className="fill-plot-loop" />
      ) : (
        <rect x={at - 4} y={y - 4} width="8" height="8" className="fill-ink" />
      )}
    </>
  );
}
