import { expect, test } from "vitest";
import { eventsOf, type ServerEvent } from "./eventStream";

async function read(...chunks: string[]): Promise<ServerEvent[]> {
  const encoder = new TextEncoder();
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(encoder.encode(chunk));
      controller.close();
    },
  });
  const found: ServerEvent[] = [];
  for await (const event of eventsOf(new Response(stream))) found.push(event);
  return found;
}

test("events are read wherever the network cuts them", async () => {
  const whole =
    'event: messages\ndata: {"content":"a\\nb"}\n\n: still here\n\nevent: end\ndata: {}\n\n';
  const expected = [
    { event: "messages", data: { content: "a\nb" } },
    { event: "end", data: {} },
  ];
  for (let cut = 0; cut <= whole.length; cut += 1) {
    expect(await read(whole.slice(0, cut), whole.slice(cut))).toEqual(expected);
  }
});

test("an event that is cut off is left out", async () => {
  expect(await read('event: end\ndata: {"a":1}\n')).toEqual([]);
});
