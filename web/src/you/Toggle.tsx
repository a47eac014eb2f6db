/** A switch: on or off at once. */
import { Switch } from "@headlessui/react";

interface Props {
  on: boolean;
  onChange: (on: boolean) => void;
  labelledBy: string;
  describedBy?: string;
  disabled?: boolean;
}

export function Toggle({ on, onChange, labelledBy, describedBy, disabled }: Props) {
  return (
    <Switch
      checked={on}
      onChange={onChange}
      disabled={disabled ?? false}
      aria-labelledby={labelledBy}
      aria-describedby={describedBy}
      className="group inline-flex h-6 w-11 shrink-0 items-center rounded-full border border-muted bg-surface transition-colors data-checked:border-leaf data-checked:bg-leaf data-disabled:opacity-50"
    >
      <span className="size-4 translate-x-1 rounded-full bg-muted transition-transform group-data-checked:translate-x-5 group-data-checked:bg-on-leaf" />
    </Switch>
  );
}
