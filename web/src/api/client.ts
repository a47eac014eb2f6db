/** The server, with the types of its own OpenAPI document: a route that changes breaks the build. */
import createClient from "openapi-fetch";
import { session, user } from "../person/identity";
import { Offline, problemOf } from "./problem";
import type { components, paths } from "./schema";

export type Schemas = components["schemas"];

async function reach(request: Request): Promise<Response> {
  const named = new Request(request);
  named.headers.set("X-User-Id", user.read());
  named.headers.set("X-Session-Id", session());
  let reply: Response;
  try {
    reply = await fetch(named);
  } catch (error) {
    if (request.signal.aborted) throw error;
    throw new Offline();
  }
  if (!reply.ok) throw await problemOf(reply);
  return reply;
}

/** Every route by its path; a reply that is no success is thrown as a `Problem`. */
export const server = createClient<paths>({ baseUrl: window.location.origin, fetch: reach });

/** The body of a reply; failures were thrown before. */
export async function body<T>(reply: Promise<{ data?: T }>): Promise<T> {
  const { data } = await reply;
  return data as T;
}
