"""What is learned about a person reaches every page of theirs, live, and a page can come back."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import pytest

from api.routes import live as route
from api.schemas.told_events import LearnedEvent
from domain.errors import TooMany
from domain.event import Event, Kind
from tests.api.shop import Shop, open_shop
from tests.fakes.events import persona_moved

pytestmark = pytest.mark.asyncio(loop_scope="module")

SECONDS = 5.0


class Page:
    """A page that is open on somebody's stream."""

    def __init__(self, parts: Any) -> None:
        self._parts = parts

    async def next(self) -> tuple[str, Mapping[str, Any], str | None]:
        """Return name, data and id of the next event."""
        async with asyncio.timeout(SECONDS):
            part: bytes = await anext(self._parts)
        lines = dict(line.split(": ", 1) for line in part.decode().strip().split("\n"))
        data = json.loads(lines["data"])
        if lines["event"] == "learned":
            LearnedEvent.model_validate(data, strict=True)
        return lines["event"], data, lines.get("id")

    async def learned(self) -> Mapping[str, Any]:
        """Return the data of the next event, which was learned."""
        name, data, _ = await self.next()
        assert name == "learned"
        return data


@asynccontextmanager
async def page(shop: Shop, user: str, last: str | None = None) -> AsyncIterator[Page]:
    """Open a page; its stream is ready."""
    reply = await route.live(user, shop.routed.app.state.runtime, last)
    parts: Any = reply.body_iterator
    opened = Page(parts)
    try:
        assert (await opened.next())[0] == "ready"
        yield opened
    finally:
        await parts.aclose()


async def hear(shop: Shop, user: str, *kinds: Kind, **data: Any) -> list[int]:
    """Write events in one commit, and return their places."""
    services, now = shop.services, shop.services.clock.now()
    made = [Event(services.new_id(now), kind, user, None, now, now, data) for kind in kinds]
    return [one.event.seq for one in await services.journal.append(made)]


async def test_a_click_is_told_with_what_it_taught(shop: Shop) -> None:
    async with page(shop, "watched") as opened:
        await shop.post("/api/v1/events/click", user_id="watched", product_sku="oat", query="milk")
        name, data, place = await opened.next()
        assert (name, place) == ("learned", str(await shop.services.journal.last_seq()))
        assert data["text"] == "You looked at Oat Milk"
        brand, *rest = data["changes"]
        assert brand == {"what": "brand", "name": "Oatly", "before": 0.0, "after": 0.09}
        assert {change["what"] for change in rest} == {"category", "attribute"}
        status = await shop.get("/api/v1/events/learning-status/watched")
        assert status["events_seen"] == 1


async def test_both_of_two_tabs_are_told_and_nobody_else(shop: Shop) -> None:
    async with page(shop, "tabs") as one, page(shop, "tabs") as two, page(shop, "other") as other:
        await shop.post("/api/v1/events/view", user_id="tabs", product_sku="oat")
        assert await one.learned() == await two.learned()
        await shop.post("/api/v1/events/view", user_id="other", product_sku="soy")
        assert (await other.learned())["text"] == "You looked at Soy Milk"


async def test_an_own_search_is_told_once(shop: Shop) -> None:
    async with page(shop, "searcher") as opened:
        await shop.search("searcher", "milk")
        await shop.post("/api/v1/events/view", user_id="searcher", product_sku="oat")
        assert (await opened.learned())["text"] == "You searched for “milk”"
        assert (await opened.learned())["text"] == "You looked at Oat Milk"


async def test_what_is_said_and_how_the_dials_move_is_among_the_changes(shop: Shop) -> None:
    async with page(shop, "sayer") as opened:
        said: dict[str, Any] = {"relation": "allergic_to", "value": "nuts"}
        await shop.post("/api/v1/events/preference", user_id="sayer", **said)
        assert (await opened.learned())["changes"] == [
            {"what": "allergic_to", "name": "nuts", "before": 0.0, "after": 1.0}
        ]
        await shop.services.journal.append([persona_moved("sayer")])
        assert (await opened.learned())["changes"] == [
            {"what": "persona", "name": "concise", "before": 0.5, "after": 0.52}
        ]


