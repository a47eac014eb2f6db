"""Everything that is open while LeafLoop runs, behind its ports."""

from collections.abc import Callable
from dataclasses import dataclass

from catalog.nearest import NearestCategories
from catalog.port import Catalog
from domain.cart import Cart
from domain.clock import Clock
from domain.consent import Consent
from domain.ids import NewId
from domain.persona import Persona
from domain.profile import Profile
from learning.calibration import Calibrations
from learning.ctr import Ctr
from learning.popularity import Popularity
from llm.port import Extractor, Hypothesizer, SaidIn
from memory.adapters.sqlite_threads import SqliteThreads
from memory.dead_letters import DeadLetters
from memory.executions import Executions
from memory.fold_runner import FoldRunner
from memory.folds import States
from memory.idempotency import Idempotency
from memory.journal import Journal
from memory.knowledge import Knowledge
from memory.limits import Limiter
from memory.proposals import Proposals
from memory.pseudonym import Pseudonyms
from memory.relay import Relay
from memory.thread_locks import ThreadLocks
from memory.training_log import TrainingLog
from memory.watching import Watching
from wiring.beat import Beat
from wiring.erasables import Forgetting
from wiring.graph import Graph
from wiring.language import Language
from wiring.results import Results
from wiring.rules import Rules
from wiring.settings import Settings


@dataclass(frozen=True, slots=True)
class Services:
    """The open stores and readers of one installation.

    Attributes:
        settings: As read at start.
        rules: The YAML rules as they are now.
        clock: Tells the time.
        new_id: Makes ids.
        pseudonyms: Stand for subjects outside the journal and the folds.
        journal: Every event.
        runner: Keeps the folds up to date.
        proposals: What was shown lately.
        dead_letters: Events that a fold or a sink could not take.
        catalog: Products.
        nearest: Names categories near to what is not carried.
        results: What keeps what searches of them found.
        language: The configured readers of requests and picks.
        fallback: The rules, which always answer.
        vagueness: Scores a shopper's text in [0, 1].
        said_in: Finds what a text says about its writer.
        count_tokens: Counts the tokens of a text.
        executions: What waits for an answer, and on which thread.
        idempotency: Replies by Idempotency-Key.
        threads: LangGraph's checkpoints.
        locks: One run a thread at a time.
        limiter: How much a subject may ask for.
        training_log: The logs for fine-tuning.
        training_relay: Carries the journal into them.
        graph: What is known about each subject, and what carries the journal there.
        forgetting: What forgets subjects, and keeps them forgotten.
        watching: Who is watched while being learned.
        beats: How each job beside the requests is doing, by name.
    """

    settings: Settings
    rules: Rules
    clock: Clock
    new_id: NewId
    pseudonyms: Pseudonyms
    journal: Journal
    runner: FoldRunner
    proposals: Proposals
    dead_letters: DeadLetters
    catalog: Catalog
    nearest: NearestCategories
    results: Results
    language: Language
    fallback: Hypothesizer
    vagueness: Callable[[str], float]
    said_in: SaidIn
    count_tokens: Callable[[str], int]
    executions: Executions
    idempotency: Idempotency
    threads: SqliteThreads
    locks: ThreadLocks
    limiter: Limiter
    training_log: TrainingLog
    training_relay: Relay
    graph: Graph
    forgetting: Forgetting
    watching: Watching
    beats: dict[str, Beat]

    @property
    def relays(self) -> tuple[Relay, ...]:
        """Everything that carries the journal into a sink."""
        return (self.training_relay, self.graph.relay)

    @property
    def hypothesizer(self) -> Hypothesizer:
        """The configured reader of vague requests."""
        return self.language.hypothesizer

    @property
    def extractor(self) -> Extractor | None:
        """The model that reads picks; None with the rules."""
        return self.language.extractor

    @property
    def knowledge(self) -> Knowledge:
        """What is known about each subject, as a graph."""
        return self.graph.knowledge

    @property
    def graph_relay(self) -> Relay:
        """Carries the journal into the graph; starts when the server is ready."""
        return self.graph.relay

    @property
    def profiles(self) -> States[Profile]:
        """What is known about each subject."""
        return self.runner.states("profile")

    @property
    def personas(self) -> States[Persona]:
        """How each subject likes to be answered."""
        return self.runner.states("persona")

    @property
    def carts(self) -> States[Cart]:
        """What each subject means to buy, and bought."""
        return self.runner.states("cart")

    @property
    def consents(self) -> States[Consent]:
        """What each subject allows."""
        return self.forgetting.consents

    @property
    def popularity(self) -> States[Popularity]:
        """What is bought, over all subjects."""
        return self.runner.states("popularity")

    @property
    def calibrations(self) -> States[Calibrations]:
        """How far the confidences of hypotheses can be believed, over all subjects."""
        return self.runner.states("calibration")

    @property
    def ctr(self) -> States[Ctr]:
        """What is clicked, over all subjects."""
        return self.runner.states("ctr")
