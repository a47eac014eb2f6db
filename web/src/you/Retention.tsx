/** After how many days events are dropped. */
import { type FormEvent, useEffect, useId, useState } from "react";
import { Button } from "../kit/Button";
import type { PrivacyChange } from "../learned/pause";
import { words } from "../strings";

const MOST = 3650;

interface Props {
  days: number;
  onChange: (change: PrivacyChange) => void;
}

export function Retention({ days, onChange }: Props) {
  const id = useId();
  const [text, setText] = useState(String(days));
  const [wrong, setWrong] = useState(false);
  const told = words.you.privacy;
  useEffect(() => setText(String(days)), [days]);
  const save = (event: FormEvent) => {
    event.preventDefault();
    const wanted = Number(text);
    const fits = Number.isInteger(wanted) && wanted >= 1 && wanted <= MOST;
    setWrong(!fits);
    if (fits && wanted !== days) onChange({ retention_days: wanted });
  };
  return (
    <form onSubmit={save} noValidate className="py-3">
      <label htmlFor={id} className="font-semibold">
        {told.retention}
      </label>
      <div className="mt-1 flex items-center gap-2">
        <input
          id={id}
          inputMode="numeric"
          value={text}
          aria-invalid={wrong}
          aria-describedby={`${id}-note`}
          onChange={(event) => setText(event.target.value)}
          className="figures h-10 w-24 rounded-card border border-line bg-surface px-3 text-right"
        />
        <span>{told.retentionDays}</span>
        <Button type="submit">{told.save}</Button>
      </div>
      <p
        id={`${id}-note`}
        role={wrong ? "alert" : undefined}
        className={`mt-1 text-small ${wrong ? "text-danger" : "text-muted"}`}
      >
        {wrong ? told.retentionWrong : told.retentionNote}
      </p>
    </form>
  );
}
