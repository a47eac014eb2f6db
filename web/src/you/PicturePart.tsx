/** The facts around the person, drawn; walked by arrow keys, each opens in the list. */
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import { words } from "../strings";
import { useMemories } from "./facts";
import { Part } from "./Part";
import { PictureNode } from "./PictureNode";
import { type Branch, type Node, pictureOf, WIDTH } from "./pictureLayout";
import { stepped } from "./walk";

const RADIUS = 32;
const NOTHING = { q: "", history: false } as const;

export function PicturePart({ onOpen }: { onOpen: (id: string) => void }) {
  const { data } = useMemories(NOTHING);
  const memories = data?.memories;
  const picture = useMemo(() => pictureOf(memories ?? []), [memories]);
  const nodes = picture.branches.flatMap((branch) => branch.nodes);
  const [at, setAt] = useState("");
  const box = useRef<HTMLDivElement>(null);
  const current = nodes.find((node) => node.key === at) ?? nodes[0];
  const some = nodes.length > 0;
  // The person is in the middle: on a narrow screen, begin there.
  useEffect(() => {
    if (some && box.current) {
      box.current.scrollLeft = (box.current.scrollWidth - box.current.clientWidth) / 2;
    }
  }, [some]);
  if (!some) return null;
  const told = words.you.picture;
  const press = (event: KeyboardEvent, node: Node) => {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      onOpen(node.opens);
      return;
    }
    const next = stepped(nodes, node, event.key);
    if (!next) return;
    event.preventDefault();
    setAt(next.key);
    const met = box.current?.querySelector<SVGElement>(`[data-node="${CSS.escape(next.key)}"]`);
    met?.focus({ preventScroll: true });
    met?.scrollIntoView?.({ block: "nearest", inline: "nearest" });
  };
  return (
    <Part id="picture" title={told.title}>
      <figure>
        <div ref={box} className="card overflow-auto xl:max-h-[calc(100dvh-14rem)]">
          <svg
            role="group"
            aria-label={told.label}
            width={WIDTH}
            height={picture.height}
            viewBox={`0 0 ${WIDTH} ${picture.height}`}
            className="mx-auto block max-w-none text-small"
          >
            {picture.branches.map((branch) => (
              <Line key={branch.edge} branch={branch} middle={picture.middle} />
            ))}
            <circle cx={WIDTH / 2} cy={picture.middle} r={RADIUS} className="fill-ink" />
            <text
              x={WIDTH / 2}
              y={picture.middle}
              dominantBaseline="central"
              textAnchor="middle"
              className="fill-paper font-semibold text-large"
            >
              {told.you}
            </text>
            {nodes.map((node) => (
              <PictureNode
                key={node.key}
                node={node}
                current={node === current}
                onFocus={() => setAt(node.key)}
                onPress={press}
                onOpen={() => onOpen(node.opens)}
              />
            ))}
          </svg>
        </div>
        <figcaption className="mt-2 text-muted text-small">
          {told.hint} {told.key}
        </figcaption>
      </figure>
    </Part>
  );
}

/** From the person to what a relation leads to, with the relation's words on it. */
function Line({ branch, middle }: { branch: Branch; middle: number }) {
  const { x, y, side, bottom, edge, share } = branch;
  const from = WIDTH / 2;
  const bend = from + (x - from) * 0.55;
  const way = `M${from} ${middle} C${bend} ${middle} ${bend} ${y} ${x} ${y}`;
  return (
    <g fill="none" className="stroke-muted/40">
      <path d={way} strokeWidth={1 + 2 * share} />
      <path d={`M${x} ${y}V${bottom}`} strokeWidth="1.5" />
      <text
        x={x + side * 6}
        y={y}
        dominantBaseline="central"
        textAnchor={side < 0 ? "end" : "start"}
        className="fill-muted stroke-none italic"
      >
        {edge}
      </text>
    </g>
  );
}
