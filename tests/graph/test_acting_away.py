"""The catalogue stops, or the model hangs, in the middle of a conversation: it is answered."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from catalog.port import Catalog, Found, Query
from domain.product import Product
from domain.understanding import Understanding
from llm.port import Utterance
from tests.graph.acting_shop import SHELF, open_talk
from tests.open_shop import open_shop, proposal_in, said_in, steps_in
from wiring.services import Services

_SECONDS = 5.0
"""Every turn is answered within; the deadlines of its steps are a second or less."""


class Stopping:
    """A catalogue that answers until it is stopped; then it fails, or hangs."""

    def __init__(self, catalog: Catalog, how: str) -> None:
        self._catalog = catalog
        self._how = how
        self.stopped = False

    async def search(self, query: Query) -> Found:
        await self._reach()
        return await self._catalog.search(query)

    async def get(self, skus: Sequence[str]) -> Mapping[str, Product]:
        await self._reach()
        return await self._catalog.get(skus)

    async def facets(self) -> Any:
        await self._reach()
        return await self._catalog.facets()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._catalog, name)

    async def _reach(self) -> None:
        if self.stopped and self._how == "hangs":
            await asyncio.Event().wait()
        if self.stopped:
            raise ConnectionError("The server went away.")


class Unsearchable(Stopping):
    """A catalogue that can still be read when it is stopped, but not searched."""

    async def get(self, skus: Sequence[str]) -> Mapping[str, Product]:
        return await self._catalog.get(skus)


@dataclass
class Stopped:
    """Puts a catalogue that can be stopped into a shop."""

    how: str
    catalog: Stopping | None = None

    def __call__(self, services: Services) -> Services:
        self.catalog = Stopping(services.catalog, self.how)
        catalog: Any = self.catalog
        return replace(services, catalog=catalog)

    def stop(self) -> None:
        assert self.catalog is not None
        self.catalog.stopped = True


class Hanging:
    """A model that never answers."""

    name = "hanging"

    async def understand(self, _: Utterance) -> Understanding:
        await asyncio.Event().wait()
        raise AssertionError("It never answers.")

    hypothesize: Callable[..., Any] = understand


@pytest.mark.parametrize("how", ["fails", "hangs"])
async def test_the_cart_is_as_it_was_and_it_is_said_why(tmp_path: Path, how: str) -> None:
    stopped = Stopped(how)
    async with open_talk(tmp_path, change=stopped) as talk:
        await talk.shown("milk")
        await talk.say("add the almond milk")
        stopped.stop()
        for text in ("add the first one", "remove it", "check out", "instead of the first"):
            async with asyncio.timeout(_SECONDS):
                updates = await talk.say(text)
            assert "cannot be reached right now, so nothing was changed" in said_in(updates)[0]
            assert updates[-1].values["degraded"] == ["catalog"]
        assert await talk.quantities() == {"almond": 1.0}


@pytest.mark.parametrize("how", ["fails", "hangs"])
async def test_what_needs_no_catalogue_goes_on(tmp_path: Path, how: str) -> None:
    stopped = Stopped(how)
    async with open_talk(tmp_path, change=stopped) as talk:
        await talk.shown("milk")
        await talk.say("add the almond milk")
        stopped.stop()
        async with asyncio.timeout(_SECONDS):
            assert "1 × Almond Milk" in await talk.told("show my cart")  # noqa: RUF001
            assert "matches your words" in await talk.told("why the first?")
            shown = await talk.shown("milk")
        assert shown["degraded"] == ["catalog"]
        assert shown["products"]


async def test_a_part_that_is_back_is_not_told_to_be_away(tmp_path: Path) -> None:
    stopped = Stopped("fails")
    async with open_talk(tmp_path, change=stopped) as talk:
        await talk.shown("milk")
        stopped.stop()
        assert (await talk.shown("milk"))["degraded"] == ["catalog"]
        assert stopped.catalog is not None
        stopped.catalog.stopped = False
        assert (await talk.shown("milk"))["degraded"] == []


async def test_a_model_that_hangs_costs_its_deadline_and_the_rules_answer(tmp_path: Path) -> None:
    def change(services: Services) -> Services:
        hanging: Any = Hanging()
        language = replace(services.language, understander=hanging, hypothesizer=hanging)
        return replace(services, language=language)

    async with open_shop(tmp_path, products=SHELF, change=change, slm_seconds=0.2) as shop:
        async with asyncio.timeout(_SECONDS):
            shown = proposal_in(await shop.ask("oat milk"))
            assert shown["degraded"] == ["llm"]
            added = await shop.ask("add two of the first one")
            assert steps_in(added)[-1] == "act"
            assert said_in(added)[0].startswith("Added 2 × Oat Milk")  # noqa: RUF001
            assert added[-1].values["degraded"] == ["llm"]
            vague = proposal_in(await shop.ask("something for breakfast"))
        assert vague["hypotheses"]
        assert vague["degraded"] == ["llm"]


async def test_the_usual_is_not_half_filled_while_substitutes_cannot_be_looked_for(
    tmp_path: Path,
) -> None:
    def change(services: Services) -> Services:
        catalog: Any = Unsearchable(services.catalog, "fails")
        return replace(services, catalog=catalog)

    async with open_talk(tmp_path, change=change) as talk:
        for days in (21, 14, 7):
            await talk.ordered("pea", "bread", days_ago=days)
        catalog: Any = talk.shop.services.catalog
        catalog.stopped = True
        assert "cannot be reached right now, so nothing was changed" in await talk.told("my usual")
        assert await talk.quantities() == {}
        catalog.stopped = False
        assert "Instead of Pea Milk" in str(await talk.shown("my usual"))
        assert await talk.quantities() == {"bread": 1.0}
