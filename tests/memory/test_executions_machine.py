"""Whatever happens in whatever order, executions behave like a list."""

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from domain.constraints import Constraints
from domain.errors import Conflict
from domain.proposal import Hypothesis
from memory.executions import Execution, Executions

subjects = st.sampled_from(["s1", "s2", "Ünï"])
texts = st.sampled_from(["breakfast", "Breakfast", "", "früh\x00stück"])
threads = st.sampled_from(["t1", "t2"])
hypotheses = st.builds(
    Hypothesis,
    id=st.sampled_from(["h1", "h2", "h3"]),
    question=st.text(max_size=10),
    confidence=st.floats(0, 1),
    constraints=st.builds(
        Constraints,
        price_max=st.none() | st.floats(0, 100),
        diets=st.lists(st.text(max_size=5), max_size=2).map(tuple),
    ),
    evidence=st.lists(st.text(max_size=5), max_size=2).map(tuple),
)
replies = st.none() | st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=5))


class Asked(RuleBasedStateMachine):
    """The store beside its model, under requests, deaths, pruning and erasure."""

    def __init__(self) -> None:
        super().__init__()
        self.directory = TemporaryDirectory()
        self.loop = asyncio.Runner()
        self.made = 0
        self.model: list[Execution] = []
        self.open()

    def open(self) -> None:
        self.store = Executions(Path(self.directory.name) / "executions.db")

    @rule(
        subject=subjects,
        text=texts,
        thread_id=threads,
        at=st.integers(0, 20),
        shown=st.lists(hypotheses, max_size=3).map(tuple),
        reply=replies,
    )
    def add(
        self,
        subject: str,
        text: str,
        thread_id: str,
        at: int,
        shown: tuple[Hypothesis, ...],
        reply: Any,
    ) -> None:
        self.made += 1
        number = self.made.to_bytes(8, "big")
        execution = Execution(
            b"execution" + number[1:],
            b"proposals" + number[1:],
            subject,
            text,
            thread_id,
            "execute",
            at,
            shown,
            reply,
        )
        self.loop.run(self.store.add(execution))
        self.model.append(execution)
        with pytest.raises(Conflict):
            self.loop.run(self.store.add(execution))

    @rule(subject=subjects, text=texts)
    def newest(self, subject: str, text: str) -> None:
        same = [e for e in self.model if (e.subject, e.input_text) == (subject, text)]
        found = self.loop.run(self.store.newest(subject, text))
        assert found == (same[-1] if same else None)

    @rule(subject=subjects, thread_id=threads)
    def by_thread(self, subject: str, thread_id: str) -> None:
        same = [e for e in self.model if (e.subject, e.thread_id) == (subject, thread_id)]
        found = self.loop.run(self.store.by_thread(thread_id, subject))
        assert found == (same[-1] if same else None)

    @rule(subject=subjects)
    def by_id_and_proposal(self, subject: str) -> None:
        for execution in self.model:
            expected = execution if execution.subject == subject else None
            assert self.loop.run(self.store.by_id(execution.execution_id, subject)) == expected
            assert self.loop.run(self.store.by_proposal(execution.proposal_id, subject)) == expected

    @rule(before=st.integers(0, 21), limit=st.integers(1, 5))
    def prune(self, before: int, limit: int) -> None:
        old = sum(e.created_at < before for e in self.model)
        pruned = self.loop.run(self.store.prune(before, limit))
        assert pruned == min(old, limit)
        if pruned == limit:  # which of several of one age went first is not promised
            kept = [
                e
                for e in self.model
                if self.loop.run(self.store.by_id(e.execution_id, e.subject)) is not None
            ]
            gone = [e.created_at for e in self.model if e not in kept]
            still = [e.created_at for e in kept]
            assert not gone or not still or max(gone) <= min(still)
            self.model = kept
        else:
            self.model = [e for e in self.model if e.created_at >= before]

    @rule(subject=subjects)
    def forget(self, subject: str) -> None:
        mine = [e for e in self.model if e.subject == subject]
        assert self.loop.run(self.store.forget(subject)) == len(mine)
        self.model = [e for e in self.model if e.subject != subject]

    @rule()
    def die_and_restart(self) -> None:
        self.loop.run(self.store.close())
        self.open()

    @invariant()
    def holds_what_the_model_holds(self) -> None:
        for subject in ("s1", "s2", "Ünï"):
            mine = [e for e in self.model if e.subject == subject]
            assert self.loop.run(self.store.find(subject)) == len(mine)
            threads_of = sorted({e.thread_id for e in mine})
            assert self.loop.run(self.store.threads_of(subject)) == threads_of
            exported = self.loop.run(self.store.export(subject))
            assert [row["input_text"] for row in exported] == [e.input_text for e in mine]

    def teardown(self) -> None:
        self.loop.run(self.store.close())
        self.loop.close()
        self.directory.cleanup()


TestAsked = Asked.TestCase
TestAsked.settings = settings(stateful_step_count=30)
