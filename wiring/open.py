"""Open every store and reader that the settings name, and close them again in order."""

import os
import random
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path

from catalog.nearest import NearestCategories
from domain.clock import Clock, SystemClock
from domain.ids import NewId, PooledIds
from llm.adapters.rules.hypothesizer import RulesHypothesizer
from llm.adapters.rules.said import said_in
from llm.adapters.rules.vagueness import vagueness
from llm.adapters.static_embedder import StaticEmbedder
from memory.adapters.sqlite_journal import SqliteJournal
from memory.adapters.sqlite_threads import open_threads
from memory.admitting_journal import AdmittingJournal
from memory.dead_letters import DeadLetters
from memory.executions import Executions
from memory.fold_runner import FoldRunner
from memory.idempotency import Idempotency
from memory.journal import Journal
from memory.kept_consents import KeptConsents
from memory.limits import Limiter
from memory.proposals import Proposals
from memory.pseudonym import Pseudonyms, secret_from
from memory.relay import Relay
from memory.subject_events import SubjectEvents
from memory.subject_gate import SubjectGate
from memory.thread_locks import ThreadLocks
from memory.tombstones import Tombstones
from memory.training_log import TrainingLog
from memory.watching import Watching
from wiring.catalog import open_catalog
from wiring.erasables import Forgetting, Marks, Stores
from wiring.folds import folds
from wiring.graph import check_graph, open_graph
from wiring.language import open_language
from wiring.results import open_results
from wiring.rules import Rules
from wiring.services import Services
from wiring.settings import Settings
from wiring.upkeep import keep_up


@asynccontextmanager
async def open_services(
    settings: Settings, *, clock: Clock | None = None, new_id: NewId | None = None
) -> AsyncIterator[Services]:
    """Open everything, replay what the folds have not seen, and close it all at the end.

    Args:
        settings: What to open, and where.
        clock: Tells the time; the machine's by default.
        new_id: Makes ids; random ones by default.

    Raises:
        Misconfigured: A setting, a rule file or a store cannot be used; the message says the mend.
    """
    os.environ["LANGGRAPH_STRICT_MSGPACK"] = "true"
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    async with AsyncExitStack() as stack:
        services = await _open(stack, settings, clock or SystemClock(), new_id or PooledIds())
        await stack.enter_async_context(keep_up(services))
        yield services


async def _open(stack: AsyncExitStack, settings: Settings, clock: Clock, new_id: NewId) -> Services:
    rules, embedder = Rules(settings.config_dir), StaticEmbedder()
    await check_graph(settings)
    language = open_language(settings, stack, clock)
    marks = _open_marks(stack, settings)
    opened = await open_catalog(stack, settings, embedder)
    results = await open_results(stack, settings, opened.catalog, clock, shared=opened.shared)
    stores = await _open_stores(stack, settings, rules, embedder, marks, clock, new_id)
    watching = Watching(stores.journal, stores.runner.states("profile"))
    consents = KeptConsents(stores.runner.states("consent"), marks.tombstones)
    return Services(
        settings=settings,
        rules=rules,
        clock=clock,
        new_id=new_id,
        pseudonyms=marks.pseudonyms,
        journal=stores.journal,
        runner=stores.runner,
        proposals=stores.proposals,
        dead_letters=stores.dead_letters,
        catalog=results.catalog,
        nearest=NearestCategories(results.catalog, embedder),
        results=results,
        language=language,
        fallback=RulesHypothesizer(),
        vagueness=lambda text: vagueness(text, None),
        said_in=said_in,
        count_tokens=embedder.count_tokens,
        executions=stores.executions,
        idempotency=stores.idempotency,
        threads=stores.threads,
        locks=ThreadLocks(),
        limiter=stores.limiter,
        training_log=stores.training_log,
        training_relay=stores.relays[0],
        graph=stores.graph,
        forgetting=Forgetting.of(stores, consents, marks, clock, new_id, watching.changed),
        watching=watching,
        beats={},
    )


def _open_marks(stack: AsyncExitStack, settings: Settings) -> Marks:
    pseudonyms = Pseudonyms(secret_from(settings.data_dir, settings.secret))
    tombstones = Tombstones(settings.data_dir / "erasures.db", pseudonyms)
    stack.callback(tombstones.close)
    return Marks(pseudonyms, tombstones, SubjectGate())


async def _open_stores(
    stack: AsyncExitStack,
    settings: Settings,
    rules: Rules,
    embedder: StaticEmbedder,
    marks: Marks,
    clock: Clock,
    new_id: NewId,
) -> Stores:
    data, pseudonyms = settings.data_dir, marks.pseudonyms
    journal, dead_letters, runner = await _open_journal(stack, data, rules, marks, clock)
    executions = Executions(data / "executions.db")
    stack.push_async_callback(executions.close)
    idempotency = Idempotency(data / "idempotency.db", new_id(clock.now()))
    stack.push_async_callback(idempotency.close)
    training_log = TrainingLog(settings.training_data_dir, pseudonyms)
    stack.push_async_callback(training_log.close)
    training_log.check_secret()
    admits, jitter = marks.tombstones.admits, random.random
    relay = partial(
        Relay, journal, dead_letters=dead_letters, clock=clock, jitter=jitter, admits=admits
    )
    graph = open_graph(stack, settings, embedder, pseudonyms, relay, journal)
    threads = open_threads(data / "threads.db", revoked=marks.gate.revoked)
    return Stores(
        journal=journal,
        runner=runner,
        dead_letters=dead_letters,
        proposals=await Proposals.open(journal),
        executions=executions,
        idempotency=idempotency,
        threads=await stack.enter_async_context(threads),
        limiter=Limiter(rules.limits()),
        training_log=training_log,
        graph=graph,
        relays=(relay(training_log), graph.relay),
    )


async def _open_journal(
    stack: AsyncExitStack, data: Path, rules: Rules, marks: Marks, clock: Clock
) -> tuple[Journal, DeadLetters, FoldRunner]:
    bare = await SqliteJournal.open(data / "journal.db")
    stack.push_async_callback(bare.close)
    journal = AdmittingJournal(bare, marks.tombstones, marks.gate)
    for left in marks.tombstones.unfinished():  # before anything is folded from it again
        if left.subject is not None:
            await SubjectEvents(bare, marks.tombstones).forget(left.subject)
    dead_letters = DeadLetters(data / "dead_letters.db")
    stack.callback(dead_letters.close)
    runner = await FoldRunner.open(
        data / "folds.db", journal, folds(rules.signals), dead_letters=dead_letters, clock=clock
    )
    stack.push_async_callback(runner.close)
    return journal, dead_letters, runner
