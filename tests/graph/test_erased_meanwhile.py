"""A turn that runs while its subject is erased leaves nothing behind."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from domain.errors import Busy, Erased
from memory.erasure import Patience
from tests.open_shop import Shop, open_shop
from wiring.services import Services


class Slow:
    """A catalogue that takes its time over a search."""

    def __init__(self, catalog: Any) -> None:
        self._catalog = catalog
        self.asked = asyncio.Event()

    async def search(self, *args: Any, **how: Any) -> Any:
        self.asked.set()
        await asyncio.Event().wait()
        return await self._catalog.search(*args, **how)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._catalog, name)


class _Opened:
    def __init__(self, shop: Shop, slow: list[Slow]) -> None:
        self.shop = shop
        self.slow = slow[0]


@pytest.fixture
async def opened(tmp_path: Path) -> AsyncIterator[_Opened]:
    made: list[Slow] = []

    def slow(services: Services) -> Services:
        made.append(Slow(services.catalog))
        return replace(services, catalog=made[0])

    async with open_shop(tmp_path, change=slow) as shop:
        shop.services.forgetting.erasure._patience = Patience(runs=0.1, store=30.0)
        await shop.services.knowledge.healthy()
        yield _Opened(shop, made)


def held_of(exported: Mapping[str, Any]) -> list[str]:
    """Return the stores that hold something."""
    return [
        name
        for name, held in exported.items()
        if (any(held.values()) if name == "training_log" else held)
    ]


async def test_a_turn_that_does_not_end_is_ended_and_leaves_nothing(opened: _Opened) -> None:
    shop = opened.shop
    erasure = shop.services.forgetting.erasure
    turn = asyncio.create_task(shop.ask("oat milk"))
    async with asyncio.timeout(20):
        await opened.slow.asked.wait()
        erasing = asyncio.create_task(erasure.erase("ann"))
        while not shop.services.forgetting.gate.shutting:
            await asyncio.sleep(0)
        with pytest.raises(Busy):
            await shop.ask("whole milk", thread="other")
        receipt = await erasing
        with pytest.raises(Erased):
            await turn
    assert receipt.status == "complete"
    assert held_of(await erasure.export("ann")) == []


async def test_a_reader_that_is_slow_finds_the_turn_ended(opened: _Opened) -> None:
    shop = opened.shop
    erasure = shop.services.forgetting.erasure
    turn = shop.conversation.start("shopping", "something for breakfast", shop.caller(), "t")
    await anext(turn)
    async with asyncio.timeout(20):
        await erasure.erase("ann")
        with pytest.raises(Erased):
            async for _ in turn:
                pass
    assert held_of(await erasure.export("ann")) == []
