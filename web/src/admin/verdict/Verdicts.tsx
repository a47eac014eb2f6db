/** Three questions, three answers in words: the first thing the dashboard says. */
import { Icon } from "../../kit/Icon";
import { Skeleton } from "../../kit/Skeleton";
import { words } from "../../strings";
import { useLoops, useMetrics } from "../figures";
import { SIGNS } from "../health";
import type { PanelProps, Question } from "../panel";
import { learning, safe, type Verdict, working } from "./judge";

export function Verdicts({ days }: PanelProps) {
  const metrics = useMetrics(days);
  const loops = useLoops();
  const verdicts: readonly [Question, Verdict][] = [
    ["learning", learning(metrics.data, loops.data)],
    ["working", working(metrics.data)],
    ["safe", safe(loops.data)],
  ];
  const waiting = metrics.isPending || loops.isPending;
  return (
    <ul className="grid border-ink border-y-2 md:grid-cols-3">
      {verdicts.map(([question, verdict]) => (
        <li
          key={question}
          className="border-line py-5 max-md:not-last:border-b md:not-first:pl-6 md:not-last:border-r md:not-last:pr-6"
        >
          <a
            href={`#${question}`}
            className="font-semibold text-leaf underline-offset-4 hover:underline"
          >
            {words.admin.questions[question].title}
          </a>
          {waiting ? <Skeleton className="mt-2 h-20" /> : <Answer verdict={verdict} />}
        </li>
      ))}
    </ul>
  );
}

function Answer({ verdict: { answer, because, health } }: { verdict: Verdict }) {
  return (
    <>
      <p
        className={`mt-1 flex items-center gap-2 font-semibold text-head ${
          health === "bad" ? "text-danger" : ""
        }`}
      >
        <Icon sign={SIGNS[health]} size={24} />
        {answer}
      </p>
      <p className="figures mt-1 max-w-reading">{because}</p>
    </>
  );
}
