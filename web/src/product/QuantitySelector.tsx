/** How many: a spinbutton that starts at the usual quantity, and says so. */
import { type KeyboardEvent, useState } from "react";
import { quantityOf } from "../kit/formats";
import { Icon } from "../kit/Icon";
import { words } from "../strings";

interface Props {
  value: number;
  onChange: (quantity: number) => void;
  name: string;
  /** The person's usual quantity of this product. */
  usual?: number | undefined;
  min?: number;
  max?: number;
  disabled?: boolean;
}

const STEP_KEYS: Readonly<Record<string, number>> = {
  ArrowUp: 1,
  ArrowDown: -1,
  PageUp: 10,
  PageDown: -10,
};

export function QuantitySelector(props: Props) {
  const { value, onChange, name, usual, min = 1, max = 99, disabled } = props;
  const [typed, setTyped] = useState<string | null>(null);
  const set = (wanted: number) => {
    setTyped(null);
    const next = Math.min(max, Math.max(min, wanted));
    if (Number.isFinite(next) && next !== value) onChange(next);
  };
  const press = (event: KeyboardEvent) => {
    const step = STEP_KEYS[event.key];
    if (step !== undefined) set(value + step);
    else if (event.key === "Home") set(min);
    else if (event.key === "End") set(max);
    else if (event.key === "Enter" && typed !== null) set(Number(typed));
    else return;
    event.preventDefault();
  };
  const isUsual = usual !== undefined && usual === value;
  return (
    <div className="inline-flex h-10 items-center rounded-card border border-line bg-surface focus-within:border-leaf">
      <StepButton
        sign="minus"
        name={words.product.fewer(name)}
        disabled={disabled || value <= min}
        onClick={() => set(value - 1)}
      />
      <input
        role="spinbutton"
        inputMode="decimal"
        autoComplete="off"
        aria-label={words.product.quantityOf(name)}
        aria-valuenow={value}
        aria-valuemin={min}
        aria-valuemax={max}
        aria-valuetext={isUsual ? words.product.usualQuantity(value) : quantityOf(value)}
        disabled={disabled}
        value={typed ?? quantityOf(value)}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={() => typed !== null && set(Number(typed || value))}
        onFocus={(event) => event.target.select()}
        onKeyDown={press}
        className="figures h-full w-9 rounded-chip bg-transparent text-center font-semibold"
      />
      <StepButton
        sign="plus"
        name={words.product.more(name)}
        disabled={disabled || value >= max}
        onClick={() => set(value + 1)}
      />
    </div>
  );
}

interface StepProps {
  sign: "plus" | "minus";
  name: string;
  disabled: boolean | undefined;
  onClick: () => void;
}

function StepButton({ sign, name, disabled, onClick }: StepProps) {
  return (
    <button
      type="button"
      tabIndex={-1}
      aria-label={name}
      disabled={disabled}
      onClick={onClick}
      className="flex h-full w-9 items-center justify-center text-muted hover:text-leaf disabled:opacity-40"
    >
      <Icon sign={sign} size={16} />
    </button>
  );
}
