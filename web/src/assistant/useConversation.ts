/** The conversation: what was said before, the turn that runs, and how to say or pick something. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { body, server } from "../api/client";
import { eventsOf } from "../api/eventStream";
import { Offline, Problem, said } from "../api/problem";
import { askAnew } from "../learned/live";
import { session } from "../person/identity";
import { useUser } from "../person/useUser";
import { words } from "../strings";
import { isFromReading, noteReading } from "./fromReading";
import { begin, threadOf } from "./threadName";
import { type Asking, begun, heard, type Thread, type Turn } from "./turn";

const OTHER_TABS = "leafloop.conversation";

export interface Conversation {
  /** What the server holds; null before anything was said. */
  readonly thread: Thread | null;
  readonly loading: boolean;
  readonly error: unknown;
  /** Read again what the server holds. */
  retry: () => void;
  /** The turn that runs, or that broke off. */
  readonly turn: Turn | null;
  /** Whether what stands came of a reading that was picked. */
  readonly ofReading: boolean;
  readonly busy: boolean;
  say: (text: string) => void;
  pick: (proposalId: string, choice: string) => void;
  /** Ask the turn that broke off again; what it did already is not done twice. */
  again: () => void;
  /** Begin another conversation. */
  renew: () => void;
}

export function useConversation(): Conversation {
  const user = useUser();
  const client = useQueryClient();
  const [name, setName] = useState(() => threadOf(user));
  const [turn, setTurn] = useState<Turn | null>(null);
  const running = useRef<AbortController>(null);
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ["thread", user, name],
    queryFn: () => readThread(user, name),
  });
  useEffect(() => () => running.current?.abort(), []);
  const tell = useOtherTabs((heard) => {
    if (heard.user !== user) return;
    if (!running.current) setTurn(null);
    setName(heard.thread);
    void client.invalidateQueries({ queryKey: ["thread", user] });
  });

  const run = useCallback(
    async (asking: Asking) => {
      if (running.current) return;
      const abort = new AbortController();
      running.current = abort;
      const key = ["thread", user, name];
      const before = client.getQueryData<Thread | null>(key)?.messages.length ?? 0;
      let now = begun(asking, before);
      setTurn(now);
      try {
        for await (const event of eventsOf(await ask(user, name, asking, abort.signal))) {
          now = heard(now, event);
          setTurn(now);
        }
        if (asking.kind === "picked" && now.proposal) noteReading(user, now.proposal.proposal_id);
        if (!now.ended && now.problem === null) throw new Offline();
      } catch (failure) {
        now = { ...now, problem: now.problem ?? said(failure) };
      }
      if (abort.signal.aborted) return;
      // A turn that broke off is over at once; what the server still did of it is read meanwhile.
      if (now.problem !== null) setTurn({ ...now, over: true });
      // A first reading that is still on its way is older than the turn: asking again would wait for it.
      await client.cancelQueries({ queryKey: key });
      if (now.problem === null) await client.refetchQueries({ queryKey: key });
      if (abort.signal.aborted) return;
      running.current = null;
      // What did not answer is told until the next turn.
      if (now.problem === null) setTurn(now.degraded.length > 0 ? { ...now, over: true } : null);
      else void client.invalidateQueries({ queryKey: key });
      if (now.step === "") return; // it never began, so nothing follows from it
      askAnew(client, user);
      tell({ user, thread: name });
    },
    [user, name, client, tell],
  );

  return {
    thread: data ?? null,
    loading: isPending,
    error,
    retry: () => void refetch(),
    turn,
    ofReading: data?.proposal != null && isFromReading(user, data.proposal.proposal_id),
    busy: turn !== null && !turn.over,
    say: (text) => void run({ kind: "said", text, messageId: crypto.randomUUID() }),
    pick: (proposalId, choice) => void run({ kind: "picked", proposalId, choice }),
    again: () => turn && void run(turn.asking),
    renew: () => {
      running.current?.abort();
      running.current = null;
      setTurn(null);
      const thread = begin(user);
      setName(thread);
      tell({ user, thread });
    },
  };
}

async function readThread(user: string, name: string): Promise<Thread | null> {
  try {
    const path = { thread_id: name };
    return await body(
      server.GET("/v1/chat/{thread_id}", { params: { path, query: { user_id: user } } }),
    );
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return null;
    throw error;
  }
}

async function ask(
  user: string,
  thread: string,
  asking: Asking,
  signal: AbortSignal,
): Promise<Response> {
  const what =
    asking.kind === "said"
      ? { message: asking.text, message_id: asking.messageId }
      : { selection: { proposal_id: asking.proposalId, choice: asking.choice } };
  const { response } = await server.POST("/v1/chat", {
    signal,
    parseAs: "stream",
    body: { user_id: user, session_id: session(), thread_id: thread, limit: 6, ...what },
  });
  if (!response.body) throw new Problem(response.status, "", words.problem.unknown);
  return response;
}

/** Which conversation another tab is in; what is stored may reach this tab later than the message. */
interface Heard {
  readonly user: string;
  readonly thread: string;
}

/** Hear when another tab took a turn; returns how to tell them of one here. */
function useOtherTabs(hear: (heard: Heard) => void): (told: Heard) => void {
  const channel = useRef<BroadcastChannel>(null);
  const hearing = useRef(hear);
  hearing.current = hear;
  useEffect(() => {
    const open = new BroadcastChannel(OTHER_TABS);
    open.onmessage = (message: MessageEvent<Heard>) => hearing.current(message.data);
    channel.current = open;
    return () => open.close();
  }, []);
  return useCallback((told: Heard) => channel.current?.postMessage(told), []);
}
