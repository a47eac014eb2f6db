/** What can go wrong between the page and the server, in words a person can use. */
import { words } from "../strings";

/** A reply that says what is wrong: `application/problem+json`. */
export class Problem extends Error {
  override name = "Problem";

  constructor(
    readonly status: number,
    readonly type: string,
    detail: string,
  ) {
    super(detail);
  }
}

/** The server could not be reached at all. */
export class Offline extends Error {
  override name = "Offline";

  constructor() {
    super(words.problem.offline);
  }
}

/** Whether trying again, unchanged, may succeed. */
export function isPassing(error: unknown): boolean {
  return (
    error instanceof Offline || (error instanceof Problem && [429, 502, 503].includes(error.status))
  );
}

/** Read a reply that is not a success. */
export async function problemOf(reply: Response): Promise<Problem> {
  const body: unknown = await reply.json().catch(() => null);
  const said = isRecord(body) ? body : {};
  return new Problem(
    reply.status,
    typeof said.type === "string" ? said.type : "",
    typeof said.detail === "string" ? said.detail : words.problem.status(reply.status),
  );
}

/** An error as one sentence for the person in front of the page. */
export function said(error: unknown): string {
  return error instanceof Error ? error.message : words.problem.unknown;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
