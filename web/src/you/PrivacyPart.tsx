/** What may be learned: Pause first, then a switch for each thing, with what it stops. */
import { useId } from "react";
import { said } from "../api/problem";
import { Failure } from "../kit/Notice";
import { Skeletons } from "../kit/Skeleton";
import { type Privacy, type PrivacyChange, useChangePrivacy, usePrivacy } from "../learned/pause";
import { words } from "../strings";
import { Part } from "./Part";
import { Retention } from "./Retention";
import { Toggle } from "./Toggle";

type Name = keyof typeof words.you.privacy.switches;

const GROUPS: readonly { title: string; names: readonly Name[] }[] = [
  { title: words.you.privacy.follow, names: ["track_searches", "track_clicks", "track_purchases"] },
  {
    title: words.you.privacy.read,
    names: ["learn_preferences", "learn_dietary", "learn_brands", "learn_price", "learn_schedule"],
  },
  { title: words.you.privacy.share, names: ["share_patterns", "use_for_training"] },
];

export function PrivacyPart() {
  const privacy = usePrivacy();
  const change = useChangePrivacy();
  const told = words.you.privacy;
  const now = privacy.data;
  return (
    <Part id="privacy" title={told.title} lead={told.lead}>
      {privacy.error && <Failure error={privacy.error} retry={() => void privacy.refetch()} />}
      {!now && !privacy.error && <Skeletons many={4} className="h-14 rounded-card" />}
      {now && (
        <>
          <div className="card px-4">
            <Line
              name={told.pause}
              note={told.pauseNote}
              on={now.paused}
              onChange={(paused) => change.mutate({ paused })}
            />
          </div>
          {change.error && (
            <p role="alert" className="text-danger">
              {told.refused(said(change.error))}
            </p>
          )}
          <div className="grid gap-x-12 gap-y-8 lg:grid-cols-3">
            {GROUPS.map((group) => (
              <Switches key={group.title} {...group} now={now} onChange={change.mutate}>
                {group.title === told.share && (
                  <Retention days={now.retention_days} onChange={change.mutate} />
                )}
              </Switches>
            ))}
          </div>
        </>
      )}
    </Part>
  );
}

interface SwitchesProps {
  title: string;
  names: readonly Name[];
  now: Privacy;
  onChange: (change: PrivacyChange) => void;
  children?: React.ReactNode;
}

function Switches({ title, names, now, onChange, children }: SwitchesProps) {
  return (
    <section className="min-w-0">
      <h3 className="border-line border-b pb-2 font-semibold text-muted">{title}</h3>
      {names.map((name) => (
        <Line
          key={name}
          {...words.you.privacy.switches[name]}
          on={now[name]}
          onChange={(on) => onChange({ [name]: on })}
        />
      ))}
      {children}
    </section>
  );
}

interface LineProps {
  name: string;
  note: string;
  on: boolean;
  onChange: (on: boolean) => void;
}

function Line({ name, note, on, onChange }: LineProps) {
  const id = useId();
  return (
    <div className="flex items-start justify-between gap-4 border-line border-b py-3 last:border-0">
      <div className="min-w-0">
        <p id={id} className="font-semibold">
          {name}
        </p>
        <p id={`${id}-note`} className="text-muted text-small">
          {note}
        </p>
      </div>
      <Toggle on={on} onChange={onChange} labelledBy={id} describedBy={`${id}-note`} />
    </div>
  );
}
