/** Server-sent events of a POST, which EventSource cannot read. */

export interface ServerEvent {
  readonly event: string;
  readonly data: unknown;
}

/** Yield the events of a reply as they come; what is cut off in the middle is left out. */
export async function* eventsOf(reply: Response): AsyncGenerator<ServerEvent> {
  if (!reply.body) return;
  const reader = reply.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const blocks = (rest + value).split("\n\n");
      rest = blocks.pop() ?? "";
      for (const block of blocks) {
        const read = eventOf(block);
        if (read) yield read;
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function eventOf(block: string): ServerEvent | null {
  let event = "message";
  let data = "";
  for (const line of block.split("\n")) {
    if (line.startsWith("event: ")) event = line.slice(7);
    else if (line.startsWith("data: ")) data += line.slice(6);
  }
  return data ? { event, data: JSON.parse(data) as unknown } : null;
}
