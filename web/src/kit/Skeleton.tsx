/** The shape of what is coming, while it comes. */
import { words } from "../strings";

export function Skeleton({ className = "h-4" }: { className?: string }) {
  return <div aria-hidden="true" className={`pulse-quietly rounded-chip bg-line ${className}`} />;
}

/** Several of one shape, said once. */
export function Skeletons({ many, className }: { many: number; className: string }) {
  return (
    <div role="status" aria-label={words.kit.loading} className="contents">
      {Array.from({ length: many }, (_, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are alike and never move
        <Skeleton key={place} className={className} />
      ))}
    </div>
  );
}
