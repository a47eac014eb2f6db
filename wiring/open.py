"""Open every store and reader that the settings name, and close them again in order."""

import os
import random
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path

from catalog.adapters.embedded import EmbeddedCatalog
from domain.clock import Clock, SystemClock
from domain.ids import NewId, PooledIds
from llm.adapters.rules.hypothesizer import RulesHypothesizer
from llm.adapters.rules.vagueness import vagueness
from llm.adapters.static_embedder import StaticEmbedder
from memory.adapters.sqlite_journal import SqliteJournal
from memory.adapters.sqlite_threads import open_threads
from memory.dead_letters import DeadLetters
from memory.executions import Executions
from memory.fold_runner import FoldRunner
from memory.idempotency import Idempotency
from memory.limits import Limiter
from memory.proposals import Proposals
from memory.pseudonym import Pseudonyms, secret_from
from memory.relay import Relay
from memory.thread_locks import ThreadLocks
from memory.training_log import TrainingLog
from wiring.folds import folds
from wiring.graph import check_graph, open_graph
from wiring.language import open_language
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
    data = settings.data_dir
    rules, embedder = Rules(settings.config_dir), StaticEmbedder()
    await check_graph(settings)
    language = open_language(settings, stack, clock)
    journal, dead_letters, runner = await _open_journal(stack, data, rules, clock)
    catalog = EmbeddedCatalog.open(data / "catalog", embedder)
    stack.push_async_callback(catalog.close)
    executions = Executions(data / "executions.db")
    stack.push_async_callback(executions.close)
    idempotency = Idempotency(data / "idempotency.db", new_id(clock.now()))
    stack.push_async_callback(idempotency.close)
    pseudonyms = Pseudonyms(secret_from(data, settings.secret))
    training_log = TrainingLog(settings.training_data_dir, pseudonyms)
    stack.push_async_callback(training_log.close)
    relay = partial(Relay, journal, dead_letters=dead_letters, clock=clock, jitter=random.random)
    return Services(
        settings=settings,
        rules=rules,
        clock=clock,
        new_id=new_id,
        pseudonyms=pseudonyms,
        journal=journal,
        runner=runner,
        proposals=await Proposals.open(journal),
        dead_letters=dead_letters,
        catalog=catalog,
        language=language,
        fallback=RulesHypothesizer(),
        vagueness=lambda text: vagueness(text, None),
        count_tokens=embedder.count_tokens,
        executions=executions,
        idempotency=idempotency,
        threads=await stack.enter_async_context(open_threads(data / "threads.db")),
        locks=ThreadLocks(),
        limiter=Limiter(rules.limits()),
        training_log=training_log,
        training_relay=relay(training_log),
        graph=open_graph(stack, settings, embedder, pseudonyms, relay),
    )


async def _open_journal(
    stack: AsyncExitStack, data: Path, rules: Rules, clock: Clock
) -> tuple[SqliteJournal, DeadLetters, FoldRunner]:
    journal = await SqliteJournal.open(data / "journal.db")
    stack.push_async_callback(journal.close)
    dead_letters = DeadLetters(data / "dead_letters.db")
    stack.callback(dead_letters.close)
    runner = await FoldRunner.open(
        data / "folds.db", journal, folds(rules.signals), dead_letters=dead_letters, clock=clock
    )
    stack.push_async_callback(runner.close)
    return journal, dead_letters, runner
