"""With a result cache everybody sees what they would see without it, in their own order."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.adapters.embedded import EmbeddedCatalog
from catalog.found_bytes import FoundBytes
from catalog.port import Catalog
from domain.caller import Caller
from domain.consent import Consent
from domain.constraints import Constraints
from domain.product import Product
from domain.profile import Preference, Profile
from domain.proposal import Candidate
from learning.popularity import Popularity
from learning.ranking.weights import Strategies
from learning.signals import DEFAULT
from llm.adapters.static_embedder import StaticEmbedder
from memory.adapters.memory_cache import MemoryCache
from nodes.personalize import Personalize
from nodes.search import Search
from tests.fakes.clock import NOON, FixedClock
from tests.fakes.states import GivenStates
from wiring.cached_catalog import CachedCatalog

EMBEDDER: Final = StaticEmbedder()
FORM: Final = FoundBytes(b"sixteen bytes or more", "shop")
BRANDS: Final = ("Oatly", "Arla", "Alpro")
SUBJECTS: Final = ("ann", "bob")


class Popular:
    """What everybody buys: nothing yet."""

    async def read(self, subject: str = "") -> Popularity:
        assert subject == ""
        return Popularity()


def likes(subject: str, tastes: dict[str, float]) -> Profile:
    """Return a profile that likes some brands and dislikes others."""
    known = {
        brand.lower(): Preference(brand, taste, NOON, (f"{subject} told {brand}",), agree=3)
        for brand, taste in tastes.items()
    }
    return Profile(subject, reactions=9, preferences={"brand": known})


class Shop:
    """The steps from a query to a ranked list, on a catalogue with and one without a cache."""

    def __init__(self, bare: Catalog, profiles: Sequence[Profile]) -> None:
        clock = FixedClock()
        self.cached = CachedCatalog(bare, MemoryCache(clock), FORM, clock)
        self._searches = (Search(bare, deadline=9), Search(self.cached, deadline=9))
        self._rank = Personalize(
            GivenStates(Profile.empty, *profiles),
            GivenStates(Consent.empty),
            Popular(),
            Strategies,
            lambda: DEFAULT,
            clock,
        )

    async def shown(self, subject: str, query: str, wanted: Constraints) -> tuple[Any, Any]:
        """Return what a subject is shown without and with a cache: what is said, and the order."""
        both = []
        for search in self._searches:
            found = await search({"query": query, "constraints": wanted, "limit": 10})
            assert found["degraded"] == []
            ranked = await self._rank({"found": found["found"], "limit": 10}, Caller(subject, None))
            both.append((found["found"], ranked["candidates"]))
        return both[0], both[1]


words = st.sampled_from(["milk", "oat", "yogurt", "organic", "mlik", "chocolte", "bread", ""])
texts = st.lists(words, max_size=2).map(" ".join)
products = st.builds(
    Product,
    sku=st.sampled_from([f"p{n}" for n in range(12)]),
    name=st.sampled_from(["Oat Milk", "Whole Milk", "Chocolate Milk", "Yogurt", "Rye Bread"]),
    brand=st.sampled_from(BRANDS),
    category=st.sampled_from(["Milk", "Bakery"]),
    price=st.none() | st.sampled_from([1.0, 2.5, 4.0]),
    allergens=st.none() | st.just(()) | st.just(("milk",)),
)
shelves = st.lists(products, min_size=1, max_size=12)
wants = st.sampled_from(
    [
        Constraints(),
        Constraints(price_max=2.5),
        Constraints(brands=("oatly", "Nobody's")),
        Constraints(free_from=("milk",)),
        Constraints(diets=("vegan",)),
    ]
)
asks = st.tuples(st.just("ask"), st.lists(st.tuples(texts, wants), min_size=1, max_size=2))
changes = st.one_of(
    asks,
    st.tuples(st.just("upsert"), shelves),
    st.tuples(st.just("remove"), st.lists(st.sampled_from([f"p{n}" for n in range(12)]))),
    st.tuples(st.just("replace"), shelves),
)
tastes = st.fixed_dictionaries({brand: st.floats(-1, 1) for brand in BRANDS})


async def live(folder: Path, profiles: Sequence[Profile], story: Sequence[Any]) -> None:
    """Let a shop live, and compare at every question what is shown with and without a cache."""
    bare = EmbeddedCatalog.open(folder, EMBEDDER)
    shop, asked = Shop(bare, profiles), set[Any]()
    for place, (what, given_) in enumerate(story):
        if what == "upsert":
            await shop.cached.upsert(given_)
        elif what == "remove":
            await shop.cached.remove(given_)
        elif what == "replace":
            await shop.cached.stage(f"v{place}", given_)
            await shop.cached.swap(f"v{place}")
        else:
            asked.update(given_)
        # Everything that was ever asked is asked again, by both, after each change.
        for query, wanted in sorted(asked, key=repr):
            for subject in SUBJECTS:
                without, within = await shop.shown(subject, query, wanted)
                assert within == without
    assert not asked or shop.cached.lookups.hits >= len(asked)
    await shop.cached.close()


@given(shelves, tastes, tastes, st.lists(changes, max_size=4))
def test_nobody_can_tell_that_there_is_a_cache(
    shelf: list[Product], ann: dict[str, float], bob: dict[str, float], story: list[Any]
) -> None:
    profiles = [likes("ann", ann), likes("bob", bob)]
    whole = [("upsert", shelf), ("ask", [("milk", Constraints())]), *story]
    with TemporaryDirectory() as folder:
        asyncio.run(live(Path(folder), profiles, whole))


def order(candidates: Sequence[Candidate]) -> list[str]:
    return [candidate.product.brand for candidate in candidates]


@pytest.mark.parametrize("first", SUBJECTS)
async def test_who_asks_second_sees_their_own_order_and_reasons(tmp_path: Path, first: str) -> None:
    profiles = [likes("ann", {"Oatly": 0.9, "Arla": -0.9}), likes("bob", {"Arla": 0.9})]
    shop = Shop(EmbeddedCatalog.open(tmp_path, EMBEDDER), profiles)
    await shop.cached.upsert([Product(f"p{n}", "Milk", brand) for n, brand in enumerate(BRANDS)])
    second = "bob" if first == "ann" else "ann"
    seen = {
        subject: (await shop.shown(subject, "milk", Constraints()))[1][1]
        for subject in (first, second)
    }
    assert (shop.cached.lookups.misses, shop.cached.lookups.hits) == (1, 1)
    assert order(seen["ann"]) == ["Oatly", "Alpro", "Arla"]
    assert order(seen["bob"])[0] == "Arla"
    for subject, candidates in seen.items():
        evidence = {each for c in candidates for reason in c.reasons for each in reason.evidence}
        assert evidence
        assert all(each.startswith(subject) for each in evidence)
    await shop.cached.close()
