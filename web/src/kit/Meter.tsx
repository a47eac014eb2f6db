/** A thin bar for a share in [0, 1]; the number is beside it, never in colour alone. */

interface Props {
  share: number;
  label: string;
  learned?: boolean;
}

export function Meter({ share, label, learned }: Props) {
  const percent = Math.round(Math.min(1, Math.max(0, share)) * 100);
  return (
    <div
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      className="h-1.5 overflow-hidden rounded-full bg-line"
    >
      <div
        className={`h-full rounded-full ${learned ? "bg-plot-loop" : "bg-leaf"}`}
        style={{ width: `${percent}%` }}
      />
    </div>
  );
}
