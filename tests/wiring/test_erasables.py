"""Every store that can forget is asked to, and every file belongs to a store that is known."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from domain.event import Kind
from memory.erasable import Rebuildable
from tests.architecture.tree import parse, product_files
from tests.open_shop import open_shop
from wiring.erasables import AGGREGATES
from wiring.graph import FILE as GRAPH

OPENED_LATE = {"GraphitiKnowledge"}
"""Stands behind `LateKnowledge`, which opens it when it is first asked."""

FILES = {
    "journal.db": "journal",
    "folds.db": "folds",
    "executions.db": "executions",
    "idempotency.db": "idempotency",
    "threads.db": "threads",
    "dead_letters.db": "dead_letters",
    GRAPH: "graph",
}
IMPERSONAL = {"erasures.db", "watermarks.db", "catalog", "secret", "owner.lock"}
"""Pseudonyms, places in the journal, products, the key, and who owns the directory."""


def forgetful() -> set[str]:
    """Return the classes under memory/ that can forget a subject and are no mere protocols."""
    found = set()
    for path in product_files():
        if path.parts[-2] != "memory" and "memory" not in path.parts[:-1]:
            continue
        for node in ast.walk(parse(path)):
            if isinstance(node, ast.ClassDef) and not _is_protocol(node) and _forgets(node):
                found.add(node.name)
    return found


def _is_protocol(node: ast.ClassDef) -> bool:
    return any("Protocol" in ast.unparse(base) for base in node.bases)


def _forgets(node: ast.ClassDef) -> bool:
    defined = (ast.FunctionDef, ast.AsyncFunctionDef)
    return any(isinstance(each, defined) and each.name == "forget" for each in node.body)


def reached(thing: Any, depth: int = 4) -> Iterator[str]:
    """Yield the classes of an object and of all that it holds, down to some depth."""
    yield type(thing).__name__
    held = vars(thing).values() if hasattr(thing, "__dict__") else ()
    for part in held if depth else ():
        if type(part).__module__.partition(".")[0] in ("memory", "wiring"):
            yield from reached(part, depth - 1)


async def test_every_class_that_can_forget_is_collected(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        collected = shop.services.forgetting.erasure.reach.erasables
        seen = {name for store in collected for name in reached(store)}
        await shop.services.knowledge.healthy()
    assert forgetful() - seen == OPENED_LATE
    assert {"LateKnowledge", "SqliteJournal", "TrainingLog", "Snapshots"} <= seen


async def test_every_file_belongs_to_a_store_that_is_known(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        await shop.hear(Kind.PRODUCT_VIEWED, product_sku="oat")
        await shop.ask("oat milk")
        await shop.services.knowledge.healthy()
        names = {store.name for store in shop.services.forgetting.erasure.reach.erasables}
        files = {
            path.name.removesuffix("-wal").removesuffix("-shm")
            for path in (tmp_path / "var").iterdir()
        }
    assert files - FILES.keys() - IMPERSONAL == set()
    assert set(FILES.values()) <= names


async def test_what_follows_the_journal_can_be_rebuilt_and_what_counts_all_is_named(
    tmp_path: Path,
) -> None:
    async with open_shop(tmp_path) as shop:
        reach = shop.services.forgetting.erasure.reach
        followers = {one.name for one in reach.erasables if isinstance(one, Rebuildable)}
        assert followers == {"folds", "training_log", "graph"}
        whole = {
            name
            for name, states in shop.services.runner.folds.items()
            if not states.kept.per_subject
        }
        assert whole == set(AGGREGATES) == {one.name for one in reach.aggregates}
        assert reach.relays.keys() == {relay.sink.name for relay in shop.services.relays}
