/** From one thing in the picture to the next, by arrow keys. */
import type { Node } from "./pictureLayout";

/**
 * Return where a key leads.
 *
 * Up and down go along a side; left and right to the nearest on the other one.
 */
export function stepped(nodes: readonly Node[], from: Node, key: string): Node | null {
  const side = nodes.filter((node) => node.side === from.side);
  const place = side.indexOf(from);
  switch (key) {
    case "ArrowDown":
      return side[place + 1] ?? null;
    case "ArrowUp":
      return side[place - 1] ?? null;
    case "ArrowLeft":
      return from.side < 0 ? null : nearest(nodes, from);
    case "ArrowRight":
      return from.side > 0 ? null : nearest(nodes, from);
    case "Home":
      return side[0] ?? null;
    case "End":
      return side.at(-1) ?? null;
    default:
      return null;
  }
}

function nearest(nodes: readonly Node[], from: Node): Node | null {
  const across = nodes.filter((node) => node.side !== from.side);
  return across.reduce<Node | null>((best, node) => {
    const closer = best === null || Math.abs(node.y - from.y) < Math.abs(best.y - from.y);
    return closer ? node : best;
  }, null);
}
