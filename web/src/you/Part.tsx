/** One part of the page, with its heading; others lead the focus there. */
import type { ReactNode, Ref } from "react";

interface Props {
  id: string;
  title: string;
  lead?: string;
  ref?: Ref<HTMLDivElement>;
  children: ReactNode;
}

export function Part({ id, title, lead, ref, children }: Props) {
  return (
    <section id={id} aria-labelledby={`${id}-title`} className="min-w-0 scroll-mt-20">
      <div ref={ref} tabIndex={-1} className="rounded-chip outline-none">
        <h2 id={`${id}-title`} className="font-semibold text-head">
          {title}
        </h2>
        {lead && <p className="mt-1 max-w-reading text-balance text-muted">{lead}</p>}
      </div>
      <div className="mt-5 grid grid-cols-1 gap-8">{children}</div>
    </section>
  );
}
