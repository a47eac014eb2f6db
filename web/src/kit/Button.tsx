/** Buttons: one that leads, one that is quiet, one that only shows a sign, one that destroys. */
import type { ButtonHTMLAttributes, MouseEvent, Ref } from "react";
import { Icon, type Sign } from "./Icon";

type Look = "leading" | "quiet" | "plain" | "danger";

const LOOKS: Record<Look, string> = {
  leading: "bg-leaf text-on-leaf hover:bg-leaf-strong",
  quiet: "border border-line bg-surface text-ink hover:border-leaf hover:text-leaf",
  plain: "text-leaf hover:bg-leaf-soft",
  danger: "border border-danger text-danger hover:bg-danger-soft",
};

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: Look;
  sign?: Sign;
  small?: boolean;
  /** It is at work: clicks are swallowed, and the focus stays, which `disabled` would lose. */
  busy?: boolean;
  ref?: Ref<HTMLButtonElement>;
}

export function Button(props: Props) {
  const { look = "quiet", sign, small, busy, onClick, className = "", children, ...rest } = props;
  const size = small ? "min-h-8 px-2.5 text-small" : "min-h-10 px-4";
  return (
    <button
      type="button"
      {...rest}
      aria-disabled={busy || undefined}
      onClick={(event: MouseEvent<HTMLButtonElement>) =>
        busy ? event.preventDefault() : onClick?.(event)
      }
      className={`inline-flex items-center justify-center gap-2 rounded-card font-semibold transition-colors disabled:opacity-50 aria-disabled:opacity-70 ${size} ${LOOKS[look]} ${className}`}
    >
      {sign && <Icon sign={sign} size={small ? 16 : 18} />}
      {children}
    </button>
  );
}

interface SignProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  sign: Sign;
  name: string;
  ref?: Ref<HTMLButtonElement>;
}

/** A button that shows a sign only; its name is read out and shown as a hint. */
export function SignButton({ sign, name, className = "", ...rest }: SignProps) {
  return (
    <button
      type="button"
      aria-label={name}
      title={name}
      {...rest}
      className={`inline-flex size-10 items-center justify-center rounded-card text-muted transition-colors hover:bg-leaf-soft hover:text-leaf disabled:opacity-50 ${className}`}
    >
      <Icon sign={sign} />
    </button>
  );
}
