"""In a whole installation nothing is left of an undone event, in any store, crash or no crash."""

import random
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from domain.cart import Cart
from domain.event import Event, Kind
from domain.ids import client_event_id, digest_of
from domain.profile import Profile
from learning.cart import KINDS as CART_KINDS
from learning.cart import fill
from learning.profile import learn
from tests.api.shop import PRODUCTS, Shop, open_shop
from tests.fakes.clock import NOON

_KINDS = (
    Kind.SEARCH_RESULT_CLICKED,
    Kind.PRODUCT_VIEWED,
    Kind.RESULT_SKIPPED,
    Kind.CART_ITEM_ADDED,
    Kind.CART_ITEM_UPDATED,
    Kind.CART_ITEM_REMOVED,
    Kind.PREFERENCE_UPDATED,
    Kind.FEEDBACK_GIVEN,
)
_SAID = (("allergic_to", "nuts"), ("prefers_brand", "Oatly"), ("budget", "40"))


def life(seed: int, length: int) -> list[Event]:
    """Return what somebody does, with ids that their client gave."""
    drawn = random.Random(seed)
    events = []
    for number in range(length):
        kind, product = drawn.choice(_KINDS), drawn.choice(PRODUCTS)
        data: dict[str, Any] = {
            "product_sku": product["sku"],
            "product_name": product["name"],
            "brand": product["brand"],
            "category": product["category"],
            "quantity": drawn.randint(1, 3),
            "feedback": drawn.choice(("like", "dislike")),
        }
        if kind is Kind.PREFERENCE_UPDATED:
            relation, value = drawn.choice(_SAID)
            data = {"relation": relation, "value": value, "action": drawn.choice(("set", "remove"))}
        name = f"e{number}"
        event_id, digest = client_event_id("ann", name), digest_of(name.encode())
        at = NOON - (length - number) * 60_000
        events.append(Event(event_id, kind, "ann", None, at, NOON, data, digest))
    return events


async def hear(shop: Shop, kind: Kind, **data: Any) -> Event:
    """Write something Ann did, and learn from it."""
    now = shop.services.clock.now()
    made = Event(shop.services.new_id(now), kind, "ann", None, now, now, data)
    return (await shop.services.journal.append([made]))[0].event


async def told(shop: Shop) -> set[str]:
    """Return what the graph knows of Ann."""
    await shop.services.knowledge.watermark()  # it is opened behind the first requests
    await shop.services.graph_relay.caught_up()
    held = await shop.services.forgetting.erasure.export("ann")
    return {fact["content"] for fact in held["graph"]}


async def folded(events: list[Event]) -> tuple[Profile, Cart]:
    """Fold events that nothing was ever undone of."""
    profile, cart = Profile.empty("ann"), Cart.empty("ann")
    for place, event in enumerate(events, start=1):
        profile = learn(profile, event.placed(place))
        if event.kind in CART_KINDS:
            cart = fill(cart, event.placed(place))
    return replace(profile, seq=0), replace(cart, seq=0)


async def states(shop: Shop) -> tuple[Profile, Cart]:
    """Return what is known of Ann now, without places in the journal."""
    profile = await shop.services.profiles.read("ann")
    cart = await shop.services.carts.read("ann")
    return replace(profile, seq=0), replace(cart, seq=0)


@pytest.mark.parametrize("seed", range(2))
async def test_what_is_known_is_what_a_life_without_the_undone_would_have_taught(
    tmp_path: Path, seed: int
) -> None:
    drawn, events = random.Random(seed), life(seed, 40)
    left = list(events)
    async with open_shop(tmp_path) as shop:
        for at, event in enumerate(events):
            await shop.services.journal.append([event])
            if at % 4 == 3:
                undone = drawn.choice([one for one in events[: at + 1] if one in left])
                await shop.services.forgetting.undo("ann", undone.event_id)
                left.remove(undone)
        assert await states(shop) == await folded(left)
        known = await told(shop)
        again = await shop.services.journal.append(events)
        assert {one.outcome for one in again} == {"duplicate"}
    async with open_shop(tmp_path) as shop:
        assert await states(shop) == await folded(left)
        assert await told(shop) == known
    async with open_shop(tmp_path / "other") as other:
        await other.services.journal.append(left)
        assert await told(other) == known


async def test_an_undone_allergy_is_gone_from_the_profile_and_from_the_graph(
    tmp_path: Path,
) -> None:
    async with open_shop(tmp_path) as shop:
        said = await hear(shop, Kind.PREFERENCE_UPDATED, relation="allergic_to", value="nuts")
        await hear(shop, Kind.CART_ITEM_ADDED, product_sku="oat", product_name="Oat Milk")
        assert "Allergic to nuts" in await told(shop)
        await shop.services.forgetting.undo("ann", said.event_id)
        assert "Allergic to nuts" not in await told(shop)
        assert await told(shop) != set()
        profile, cart = await states(shop)
        assert profile.facts == ()
        assert list(cart.lines) == ["oat"]


class Crash(Exception):
    """The process ends here."""


@pytest.mark.parametrize("saved", [True, False])
async def test_after_a_crash_the_next_start_knows_nothing_of_it(
    tmp_path: Path, saved: bool
) -> None:
    async with open_shop(tmp_path) as shop:
        await hear(shop, Kind.PRODUCT_VIEWED, product_sku="oat")
        added = await hear(shop, Kind.CART_ITEM_ADDED, product_sku="oat")
        if saved:
            await shop.services.runner.checkpoint()
        await told(shop)
        with suppress(Crash):
            async with shop.services.forgetting.relearning.around("ann", counted=False):
                await shop.services.journal.forget("ann", events=(added.event_id,))
                raise Crash
    async with open_shop(tmp_path) as shop:
        profile, cart = await states(shop)
        assert (cart.lines, profile.habits, profile.reactions) == ({}, {}, 1)


async def test_who_undid_everything_is_as_new(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        added = await hear(shop, Kind.CART_ITEM_ADDED, product_sku="oat", brand="Oatly")
        await shop.services.forgetting.undo("ann", added.event_id)
        assert await states(shop) == (Profile.empty("ann"), Cart.empty("ann"))
        assert await shop.services.runner.find("ann") == 0
        assert await told(shop) == set()
