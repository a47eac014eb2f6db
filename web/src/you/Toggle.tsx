/** A switch: on or off at once; its name and what it does stand elsewhere. */

interface Props {
  on: boolean;
  onChange: (on: boolean) => void;
  labelledBy: string;
  describedBy?: string;
  disabled?: boolean;
}

export function Toggle({ on, onChange, labelledBy, describedBy, disabled }: Props) {
  return (
    <button
      type="button"
      role="switch"
      aria-checked={on}
      aria-labelledby={labelledBy}
      aria-describedby={describedBy}
      disabled={disabled}
      onClick={() => onChange(!on)}
      className={`inline-flex h-6 w-11 shrink-0 items-center rounded-full border transition-colors disabled:opacity-50 ${
        on ? "border-leaf bg-leaf" : "border-muted bg-surface"
      }`}
    >
      <span
        className={`size-4 rounded-full transition-transform ${
          on ? "translate-x-5 bg-on-leaf" : "translate-x-1 bg-muted"
        }`}
      />
    </button>
  );
}
