/** A dialog: in the middle, or at the right edge; from below on phones. Escape and the backdrop close it. */
import { Dialog, DialogBackdrop, DialogPanel, DialogTitle } from "@headlessui/react";
import type { ReactNode } from "react";
import { words } from "../strings";
import { SignButton } from "./Button";

interface Props {
  open: boolean;
  onClose: () => void;
  title: string;
  side?: boolean;
  /** Stands beside the way out. */
  action?: ReactNode;
  children: ReactNode;
}

export function Sheet({ open, onClose, title, side, action, children }: Props) {
  const place = side
    ? "items-end sm:items-stretch sm:justify-end"
    : "items-end sm:items-center sm:justify-center";
  const shape = side
    ? "max-h-[88dvh] rounded-t-card sm:max-h-none sm:w-md sm:rounded-none sm:rounded-l-card"
    : "max-h-[88dvh] rounded-t-card sm:max-w-2xl sm:rounded-card";
  return (
    <Dialog open={open} onClose={onClose} className="fixed inset-0 z-40">
      <DialogBackdrop className="fixed inset-0 bg-[rgb(10_16_12/0.45)]" />
      <div className={`fixed inset-0 flex ${place}`}>
        <DialogPanel
          className={`flex w-full flex-col overflow-hidden border border-line bg-surface shadow-lift ${shape}`}
        >
          <header className="flex items-center justify-between gap-4 border-line border-b py-2 pr-2 pl-5">
            <DialogTitle className="min-w-0 break-words font-semibold text-title">
              {title}
            </DialogTitle>
            <div className="flex shrink-0">
              {action}
              <SignButton sign="close" name={words.kit.close} onClick={onClose} />
            </div>
          </header>
          <section
            aria-label={title}
            // biome-ignore lint/a11y/noNoninteractiveTabindex: so that it can be scrolled by keyboard
            tabIndex={0}
            className="min-h-0 flex-1 overflow-y-auto px-5 py-4 -outline-offset-2"
          >
            {children}
          </section>
        </DialogPanel>
      </div>
    </Dialog>
  );
}
