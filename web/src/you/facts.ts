/** What is remembered about the person, and changing it: shown at once, taken back when refused. */
import {
  keepPreviousData,
  type QueryClient,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { body, type Schemas, server } from "../api/client";
import { askAnew } from "../learned/live";
import { useUser } from "../person/useUser";

export type Memory = Schemas["MemoryReply"];
type Memories = Schemas["MemoriesReply"];
type Statement = Schemas["PreferenceBody"];

/** Which memories are asked for. */
export interface Wanted {
  /** What they should bear on; empty for all. */
  readonly q: string;
  /** Also what does not hold any more. */
  readonly history: boolean;
}

const MOST = 500;
const AGAIN_MS = 4000;

/** Return what is remembered; what was asked for before stays while more comes. */
export function useMemories({ q, history }: Wanted) {
  const user = useUser();
  return useQuery({
    queryKey: ["memories", user, { q, history }],
    placeholderData: keepPreviousData,
    // The graph comes back by itself, and catches up: so does the page.
    refetchInterval: ({ state }) => (state.data?.degraded?.length ? AGAIN_MS : false),
    queryFn: () => {
      const query = { q, history, limit: MOST };
      const path = { user_id: user };
      return body(server.GET("/v1/users/{user_id}/memories", { params: { path, query } }));
    },
  });
}

const SENTENCES = new Set(["goal", "history", "pattern"]);

/** Whether a memory is a sentence of its own, rather than a relation to a word or a number. */
export function isSentence(memory: Memory): boolean {
  return SENTENCES.has(memory.type) || memory.relation === "PREFERS" || memory.value === null;
}

/** What a person corrects: the sentence, or the word in it. */
export function wordsOf(memory: Memory): string {
  return isSentence(memory) ? memory.content : (memory.value ?? "");
}

/** Return a mutation that lets a memory say something else. */
export function useCorrection() {
  const user = useUser();
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ memory, text }: { memory: Memory; text: string }) => {
      const path = { user_id: user, memory_id: memory.memory_id };
      const change = isSentence(memory) ? { content: text } : { value: text };
      return body(
        server.PUT("/v1/users/{user_id}/memories/{memory_id}", {
          params: { path },
          body: change,
        }),
      );
    },
    onMutate: ({ memory, text }) => {
      const content = isSentence(memory)
        ? text
        : memory.content.replace(memory.value ?? "", () => text);
      const shown = { ...memory, content, value: text };
      return amend(client, user, (list) =>
        list.map((one) => (one.memory_id === memory.memory_id ? shown : one)),
      );
    },
    onError: (_, __, takeBack) => takeBack?.(),
    onSuccess: ({ degraded: _, ...now }, { memory }) => {
      void amend(client, user, (list) =>
        list.map((one) => (one.memory_id === memory.memory_id ? now : one)),
      ).then(() => askAnew(client, user));
    },
  });
}

/** Return a mutation that deletes a memory for good. */
export function useDeletion() {
  const user = useUser();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (memory: Memory) =>
      body(
        server.DELETE("/v1/users/{user_id}/memories/{memory_id}", {
          params: { path: { user_id: user, memory_id: memory.memory_id } },
        }),
      ),
    onMutate: ({ memory_id }) =>
      amend(client, user, (list) => list.filter((one) => one.memory_id !== memory_id)),
    onError: (_, __, takeBack) => takeBack?.(),
    onSuccess: () => askAnew(client, user),
  });
}

const STATED: Record<Statement["relation"], true> = {
  prefers_brand: true,
  avoids_brand: true,
  prefers_category: true,
  avoids_category: true,
  prefers_attribute: true,
  avoids_attribute: true,
  allergic_to: true,
  follows_diet: true,
  budget: true,
  goal: true,
  substitutes: true,
};

/** Return how a memory can be stated again; null for what cannot be. */
export function statementOf(
  memory: Memory,
): { relation: Statement["relation"]; value: string } | null {
  const { relation, value } = memory;
  if (memory.source !== "explicit" || memory.invalid_at || !relation || !value) return null;
  return relation in STATED ? { relation: relation as Statement["relation"], value } : null;
}

/** Return a mutation that states a deleted memory again; false when learning is paused. */
export function useRestatement() {
  const user = useUser();
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ memory, event_id }: { memory: Memory; event_id: string }) => {
      const said = statementOf(memory);
      if (!said) return false;
      const statement = { ...said, action: "set", user_id: user, event_id } as const;
      const { tracked } = await body(server.POST("/api/v1/events/preference", { body: statement }));
      return tracked;
    },
    onSuccess: () => askAnew(client, user),
  });
}

/** Change every list of memories that is held; the answer puts them back as they were. */
async function amend(
  client: QueryClient,
  user: string,
  change: (list: Memory[]) => Memory[],
): Promise<() => void> {
  const queryKey = ["memories", user];
  await client.cancelQueries({ queryKey });
  const before = client.getQueriesData<Memories>({ queryKey });
  client.setQueriesData<Memories>(
    { queryKey },
    (now) => now && { ...now, memories: change(now.memories) },
  );
  return () => {
    for (const [key, data] of before) client.setQueryData(key, data);
  };
}
