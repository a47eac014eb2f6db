"""How much evidence fused scores recall, beside Graphiti's ranks: `python -m bench.graph_recall`.

Real requests of people (shared/data/in3, Apache-2.0) are remembered as goals, a hundred to a
person; each question that an assistant would ask back about one should find that one again.
"""

import asyncio
import os
import sys
from collections.abc import Iterator
from copy import deepcopy
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import orjson

os.environ["GRAPHITI_TELEMETRY_ENABLED"] = "false"  # read when graphiti is imported

from graphiti_core.search.search_config_recipes import EDGE_HYBRID_SEARCH_RRF

from bench.graph_facts import AT, group_of
from bench.graphiti_client import graphiti_on
from bench.measure import Row, write
from domain.ids import known_id
from domain.knowledge import Change, KnownFact, Label, Thing
from llm.adapters.static_embedder import StaticEmbedder
from memory.adapters.graphiti_knowledge.on_sqlite import open_sqlite
from memory.adapters.graphiti_sqlite import SqliteDriver
from memory.knowledge import Knowledge

DATA: Final = Path(__file__).resolve().parents[2] / "shared/data/in3/train.jsonl"
EACH: Final = 100
DEPTHS: Final = (5, 10, 20)


def people() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Yield a group and its requests, with the questions about each."""
    rows = (orjson.loads(line) for line in DATA.read_bytes().splitlines())
    asked = (row for row in rows if row["missing_details"])
    number = 0
    while some := list(islice(asked, EACH)):
        yield group_of(number), some
        number += 1


def goal(group: str, text: str) -> KnownFact:
    """Return a request as a goal."""
    about = Thing(Label.GOAL, text.casefold(), text)
    memory_id = known_id(group, "HAS_GOAL", text)
    return KnownFact(
        memory_id, "goal", "HAS_GOAL", about, "", text, "explicit", 1.0, (), AT, AT, AT
    )


async def ranks(knowledge: Knowledge, driver: Any) -> tuple[list[int], list[int]]:
    """Return the place of each question's request, by our recall and by Graphiti; 0 is the first.

    One that is not found is placed behind everything.
    """
    graphiti, ours, theirs = graphiti_on(driver), [], []
    config = deepcopy(EDGE_HYBRID_SEARCH_RRF)
    config.limit = max(DEPTHS)
    for group, requests in people():
        goals = [goal(group, row["task"]) for row in requests]
        await knowledge.write([Change(group, tuple(goals))], 1)
        for row, wanted in zip(requests, goals, strict=True):
            for detail in row["missing_details"]:
                if detail["importance"] == "3":
                    text = detail["inquiry"]
                    found = await knowledge.recall(group, text, AT, limit=max(DEPTHS))
                    ours.append(_place([each.fact.memory_id for each in found], wanted))
                    edges = (await graphiti.search_(text, deepcopy(config), [group])).edges
                    theirs.append(_place([edge.uuid for edge in edges], wanted))
    return ours, theirs


def _place(found: list[str], wanted: KnownFact) -> int:
    return found.index(wanted.memory_id) if wanted.memory_id in found else sys.maxsize


async def main() -> None:
    """Measure both, and write the result file."""
    if not DATA.exists():
        sys.stderr.write(f"{DATA} is not there: nothing to measure recall on.\n")
        return
    with TemporaryDirectory() as folder:
        path = Path(folder) / "graph.db"
        knowledge = await open_sqlite(path, StaticEmbedder(), "bench")
        driver = SqliteDriver(path)
        ours, theirs = await ranks(knowledge, driver)
        await driver.close()
        await knowledge.close()
    rows = [
        Row(
            f"evidence recall@{depth} of {EACH} requests a person, {name}",
            unit="",
            value=sum(place < depth for place in places) / len(places),
            n=len(places),
        )
        for depth in DEPTHS
        for name, places in (("scores fused", ours), ("ranks fused (Graphiti's RRF)", theirs))
    ]
    sys.stderr.write(f"{write('graph_recall', rows)}\n")


if __name__ == "__main__":
    asyncio.run(main())
