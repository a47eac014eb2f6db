/** The assistant: a panel at the right on wide screens, a sheet behind a button on narrow ones. */
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { Button, SignButton } from "../kit/Button";
import { Failure } from "../kit/Notice";
import { Sheet } from "../kit/Sheet";
import { Skeletons } from "../kit/Skeleton";
import { useUser } from "../person/useUser";
import { words } from "../strings";
import { Composer } from "./Composer";
import { type Draft, useDraft } from "./draft";
import { Transcript } from "./Transcript";
import { type Conversation, useConversation } from "./useConversation";

const WIDE = "(min-width: 68rem)";

export function AssistantPanel() {
  const user = useUser();
  return <Assistant key={user} user={user} />;
}

function Assistant({ user }: { user: string }) {
  const conversation = useConversation();
  const draft = useDraft(user);
  const wide = useWide();
  const [open, setOpen] = useState(false);
  if (wide) {
    return (
      <aside
        aria-label={words.assistant.title}
        className="sticky top-16 flex h-[calc(100dvh-4rem)] w-96 shrink-0 flex-col py-5"
      >
        <div className="card flex min-h-0 flex-1 flex-col">
          <header className="flex items-center justify-between border-line border-b py-1.5 pr-2 pl-4">
            <h2 className="font-semibold text-large">{words.assistant.title}</h2>
            <Renew conversation={conversation} />
          </header>
          <Talk conversation={conversation} draft={draft} />
        </div>
      </aside>
    );
  }
  return (
    <>
      <div className="fixed inset-x-0 bottom-0 z-20 border-line border-t bg-paper/95 p-3 backdrop-blur sm:px-6">
        <Button sign="chat" onClick={() => setOpen(true)} className="min-h-12 w-full">
          {words.assistant.open}
        </Button>
      </div>
      <Sheet
        open={open}
        onClose={() => setOpen(false)}
        title={words.assistant.title}
        action={<Renew conversation={conversation} />}
        side
      >
        <div className="-mx-5 -my-4 flex h-[72dvh] flex-col sm:h-[calc(100dvh-3.75rem)]">
          <Talk conversation={conversation} draft={draft} />
        </div>
      </Sheet>
    </>
  );
}

function Renew({ conversation }: { conversation: Conversation }) {
  if (!conversation.thread) return <span className="size-10" />;
  return (
    <SignButton
      sign="edit"
      name={words.assistant.renew}
      disabled={conversation.busy}
      onClick={conversation.renew}
    />
  );
}

function Talk({ conversation, draft }: { conversation: Conversation; draft: Draft }) {
  const { thread, turn, loading, error, busy, say } = conversation;
  const end = useRef<HTMLDivElement>(null);
  const told = `${thread?.messages.length} ${turn?.messages.length} ${turn?.step} ${turn?.problem}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: it scrolls when something was told
  useEffect(() => {
    end.current?.scrollIntoView?.({ block: "nearest" });
  }, [told]);
  const quiet = !thread && !turn && !loading && !error;
  return (
    <>
      <div className="min-h-0 flex-1 overflow-y-auto px-4 py-4">
        {error && !turn?.problem ? <Failure error={error} retry={conversation.retry} /> : null}
        {loading && <Skeletons many={2} className="mb-3 h-12 rounded-card" />}
        {quiet && <Beginning onSay={say} />}
        <Transcript conversation={conversation} />
        <div ref={end} />
      </div>
      <div className="border-line border-t p-3">
        <Composer busy={busy} draft={draft} onSay={say} />
      </div>
    </>
  );
}

function Beginning({ onSay }: { onSay: (text: string) => void }) {
  return (
    <div className="mb-4 grid justify-items-start gap-2">
      <p className="text-muted">{words.assistant.hello}</p>
      {words.assistant.examples.map((example) => (
        <Button key={example} small onClick={() => onSay(example)}>
          {example}
        </Button>
      ))}
    </div>
  );
}

function useWide(): boolean {
  return useSyncExternalStore(
    (listen) => {
      const media = window.matchMedia(WIDE);
      media.addEventListener("change", listen);
      return () => media.removeEventListener("change", listen);
    },
    () => window.matchMedia(WIDE).matches,
  );
}
