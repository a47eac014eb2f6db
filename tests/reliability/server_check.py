"""Compare what a server left on disk, and what it answers, with what its clients know."""

import asyncio
import sqlite3
from collections import Counter
from collections.abc import Mapping
from contextlib import AsyncExitStack, closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import msgspec
import orjson

from domain.clock import SystemClock
from domain.event import Kind
from domain.ids import bytes_of, client_event_id, persona_event_id, selection_event_id, text_of
from memory.adapters.sqlite_journal import SqliteJournal
from memory.dead_letters import DeadLetters
from memory.fold_runner import FoldRunner
from memory.jsonl_line import header_seq, line_seq
from tests.reliability.server_clients import Ledger
from wiring.folds import folds
from wiring.rules import Rules
from wiring.settings import read_settings

Figures = dict[str, int]
"""Name of what went wrong -> how often."""


async def check_served(http: httpx.AsyncClient, ledger: Ledger) -> Figures:
    """Ask the running server for what it acknowledged; every figure must be 0."""
    changed = carts = 0
    for execution_id, pick in ledger.picks.items():
        body = {"user_id": pick.subject, "execution_id": execution_id, "hypothesis_id": pick.choice}
        again = await http.post(f"{ledger.url}/v1/execute", json=body)
        while again.status_code == 429:
            await asyncio.sleep(0.5)
            again = await http.post(f"{ledger.url}/v1/execute", json=body)
        changed += again.json() != pick.reply
    for subject in ledger.subjects:
        cart = (await http.get(f"{ledger.url}/api/v1/user/{subject}/cart")).json()
        carts += {line["sku"]: line["quantity"] for line in cart["lines"]} != _cart(ledger, subject)
    return {"replies_changed": changed, "carts_wrong": carts}


async def training_lag(http: httpx.AsyncClient, url: str) -> int:
    """Return how many events the training logs have not seen."""
    return int((await http.get(f"{url}/v1/training/stats")).json()["lag"])


def check_journal(data_dir: Path, ledger: Ledger) -> Figures:
    """Count events that the journal lost, has twice, or has although nobody sent them."""
    with closing(sqlite3.connect(data_dir / "journal.db")) as db:
        rows = db.execute("SELECT event_id, subject, session, kind, data FROM journal").fetchall()
    ids = {row[0] for row in rows}
    named = [(subject, session) for _, subject, session, _, _ in rows if session]
    answered = {
        row["proposal_id"]: row["choice"]
        for row in (orjson.loads(data) for *_, kind, data in rows if kind == Kind.SELECTION_MADE)
    }
    selections = sum(kind == Kind.SELECTION_MADE for *_, kind, _ in rows)
    return {
        "lost": sum(client_event_id(*name) not in ids for name in ledger.acknowledged),
        "repeated": len(rows) - len(ids) + len(named) - len(set(named)),
        "unknown": len(set(named) - ledger.sent),
        "picks_lost": sum(answered.get(i) != pick.choice for i, pick in ledger.picks.items()),
        "picks_repeated": selections - len(answered),
        "picks_unknown": len(answered.keys() - ledger.picks.keys()),
    }


def check_training(directory: Path, ledger: Ledger) -> Figures:
    """Count lines of the training logs that are missing, too many, or torn."""
    allowed = [i for i, pick in ledger.picks.items() if pick.subject not in ledger.refusing]
    picks = Counter(text_of(selection_event_id(bytes_of(i))) for i in allowed)
    moves = Counter(text_of(persona_event_id(bytes_of(i))) for i in allowed)
    wrong = torn = 0
    for stem, expected in (("hypotheses_data", picks), ("persona_updates", moves)):
        found: Counter[str] = Counter()
        for path in directory.glob(f"{stem}*.jsonl"):
            first, *lines = path.read_bytes().splitlines(keepends=True)
            torn += header_seq(first) is None
            torn += sum(line_seq(line) is None for line in lines)
            records = (orjson.loads(line) for line in lines)
            found.update(record["event_id"] for record in records if "event_id" in record)
        wrong += ((found - expected) + (expected - found)).total()
    return {"lines_wrong": wrong, "lines_torn": torn}


def check_files(data_dir: Path) -> Figures:
    """Count the SQLite files that do not pass SQLite's own check."""
    broken = 0
    for path in data_dir.rglob("*"):
        if path.is_file() and path.read_bytes()[:15] == b"SQLite format 3":
            with closing(sqlite3.connect(path)) as db:
                broken += db.execute("PRAGMA integrity_check").fetchone()[0] != "ok"
    return {"files_broken": broken}


async def check_states(data_dir: Path, ledger: Ledger) -> Figures:
    """Count states that a replay of the whole journal makes otherwise, and letters undelivered."""
    made = folds(Rules(read_settings().config_dir).signals)
    async with AsyncExitStack() as stack:
        fresh_dir = Path(stack.enter_context(TemporaryDirectory()))
        journal = await SqliteJournal.open(data_dir / "journal.db")
        stack.push_async_callback(journal.close)
        letters = DeadLetters(data_dir / "dead_letters.db")
        stack.callback(letters.close)
        runners = []
        for path in (data_dir / "folds.db", fresh_dir / "folds.db"):
            runner = await FoldRunner.open(
                path, journal, made, dead_letters=letters, clock=SystemClock()
            )
            stack.push_async_callback(runner.close)
            runners.append(runner)
        differing = sum(
            _state(runners[0], fold.name, subject) != _state(runners[1], fold.name, subject)
            for fold in made
            for subject in (ledger.subjects if fold.per_subject else [""])
        )
        return {"states_differing": differing, "dead_letters": letters.count()}


def _state(runner: FoldRunner, name: str, subject: str) -> Any:
    return msgspec.to_builtins(runner.states(name).current(subject))


def _cart(ledger: Ledger, subject: str) -> Mapping[str, int]:
    return {sku: count for (owner, sku), count in ledger.carts.items() if owner == subject}