async def test_a_page_that_comes_back_is_told_what_it_missed_and_then_goes_on(shop: Shop) -> None:
    first, *_ = await hear(shop, "back", Kind.PRODUCT_VIEWED, product_sku="oat")
    await hear(shop, "back", Kind.PROPOSAL_SHOWN)
    [second] = await hear(shop, "back", Kind.PRODUCT_VIEWED, product_sku="soy")
    async with page(shop, "back", last=str(first)) as opened:
        name, data, place = await opened.next()
        assert (name, data["product"]["sku"], place) == ("learned", "soy", str(second))
        assert data["changes"] == []
        await hear(shop, "back", Kind.PRODUCT_VIEWED, product_sku="chips")
        assert (await opened.learned())["product"]["sku"] == "chips"


async def test_what_is_committed_while_a_page_catches_up_is_told_once(shop: Shop) -> None:
    await hear(shop, "racer", Kind.PRODUCT_VIEWED, product_sku="oat")
    async with page(shop, "racer", last="0") as opened:
        await hear(shop, "racer", Kind.PRODUCT_VIEWED, product_sku="soy")
        told = [(await opened.learned())["product"]["sku"] for _ in range(2)]
        await hear(shop, "racer", Kind.PRODUCT_VIEWED, product_sku="chips")
        assert [*told, (await opened.learned())["product"]["sku"]] == ["oat", "soy", "chips"]


@pytest.mark.parametrize(("count", "names"), [(200, {"learned"}), (201, {"missed"})])
async def test_at_most_two_hundred_missed_events_are_told(
    shop: Shop, count: int, names: set[str]
) -> None:
    user = f"away-{count}"
    places = await hear(shop, user, *[Kind.PRODUCT_VIEWED] * count, product_sku="oat")
    async with page(shop, user, last=str(places[0] - 1)) as opened:
        told = [await opened.next() for _ in range(count if "learned" in names else 1)]
        assert {name for name, _, _ in told} == names
        assert told[-1][2] == str(places[-1])


@pytest.mark.parametrize("last", ["", "nonsense", "-1", "9" * 30, "9" * 18])
async def test_a_place_that_is_none_tells_only_what_is_new(shop: Shop, last: str) -> None:
    await hear(shop, "strange", Kind.PRODUCT_VIEWED, product_sku="oat")
    async with page(shop, "strange", last=last) as opened:
        await hear(shop, "strange", Kind.PRODUCT_VIEWED, product_sku="soy")
        assert (await opened.learned())["product"]["sku"] == "soy"


async def test_an_undoing_and_an_erasure_are_told(shop: Shop) -> None:
    async with page(shop, "goner") as opened:
        await shop.post("/api/v1/events/view", user_id="goner", product_sku="oat")
        looked = await opened.learned()
        await shop.delete(f"/api/v1/user/goner/events/{looked['event_id']}")
        assert (await opened.next())[:2] == ("forgotten", {})
        await shop.post("/api/v1/events/view", user_id="goner", product_sku="soy")
        await shop.delete("/api/v1/user/goner/learning-data")
        assert (await opened.next())[:2] == ("forgotten", {})


async def test_a_page_that_reads_too_slowly_gets_the_newest(shop: Shop) -> None:
    async with page(shop, "slow") as opened:
        await hear(shop, "slow", *[Kind.PRODUCT_VIEWED] * 64, product_sku="oat")
        [place] = await hear(shop, "slow", Kind.PRODUCT_VIEWED, product_sku="soy")
        assert (await opened.next())[0] == "missed"
        assert (await opened.next())[2] == str(place)


async def test_a_ninth_page_of_one_person_is_refused_until_one_is_closed(shop: Shop) -> None:
    before = len(shop.services.watching)
    opened = [page(shop, "many") for _ in range(8)]
    for each in opened:
        await each.__aenter__()
    with pytest.raises(TooMany):
        await route.live("many", shop.routed.app.state.runtime, None)
    reply = await shop.send("GET", "/api/v1/user/many/live")
    assert reply.status_code == 429
    for each in opened:
        await each.__aexit__(None, None, None)
    assert len(shop.services.watching) == before
    async with page(shop, "many"):
        assert len(shop.services.watching) == before + 1


async def test_a_stopping_server_ends_its_streams(tmp_path_factory: pytest.TempPathFactory) -> None:
    async with open_shop(tmp_path_factory.mktemp("stopping")) as shop:
        async with page(shop, "ann") as opened:
            shop.drain.begin()
            with pytest.raises(StopAsyncIteration):
                await opened.next()
        assert len(shop.services.watching) == 0
