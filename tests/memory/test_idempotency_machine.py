"""Whatever happens in whatever order, Idempotency-Keys behave like a small dictionary."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, multiple, rule

from domain.errors import InProgress, KeyReused
from memory.idempotency import KEPT_MS, Idempotency, Replay, Started

subjects = st.sampled_from(["s1", "s2"])
routes = st.sampled_from(["POST /v1/execute", "POST /v1/chat"])
keys = st.sampled_from(["k1", "k2", ""])
bodies = st.sampled_from([b"", b"one", b"two"])

Name = tuple[str, str, str]


@dataclass
class Row:
    """What the model knows of one key."""

    body: bytes
    started_at: int
    started: Started
    start: int
    reply: Replay | None = None


class Keys(RuleBasedStateMachine):
    """The store beside its model, under requests, deaths, restarts, time and erasure."""

    running = Bundle("running")

    def __init__(self) -> None:
        super().__init__()
        self.directory = TemporaryDirectory()
        self.loop = asyncio.Runner()
        self.now = 1_700_000_000_000
        self.start = 0
        self.model: dict[Name, Row] = {}
        self.open()

    def open(self) -> None:
        path = Path(self.directory.name) / "keys.db"
        self.store = Idempotency(path, owner=b"start %d" % self.start)

    @rule(target=running, subject=subjects, route=routes, key=keys, body=bodies)
    def begin(self, subject: str, route: str, key: str, body: bytes) -> object:
        name = (subject, route, key)
        try:
            verdict: object = self.loop.run(self.store.begin(subject, route, key, body, self.now))
        except (KeyReused, InProgress) as refusal:
            verdict = type(refusal)
        row = self.model.get(name)
        if row is None or row.started_at <= self.now - KEPT_MS:
            expected: object = Started
        elif row.body != body:
            expected = KeyReused
        elif row.reply is not None:
            expected = row.reply
        else:
            expected = InProgress if row.start == self.start else Started
        if expected is not Started:
            assert verdict == expected
            return multiple()
        assert isinstance(verdict, Started)
        self.model[name] = Row(body, self.now, verdict, self.start)
        return (name, verdict, self.start)

    @rule(run=running, status=st.integers(200, 499), body=st.binary(max_size=40))
    def finish(self, run: tuple[Name, Started, int], status: int, body: bytes) -> None:
        name, started, start = run
        if start != self.start:
            return  # that process is dead
        row = self.model.get(name)
        self.loop.run(self.store.finish(started, status, body))
        if row is not None and row.started == started and row.start == start:
            row.reply = Replay(status, body)

    @rule(run=consumes(running))
    def abandon(self, run: tuple[Name, Started, int]) -> None:
        name, started, start = run
        if start != self.start:
            return
        row = self.model.get(name)
        self.loop.run(self.store.abandon(started))
        if row and row.started == started and row.start == start and row.reply is None:
            del self.model[name]

    @rule()
    def die_and_restart(self) -> None:
        self.loop.run(self.store.close())
        self.start += 1
        self.open()

    @rule(ms=st.sampled_from([1, 60_000, KEPT_MS - 1, KEPT_MS]))
    def wait(self, ms: int) -> None:
        self.now += ms

    @rule()
    def prune(self) -> None:
        old = [name for name, row in self.model.items() if row.started_at <= self.now - KEPT_MS]
        assert self.loop.run(self.store.prune(self.now)) == len(old)
        for name in old:
            del self.model[name]

    @rule(subject=subjects)
    def forget(self, subject: str) -> None:
        mine = [name for name in self.model if name[0] == subject]
        assert self.loop.run(self.store.forget(subject)) == len(mine)
        for name in mine:
            del self.model[name]

    @invariant()
    def holds_what_the_model_holds(self) -> None:
        for subject in ("s1", "s2"):
            held = sum(name[0] == subject for name in self.model)
            assert self.loop.run(self.store.find(subject)) == held

    def teardown(self) -> None:
        self.loop.run(self.store.close())
        self.loop.close()
        self.directory.cleanup()


TestKeys = Keys.TestCase
TestKeys.settings = settings(stateful_step_count=30)
