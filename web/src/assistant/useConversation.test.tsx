import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { fakeServer, GONE, Refusal } from "../testing/fakeServer";
import { show } from "../testing/show";
import { Transcript } from "./Transcript";
import { useConversation } from "./useConversation";

const CHAT = "POST /v1/chat";
const THREAD = "GET /v1/chat/{thread_id}";
const thread = (...said: [role: string, content: string][]) => ({
  thread_id: "t",
  messages: said.map(([role, content]) => ({ role, content })),
  proposal: null,
  state: null,
  choice: null,
  request: null,
});

/** A reply of these events; without `end` it breaks off. */
function stream(...events: [name: string, data: unknown][]): Response {
  const text = events.map(([name, data]) => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
  return new Response(text.join(""), { headers: { "content-type": "text/event-stream" } });
}

function Talk() {
  const conversation = useConversation();
  return (
    <>
      <button type="button" onClick={() => conversation.say("oat milk")}>
        say
      </button>
      <output>{conversation.busy ? "busy" : "free"}</output>
      <Transcript conversation={conversation} />
    </>
  );
}

const say = () => userEvent.click(screen.getByRole("button", { name: "say" }));
const retry = () => userEvent.click(screen.getByRole("button", { name: "Try again" }));
const bodies = (calls: { route: string; body: unknown }[]) =>
  calls.filter((call) => call.route === CHAT).map((call) => call.body as { message_id: string });

test("what is said is shown at once, and once when the server has it", async () => {
  let known = false;
  fakeServer({
    [CHAT]: () => {
      known = true;
      return stream(
        ["updates", { step: "hear" }],
        ["messages", { role: "assistant", content: "Here." }],
        ["end", {}],
      );
    },
    [THREAD]: () => {
      if (!known) throw new Refusal(404, "none");
      return thread(["user", "oat milk"], ["assistant", "Here."]);
    },
  });
  show(<Talk />);
  await say();
  await vi.waitFor(() => expect(screen.getByRole("status")).toHaveTextContent("free"));
  expect(screen.getAllByText("oat milk")).toHaveLength(1);
  expect(screen.getAllByText("Here.")).toHaveLength(1);
});

test("saying it twice at once says it once", async () => {
  let end = (_: unknown) => undefined as unknown;
  const calls = fakeServer({
    [CHAT]: () => new Promise((done) => (end = done)),
    [THREAD]: () => thread(),
  });
  show(<Talk />);
  await say();
  await say();
  end(stream(["end", {}]));
  await vi.waitFor(() => expect(screen.getByRole("status")).toHaveTextContent("free"));
  expect(bodies(calls)).toHaveLength(1);
});

test.each([
  ["the network is gone", () => Promise.reject(GONE)],
  ["it breaks off in the middle", () => stream(["updates", { step: "hear" }])],
  ["it ends with an error", () => stream(["error", { detail: "The shop is busy." }])],
])("when %s, what was said stays, and is asked again as the same message", async (_, fail) => {
  let broken = true;
  const calls = fakeServer({
    [CHAT]: () => (broken ? fail() : stream(["updates", { step: "hear" }], ["end", {}])),
    [THREAD]: () => (broken ? thread() : thread(["user", "oat milk"])),
  });
  show(<Talk />);
  await say();
  expect(await screen.findByRole("alert")).toHaveTextContent(/cannot be reached|busy/);
  expect(screen.getByText("oat milk")).toBeInTheDocument();
  broken = false;
  await retry();
  await vi.waitFor(() => expect(screen.queryByRole("alert")).toBeNull());
  expect(screen.getAllByText("oat milk")).toHaveLength(1);
  const [first, second] = bodies(calls);
  expect(second?.message_id).toBe(first?.message_id);
});

test("what the server heard before it broke off is not shown twice", async () => {
  let known = false;
  fakeServer({
    [CHAT]: () => {
      known = true;
      return stream(["updates", { step: "hear" }]);
    },
    [THREAD]: () => (known ? thread(["user", "oat milk"], ["assistant", "Here."]) : thread()),
  });
  show(<Talk />);
  await say();
  await screen.findByText("Here.");
  expect(screen.getByRole("alert")).toBeInTheDocument();
  expect(screen.getAllByText("oat milk")).toHaveLength(1);
});

test("after a turn that a part did not answer, another may begin", async () => {
  const calls = fakeServer({
    [CHAT]: () => stream(["updates", { step: "hear", degraded: ["graph"] }], ["end", {}]),
    [THREAD]: () => thread(["user", "oat milk"]),
  });
  show(<Talk />);
  await say();
  expect(await screen.findByText(/without memory/)).toBeInTheDocument();
  expect(screen.getByText("free")).toBeInTheDocument();
  await say();
  await vi.waitFor(() => expect(bodies(calls)).toHaveLength(2));
});

test("a first reading that comes late does not hide what was said since", async () => {
  let late = (_: unknown) => undefined as unknown;
  let asked = 0;
  fakeServer({
    [CHAT]: () => stream(["updates", { step: "hear" }], ["end", {}]),
    [THREAD]: () => {
      asked += 1;
      if (asked === 1) return new Promise((done) => (late = done));
      return thread(["user", "oat milk"]);
    },
  });
  show(<Talk />);
  await vi.waitFor(() => expect(asked).toBe(1));
  await say();
  await vi.waitFor(() => expect(asked).toBe(2));
  late(thread());
  await vi.waitFor(() => expect(screen.getByRole("status")).toHaveTextContent("free"));
  expect(screen.getByText("oat milk")).toBeInTheDocument();
});
