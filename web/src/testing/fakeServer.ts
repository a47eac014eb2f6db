/** A server for tests of components: it answers the routes it is given, and notes who called. */
import { vi } from "vitest";

/** One call of a route. */
export interface Call {
  readonly route: string;
  readonly path: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

type Answer = (call: Call) => unknown;

/** Thrown by an answer: the reply is this problem. */
export class Refusal {
  constructor(
    readonly status: number,
    readonly detail: string,
  ) {}
}

/** Thrown by an answer: the network is gone. */
export const GONE = Symbol("gone");

/**
 * Answer by route, such as `"GET /api/v1/user/{user_id}/cart"`; anything else is a 404.
 *
 * @returns The calls made so far, oldest first.
 */
export function fakeServer(routes: Record<string, Answer>): Call[] {
  const calls: Call[] = [];
  const known = Object.entries(routes).map(([route, answer]) => {
    const [method = "", path = ""] = route.split(" ");
    const shape = path.replace(/\{(\w+)\}/g, "(?<$1>[^/]+)");
    return { route, method, shape: new RegExp(`^${shape}$`), answer };
  });
  vi.stubGlobal("fetch", async (input: Request | string, init?: RequestInit) => {
    const request = new Request(
      typeof input === "string" ? new URL(input, "http://shop.test") : input,
      init,
    );
    const url = new URL(request.url);
    for (const { route, method, shape, answer } of known) {
      const found = method === request.method ? shape.exec(url.pathname) : null;
      if (!found) continue;
      const text = await request.text();
      const path = Object.fromEntries(
        Object.entries(found.groups ?? {}).map(([name, part]) => [name, decodeURIComponent(part)]),
      );
      const call = { route, path, query: url.searchParams, body: text ? JSON.parse(text) : null };
      calls.push(call);
      return reply(answer, call);
    }
    return problem(404, `no route ${request.method} ${url.pathname}`);
  });
  return calls;
}

async function reply(answer: Answer, call: Call): Promise<Response> {
  try {
    const value = await answer(call);
    return value instanceof Response ? value : Response.json(value);
  } catch (error) {
    if (error instanceof Refusal) return problem(error.status, error.detail);
    if (error === GONE) throw new TypeError("fetch failed");
    throw error;
  }
}

function problem(status: number, detail: string): Response {
  return Response.json({ type: "", title: "", status, detail }, { status });
}
