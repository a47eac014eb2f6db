import { QueryClientProvider } from "@tanstack/react-query";
import { act, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { makeQueries } from "../api/queries";
import { fakeServer } from "../testing/fakeServer";
import { useLearned, useLive } from "./live";

/** A stream that a test speaks through. */
class FakeStream extends EventTarget {
  static readonly CLOSED = 2;
  static opened: FakeStream[] = [];
  readyState = 1;
  onerror: (() => void) | null = null;

  constructor(readonly url: string) {
    super();
    FakeStream.opened.push(this);
  }

  close(): void {
    this.readyState = FakeStream.CLOSED;
  }

  tell(name: string, data: unknown): void {
    this.dispatchEvent(new MessageEvent(name, { data: JSON.stringify(data) }));
  }
}

const EVENTS = "GET /api/v1/user/{user_id}/events";
const event = (event_id: string, kind = "search_result_clicked") => ({
  event_id,
  kind,
  at: "2026-03-02T12:00:00Z",
  text: `You did ${event_id}`,
  undoable: true,
});
const open = () => FakeStream.opened.filter((one) => one.readyState !== FakeStream.CLOSED);
let inSight = "visible";
let past: unknown[] = [];

function sight(now: "visible" | "hidden"): void {
  inSight = now;
  act(() => void document.dispatchEvent(new Event("visibilitychange")));
}

function Page() {
  useLive();
  return (
    <ul>
      {useLearned().map((one) => (
        <li key={one.event_id}>{one.text}</li>
      ))}
    </ul>
  );
}

function shown() {
  render(
    <QueryClientProvider client={makeQueries()}>
      <Page />
    </QueryClientProvider>,
  );
}

beforeEach(() => {
  FakeStream.opened = [];
  inSight = "visible";
  past = [];
  vi.stubGlobal("EventSource", FakeStream);
  vi.spyOn(document, "visibilityState", "get").mockImplementation(
    () => inSight as DocumentVisibilityState,
  );
  fakeServer({ [EVENTS]: () => ({ events: past }) });
});

afterEach(() => void vi.useRealTimers());

test("what is told is listed; a search teaches nothing", async () => {
  shown();
  past = [event("b"), event("a", "search_performed")];
  await act(async () => {
    open()[0]?.tell("learned", event("a", "search_performed"));
    open()[0]?.tell("learned", event("b"));
  });
  expect(await screen.findByText("You did b")).toBeInTheDocument();
  expect(screen.queryByText("You did a")).toBeNull();
});

test("a page in the background gives its connection up, and catches up when it is seen", async () => {
  shown();
  await vi.waitFor(() => expect(open()).toHaveLength(1));
  sight("hidden");
  expect(open()).toHaveLength(0);
  past = [event("c")];
  sight("visible");
  expect(open()).toHaveLength(1);
  expect(await screen.findByText("You did c")).toBeInTheDocument();
});

test("a stream that a starting server refused is asked for again", async () => {
  vi.useFakeTimers();
  shown();
  const [first] = FakeStream.opened;
  first?.close();
  first?.onerror?.();
  expect(open()).toHaveLength(0);
  await act(() => vi.advanceTimersByTimeAsync(3000));
  expect(open()).toHaveLength(1);
});
