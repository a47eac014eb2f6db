"""Every store with personal data, collected for erasure, export and retention."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from domain.clock import Clock
from domain.ids import NewId
from memory.adapters.sqlite_threads import SqliteThreads
from memory.dead_letters import DeadLetters
from memory.erasable import Rebuildable
from memory.erasure import Erasure, Reach
from memory.executions import Executions
from memory.fold_aggregate import FoldAggregate
from memory.fold_runner import FoldRunner
from memory.idempotency import Idempotency
from memory.journal import Journal
from memory.kept_consents import KeptConsents
from memory.limits import Limiter
from memory.proposals import Proposals
from memory.pseudonym import Pseudonyms
from memory.relay import Relay
from memory.relearning import Relearning
from memory.retention import Retention
from memory.subject_events import SubjectEvents
from memory.subject_gate import SubjectGate
from memory.subject_knowledge import SubjectKnowledge
from memory.subject_threads import SubjectThreads
from memory.subject_training import SubjectTraining
from memory.tombstones import Tombstones
from memory.training_log import TrainingLog
from memory.undo import Undo
from wiring.graph import Graph

AGGREGATES: Final = ("popularity", "ctr", "calibration", "activity", "asked", "carts")
"""Folds over all subjects."""


@dataclass(frozen=True, slots=True)
class Stores:
    """Whatever holds something about a subject, and what carries it there.

    Attributes:
        journal: Every event.
        runner: The folds.
        dead_letters: Events that a fold or a sink could not take.
        proposals: What was shown lately.
        executions: What waits for an answer.
        idempotency: Replies by Idempotency-Key.
        threads: LangGraph's checkpoints.
        limiter: How much a subject asked for.
        training_log: The logs for fine-tuning.
        graph: What is known about each subject.
        relays: Whatever carries the journal into a sink.
    """

    journal: Journal
    runner: FoldRunner
    dead_letters: DeadLetters
    proposals: Proposals
    executions: Executions
    idempotency: Idempotency
    threads: SqliteThreads
    limiter: Limiter
    training_log: TrainingLog
    graph: Graph
    relays: tuple[Relay, ...]


@dataclass(frozen=True, slots=True)
class Marks:
    """What tells the erased from the others; open before any store.

    Attributes:
        pseudonyms: Name subjects outside the journal and the folds.
        tombstones: Who was erased.
        gate: Holds off a subject's requests while they are erased.
    """

    pseudonyms: Pseudonyms
    tombstones: Tombstones
    gate: SubjectGate


@dataclass(frozen=True, slots=True)
class Forgetting:
    """What forgets subjects, and keeps them forgotten.

    Attributes:
        gate: Holds off a subject's requests while they are erased.
        consents: What subjects allow, also after an erasure.
        erasure: Erases and exports.
        retention: Drops what is too old.
        relearning: Learns anew whom some events were deleted of.
        undo: Takes back one event.
    """

    gate: SubjectGate
    consents: KeptConsents
    erasure: Erasure
    retention: Retention
    relearning: Relearning
    undo: Undo

    @classmethod
    def of(
        cls,
        stores: Stores,
        consents: KeptConsents,
        marks: Marks,
        clock: Clock,
        new_id: NewId,
        changed: Callable[[str], None],
    ) -> "Forgetting":
        """Put it together on open stores; `changed` hears whose events went."""
        reached = reach(stores, marks)
        erasure = Erasure(
            reached,
            marks.tombstones,
            marks.gate,
            journal=stores.journal,
            consents=consents,
            clock=clock,
            new_id=new_id,
            changed=changed,
        )
        followers = [each for each in reached.erasables if isinstance(each, Rebuildable)]
        relearning = Relearning(
            followers, reached.aggregates, stores.relays, marks.tombstones, marks.gate, changed
        )
        retention = Retention(stores.journal, consents, stores.executions, relearning, clock)
        counted = {k for name in AGGREGATES for k in stores.runner.states(name).kept.kinds}
        undo = Undo(stores.journal, relearning, counted)
        return cls(marks.gate, consents, erasure, retention, relearning, undo)


def reach(stores: Stores, marks: Marks) -> Reach:
    """Return everything that an erasure reaches, in the order in which it is emptied.

    The journal comes first: all else is folded from it, and must not be folded again.
    """
    graph, pseudonyms = stores.graph, marks.pseudonyms
    return Reach(
        erasables=(
            SubjectEvents(stores.journal, marks.tombstones),
            stores.runner,
            stores.proposals,
            stores.executions,
            stores.idempotency,
            SubjectThreads(stores.threads, pseudonyms),
            SubjectTraining(stores.training_log, stores.journal),
            SubjectKnowledge(graph.knowledge, graph.sink, stores.journal, pseudonyms),
            stores.dead_letters,
            stores.limiter,
        ),
        aggregates=tuple(FoldAggregate(stores.runner, name) for name in AGGREGATES),
        relays={relay.sink.name: relay for relay in stores.relays},
    )
