/** Small labels: amber ones say what was learned and open its explanation, green ones what is. */
import type { ReactNode } from "react";

interface Props {
  learned?: boolean;
  onClick?: (() => void) | undefined;
  /** Where the click opens something right below: whether that is open. */
  expanded?: boolean;
  children: ReactNode;
}

export function Chip({ learned, onClick, expanded, children }: Props) {
  const look = learned ? "bg-loop-soft text-loop" : "bg-leaf-soft text-ink";
  const shape = `inline-flex max-w-full items-center gap-1 rounded-chip px-2 py-0.5 text-left text-small ${look}`;
  if (!onClick) return <span className={shape}>{children}</span>;
  return (
    <button
      type="button"
      onClick={onClick}
      aria-expanded={expanded}
      className={`${shape} min-h-6 hover:underline hover:underline-offset-2`}
    >
      {children}
    </button>
  );
}
