/** What was said, and what stands to be picked now. */
import { Link } from "wouter";
import { Button } from "../kit/Button";
import { Degraded, Notice } from "../kit/Notice";
import { words } from "../strings";
import { Products } from "./Products";
import { Readings } from "./Readings";
import { type Noted, type Proposal, type Turn, unheard } from "./turn";
import type { Conversation } from "./useConversation";

export function Transcript({ conversation }: { conversation: Conversation }) {
  const { thread, turn, busy, pick, say } = conversation;
  const messages = thread?.messages ?? [];
  // What stands is the newest proposal; the turn that runs may have brought a newer one.
  const proposal = (turn?.over ? null : turn?.proposal) ?? thread?.proposal ?? null;
  const known = proposal !== null && proposal.proposal_id === thread?.proposal?.proposal_id;
  const choice = known ? (thread?.choice ?? null) : null;
  const waiting = turn && unheard(turn, thread);
  return (
    <div className="grid gap-3">
      <div role="log" aria-label={words.assistant.log} className="grid gap-3 empty:hidden">
        {messages.map((message, place) => (
          <Said
            // biome-ignore lint/suspicious/noArrayIndexKey: messages are only ever added at the end
            key={place}
            mine={message.role === "user"}
            text={message.content}
          />
        ))}
        {waiting && <Said mine text={waiting} />}
        {turn && !turn.over && <Running turn={turn} />}
      </div>
      {turn?.problem != null && (
        <Notice tone="bad">
          <p>{turn.problem || words.problem.unknown}</p>
          <Button small className="mt-2" onClick={conversation.again}>
            {words.problem.retry}
          </Button>
        </Notice>
      )}
      {turn?.over && (
        <Degraded parts={turn.degraded.filter((part) => !proposal?.degraded.includes(part))} />
      )}
      {proposal && (
        <Standing
          proposal={proposal}
          choice={choice}
          busy={busy}
          onPick={(chosen) => pick(proposal.proposal_id, chosen)}
          ofReading={conversation.ofReading}
          onChange={() => say(thread?.request ?? proposal.text)}
        />
      )}
    </div>
  );
}

function Said({ mine, text }: { mine: boolean; text: string }) {
  const look = mine
    ? "justify-self-end bg-leaf-soft"
    : "justify-self-start border border-line bg-surface";
  return (
    <div className={`max-w-[90%] rounded-card px-3.5 py-2 ${look}`}>
      <span className="sr-only">{mine ? words.assistant.you : words.assistant.shop}: </span>
      <span className="whitespace-pre-wrap break-words">{text}</span>
    </div>
  );
}

function Running({ turn }: { turn: Turn }) {
  const named: Readonly<Record<string, string>> = words.assistant.steps;
  return (
    <>
      {turn.messages.map((message, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: messages are only ever added at the end
        <Said key={place} mine={false} text={message} />
      ))}
      {turn.noted.length > 0 && <NotedNow noted={turn.noted} />}
      <p className="pulse-quietly text-muted text-small">
        {named[turn.step] ?? words.assistant.thinking}
      </p>
    </>
  );
}

function NotedNow({ noted }: { noted: readonly Noted[] }) {
  return (
    <Link
      href="/you"
      className="justify-self-start rounded-chip bg-loop-soft px-2 text-loop text-small"
    >
      {words.assistant.noted(noted.map((one) => one.value).join(", "))}
    </Link>
  );
}

interface StandingProps {
  proposal: Proposal;
  choice: string | null;
  busy: boolean;
  ofReading: boolean;
  onPick: (choice: string) => void;
  onChange: () => void;
}

function Standing(props: StandingProps) {
  const { proposal, choice, busy, ofReading, onPick, onChange } = props;
  return (
    <div className="grid gap-2">
      <Degraded parts={proposal.degraded} />
      {proposal.hypotheses.length > 0 ? (
        <Readings
          key={proposal.proposal_id}
          proposal={proposal}
          choice={choice}
          busy={busy}
          onPick={onPick}
          onChange={onChange}
        />
      ) : (
        <>
          <p className="break-words text-muted text-small">
            {words.assistant.found(proposal.query)}
          </p>
          <Products
            key={proposal.proposal_id}
            proposal={proposal}
            choice={choice}
            busy={busy}
            onPick={onPick}
          />
          {ofReading && (
            <div>
              <Button small look="plain" sign="undo" busy={busy} onClick={onChange}>
                {words.assistant.change}
              </Button>
            </div>
          )}
        </>
      )}
    </div>
  );
}
