/** What a person should know about what they see: how it is, in a sentence, and what to do. */
import type { ReactNode } from "react";
import { said } from "../api/problem";
import { words } from "../strings";
import { Button } from "./Button";
import { Icon, type Sign } from "./Icon";

type Tone = "calm" | "learned" | "bad";

const TONES: Record<Tone, string> = {
  calm: "border-line bg-leaf-soft text-ink",
  learned: "border-transparent bg-loop-soft text-loop",
  bad: "border-danger bg-danger-soft text-danger",
};
const SIGNS: Record<Tone, Sign> = { calm: "info", learned: "loop", bad: "warning" };

export function Notice({ tone = "calm", children }: { tone?: Tone; children: ReactNode }) {
  return (
    <div
      role={tone === "bad" ? "alert" : "status"}
      className={`flex items-start gap-3 rounded-card border px-4 py-3 ${TONES[tone]}`}
    >
      <span className="mt-0.5">
        <Icon sign={SIGNS[tone]} />
      </span>
      <div className="min-w-0 flex-1 break-words">{children}</div>
    </div>
  );
}

/** An error, and a way to try again. */
export function Failure({ error, retry }: { error: unknown; retry?: () => void }) {
  return (
    <Notice tone="bad">
      <p>{said(error)}</p>
      {retry && (
        <Button small className="mt-2" onClick={retry}>
          {words.problem.retry}
        </Button>
      )}
    </Notice>
  );
}

/** Which parts did not answer; nothing when all did. */
export function Degraded({ parts }: { parts: readonly string[] }) {
  if (parts.length === 0) return null;
  const named: Record<string, unknown> = words.degraded;
  const told = parts.map((part) => {
    const known = named[part];
    return typeof known === "string" && part !== "title" ? known : words.degraded.other(part);
  });
  return (
    <Notice>
      {words.degraded.title}: {told.join("; ")}.
    </Notice>
  );
}
