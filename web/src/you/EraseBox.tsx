/** Erase everything: what goes and what stays, a word to type, and then it happens. */
import { type FormEvent, useId, useState } from "react";
import { Button } from "../kit/Button";
import { Failure } from "../kit/Notice";
import { Sheet } from "../kit/Sheet";
import { words } from "../strings";
import { useErasure } from "./erasure";

export function EraseBox() {
  const [open, setOpen] = useState(false);
  const told = words.you.data;
  return (
    <section className="card flex flex-col items-start gap-3 p-5">
      <h3 className="font-semibold text-title">{told.eraseTitle}</h3>
      <p className="max-w-reading">{told.eraseText}</p>
      <div className="mt-auto pt-2">
        <Button look="danger" onClick={() => setOpen(true)}>
          {told.erase}
        </Button>
      </div>
      <Sheet open={open} onClose={() => setOpen(false)} title={told.eraseTitle}>
        <EraseForm onDone={() => setOpen(false)} />
      </Sheet>
    </section>
  );
}

function EraseForm({ onDone }: { onDone: () => void }) {
  const id = useId();
  const told = words.you.data;
  const erasure = useErasure();
  const [typed, setTyped] = useState("");
  const [wrong, setWrong] = useState(false);
  const erase = (event: FormEvent) => {
    event.preventDefault();
    const meant = typed.trim().toLowerCase() === told.word;
    setWrong(!meant);
    if (meant && !erasure.isPending) erasure.mutate(undefined, { onSuccess: onDone });
  };
  return (
    <form onSubmit={erase} className="grid gap-5 pb-1">
      <div className="grid gap-5 sm:grid-cols-2">
        <Listed title={told.goes} lines={told.goesList} />
        <Listed title={told.stays} lines={told.staysList} />
      </div>
      <div>
        <label htmlFor={id} className="font-semibold">
          {told.type(told.word)}
        </label>
        <input
          id={id}
          value={typed}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          aria-invalid={wrong}
          aria-describedby={wrong ? `${id}-wrong` : undefined}
          onChange={(event) => setTyped(event.target.value)}
          className="mt-1 block h-10 w-full rounded-card border border-line bg-surface px-3 sm:max-w-64"
        />
        {wrong && (
          <p id={`${id}-wrong`} role="alert" className="mt-1 text-danger text-small">
            {told.wrong(told.word)}
          </p>
        )}
      </div>
      {erasure.error && <Failure error={erasure.error} />}
      <div className="flex flex-wrap gap-3">
        <Button type="submit" look="danger" disabled={erasure.isPending}>
          {erasure.isPending ? told.erasing : told.confirm}
        </Button>
        <Button onClick={onDone} disabled={erasure.isPending}>
          {told.keep}
        </Button>
      </div>
    </form>
  );
}

function Listed({ title, lines }: { title: string; lines: readonly string[] }) {
  return (
    <section>
      <h3 className="font-semibold">{title}</h3>
      <ul className="mt-1 list-disc pl-5 marker:text-muted">
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </section>
  );
}
