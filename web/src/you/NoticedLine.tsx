/** Something noticed that is no remembered fact of its own: how sure, and why behind it. */
import { type ReactNode, useState } from "react";
import { confidenceOf } from "../assistant/confidence";
import { Icon } from "../kit/Icon";
import { Meter } from "../kit/Meter";
import { words } from "../strings";

interface Props {
  sentence: string;
  aside?: string | null;
  confidence: number;
  /** Shown on demand. */
  children: ReactNode;
}

export function NoticedLine({ sentence, aside, confidence, children }: Props) {
  const [why, setWhy] = useState(false);
  const told = words.you.facts;
  return (
    <li className="border-line border-b py-3 last:border-0">
      <p className="break-words pt-1 text-large">
        {sentence}
        {aside && <span className="ml-2 whitespace-nowrap text-muted text-small">{aside}</span>}
      </p>
      <button
        type="button"
        aria-expanded={why}
        onClick={() => setWhy(!why)}
        className="-ml-1 mt-0.5 inline-flex min-h-6 items-center gap-2 rounded-chip px-1 text-loop text-small hover:underline hover:underline-offset-2"
      >
        <span className="w-14">
          <Meter learned share={confidence} label={told.sure} />
        </span>
        <span className="figures">{confidenceOf(confidence)}</span>
        <span className="inline-flex items-center">
          {told.why}
          <span className={why ? "rotate-180" : ""}>
            <Icon sign="chevron" size={16} />
          </span>
        </span>
      </button>
      {why && (
        <div className="mt-2 mb-1 border-loop border-l-2 pl-3 text-muted text-small">
          {children}
        </div>
      )}
    </li>
  );
}
