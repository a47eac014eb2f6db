"""A process that saves facts, one by one and in bulk, and notes each save that was answered."""

import asyncio
import os
import random
from pathlib import Path

from graphiti_core.utils.bulk_utils import add_nodes_and_edges_bulk

from memory.adapters.graphiti_sqlite import SqliteDriver
from tests.contracts.graph_driver.making import edge, episode, mention, node
from tests.fakes.graphiti import HashEmbedder
from tests.reliability.driver_mutants import DRIVERS

BULK: int = 12
"""Entities in a bulk; there are as many facts, episodes and mentions."""

GROUPS = ("s_ann", "s_bob", "s_cid")


def write(path: str, driver: str, run: int, seed: int, saves: int | None = None) -> None:
    """Save until killed, or so many times.

    Args:
        path: The graph file; answered saves are noted in a file beside it.
        driver: A key of `DRIVERS`.
        run: Part of every id, so that no two runs make the same.
        seed: Decides what is saved.
        saves: How many saves by each writer, or None for no end.
    """
    asyncio.run(_write(Path(path), driver, run, seed, saves))


def notes(path: Path) -> Path:
    """Where the answered saves of a graph file are noted."""
    return path.with_name(path.name + ".saved")


async def _write(path: Path, driver: str, run: int, seed: int, saves: int | None) -> None:
    opened = DRIVERS[driver](path)
    noted = os.open(notes(path), os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    rng = random.Random(seed)
    try:
        writers = [
            _keep_saving(opened, noted, f"{run}-{at}", random.Random(rng.random()), saves)
            for at in range(3)
        ]
        await asyncio.gather(*writers)
    finally:
        await opened.close()
        os.close(noted)


async def _keep_saving(
    driver: SqliteDriver, noted: int, writer: str, rng: random.Random, saves: int | None
) -> None:
    at = 0
    while saves is None or at < saves:
        group = rng.choice(GROUPS)
        if rng.random() < 0.5:
            await save_bulk(driver, f"b{writer}-{at}", group)
            os.write(noted, f"b{writer}-{at}\n".encode())
        else:
            await node(f"n{writer}-{at}", "oat milk", group).save(driver)
            os.write(noted, f"n{writer}-{at}\n".encode())
        at += 1


async def save_bulk(driver: SqliteDriver, name: str, group: str) -> None:
    """Save entities in a ring of facts, each mentioned by an episode, at once."""
    nodes = [node(f"{name}/{at}", f"oat milk {at}", group) for at in range(BULK)]
    ends = [(nodes[at - 1].uuid, nodes[at].uuid) for at in range(BULK)]
    facts = [edge(f"{name}/{at}", f"likes oat {at}", ends[at], group) for at in range(BULK)]
    episodes = [episode(f"{name}/{at}", "user: oat", group) for at in range(BULK)]
    mentions = [mention(f"{name}/{at}", (f"{name}/{at}", ends[at][0]), group) for at in range(BULK)]
    await add_nodes_and_edges_bulk(driver, episodes, mentions, nodes, facts, HashEmbedder())
