/** A button and what it opens below itself: closed by Escape, by a click elsewhere, or by going on. */
import { type ReactNode, useEffect, useId, useRef, useState } from "react";

interface Props {
  button: ReactNode;
  /** Of the button; what it shows has to be in it. */
  label?: string | undefined;
  buttonClass: string;
  panelClass: string;
  /** At which edge of the button the panel stands. */
  align?: "start" | "end";
  children: (close: () => void) => ReactNode;
}

const TOP_LAYER = "showPopover" in HTMLElement.prototype;
const GAP = 6;
const MARGIN = 12;

export function Dropdown(props: Props) {
  const { button, label, buttonClass, panelClass, align = "start", children } = props;
  const id = useId();
  const [open, setOpen] = useState(false);
  const trigger = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const close = () => {
    setOpen(false);
    trigger.current?.focus();
  };
  useEffect(() => {
    if (!open || !panel.current || !trigger.current) return;
    // The top layer: no scrolling row clips it, and in the document it stays where it belongs.
    panel.current.showPopover?.();
    return follow(trigger.current, panel.current, align, () => setOpen(false));
  }, [open, align]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it hears what its button and panel hear
    <div
      className="shrink-0"
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !open) return;
        event.stopPropagation();
        close();
      }}
      onBlur={(event) => {
        const next = event.relatedTarget;
        if (next && !event.currentTarget.contains(next)) setOpen(false);
      }}
    >
      <button
        ref={trigger}
        type="button"
        aria-label={label}
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setOpen(!open)}
        className={buttonClass}
      >
        {button}
      </button>
      {open && (
        <div
          ref={panel}
          id={id}
          popover={TOP_LAYER ? "manual" : undefined}
          className={`card fixed z-50 m-0 overflow-y-auto text-ink shadow-lift ${panelClass}`}
        >
          {children(close)}
        </div>
      )}
    </div>
  );
}

/** Keep a panel below its button while the page moves, and tell of a press outside of both. */
function follow(
  trigger: HTMLElement,
  panel: HTMLElement,
  align: "start" | "end",
  leave: () => void,
): () => void {
  const place = () => {
    const at = trigger.getBoundingClientRect();
    const wish = align === "start" ? at.left : at.right - panel.offsetWidth;
    const most = document.documentElement.clientWidth - panel.offsetWidth - MARGIN;
    panel.style.left = `${Math.max(MARGIN, Math.min(wish, most))}px`;
    panel.style.top = `${at.bottom + GAP}px`;
    panel.style.maxHeight = `${Math.max(160, window.innerHeight - at.bottom - GAP - MARGIN)}px`;
  };
  const press = (event: PointerEvent) => {
    const target = event.target as Node;
    if (!panel.contains(target) && !trigger.contains(target)) leave();
  };
  place();
  document.addEventListener("pointerdown", press, true);
  window.addEventListener("resize", place);
  window.addEventListener("scroll", place, true);
  return () => {
    document.removeEventListener("pointerdown", press, true);
    window.removeEventListener("resize", place);
    window.removeEventListener("scroll", place, true);
  };
}
