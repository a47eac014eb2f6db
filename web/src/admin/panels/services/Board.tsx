/** Parts in a list: how each is, by a sign and in words. */
import { Icon } from "../../../kit/Icon";
import { SIGNS } from "../../health";
import { type Part, progressOf } from "./parts";

interface Props {
  title: string;
  parts: readonly Part[];
  /** Whether each has a note, and so needs more room. */
  detailed?: boolean;
}

export function Board({ title, parts, detailed }: Props) {
  const columns = detailed ? "lg:grid-cols-2" : "sm:grid-cols-2 lg:grid-cols-4";
  return (
    <div>
      <h4 className="font-semibold">{title}</h4>
      <ul className={`mt-1 grid gap-x-10 ${columns}`}>
        {parts.map((part) => (
          <li key={part.name} className="flex items-start gap-2 border-line border-t py-2">
            <span className={`mt-0.5 ${part.health === "bad" ? "text-danger" : "text-muted"}`}>
              <Icon sign={SIGNS[part.health]} size={18} />
            </span>
            <span className="min-w-0 flex-1">
              <span className="flex flex-wrap justify-between gap-x-3">
                <span>{part.name}</span>
                <span
                  className={`text-small ${part.health === "bad" ? "font-semibold text-danger" : "text-muted"}`}
                >
                  {part.state}
                </span>
              </span>
              <Details part={part} />
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Details({ part }: { part: Part }) {
  const told = [part.note, progressOf(part)].filter(Boolean);
  if (told.length === 0) return null;
  return <span className="figures block text-muted text-small">{told.join(" · ")}</span>;
}
