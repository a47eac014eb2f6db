"""Whatever the shelf and the request: nothing is shown that breaks what must hold, and k come."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from catalog.adapters.embedded import EmbeddedCatalog
from catalog.adapters.weaviate.adapter import WeaviateCatalog
from catalog.nearest import NearestCategories
from catalog.port import Catalog
from domain.caller import Caller
from domain.consent import Consent
from domain.constraints import Constraints
from domain.diets import is_dietary
from domain.product import Product
from domain.profile import Preference, Profile
from domain.proposal import Outcome
from learning.popularity import Decayed, Popularity
from learning.ranking.weights import Strategies
from learning.signals import DEFAULT
from llm.adapters.static_embedder import StaticEmbedder
from nodes.personalize import Personalize
from nodes.search import Search
from tests.catalog.weaviate_opened import emptied
from tests.fakes.catalog import MemoryCatalog
from tests.fakes.clock import NOON, FixedClock
from tests.fakes.states import GivenStates

EMBEDDER: Final = StaticEmbedder()
ANN: Final = Caller("ann", None)
SOFT: Final = ("sizes", "attributes", "brands", "categories")
LIKED: Final = Preference("Oatly", 0.9, NOON, ("e1",), agree=5)
LIKES_OATLY: Final = Profile("ann", reactions=9, preferences={"brand": {"oatly": LIKED}})

BRANDS, CATEGORIES = ("Oatly", "Alpro", "Arla"), ("Milk", "Tea")
ATTRIBUTES, DIETS = ("organic", "spicy", "lactose_free"), ("vegan", "vegetarian")
ALLERGENS, SIZES = ("milk", "nuts", "gluten"), ("1 l", "500 ml", "2 kg")
PRICES = st.sampled_from((0.5, 1.0, 2.5, 4.0))
INGREDIENTS = ("", "water, almond milk", "whey", "oats, honey", "wheat flour, butter", "oats")


def some(words: tuple[str, ...], most: int = 2) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(words), max_size=most, unique=True).map(tuple)


products = st.builds(
    Product,
    sku=st.sampled_from([f"s{n}" for n in range(70)]),
    name=st.sampled_from(("Milk", "Oat Milk", "Milk Tea")),
    brand=st.sampled_from(BRANDS),
    category=st.sampled_from(CATEGORIES),
    price=st.none() | PRICES,
    size=st.sampled_from(("", *SIZES)),
    ingredients=st.sampled_from(INGREDIENTS),
    diets=some(DIETS),
    allergens=st.none() | some(ALLERGENS, 1),
    attributes=some(ATTRIBUTES),
)
wishes: dict[str, st.SearchStrategy[Any]] = {
    "price_max": PRICES,
    "brands": some(BRANDS),
    "not_brands": some(BRANDS, 1),
    "categories": some(CATEGORIES, 1),
    "diets": some(DIETS, 1),
    "attributes": some(ATTRIBUTES),
    "free_from": some(ALLERGENS, 1),
    "sizes": some(SIZES, 1),
}


def asked(most: int) -> st.SearchStrategy[Constraints]:
    """Draw a few wishes at once: more would mostly admit nothing, and so say nothing."""
    names = st.lists(st.sampled_from(sorted(wishes)), max_size=most, unique=True)
    return names.flatmap(
        lambda chosen: st.fixed_dictionaries({name: wishes[name] for name in chosen}).map(
            lambda wanted: Constraints(**wanted)
        )
    )


requests = st.tuples(
    st.sampled_from(("milk", "")), asked(3), asked(1), st.lists(st.sampled_from(SOFT), unique=True)
)
limits = st.sampled_from((1, 5, 60))
Asked = tuple[str, Constraints, Constraints, list[str]]
"""Text, what the shopper said, the request's own filters, and which fields are soft."""


class Everybody:
    """What everybody buys."""

    async def read(self, subject: str = "") -> Popularity:
        return Popularity(orders=Decayed(counts={subject: 1.0}, top=1.0))


def must_hold(wanted: Constraints, filters: Constraints, soft: list[str]) -> Constraints:
    """Return what no answer may give up."""
    left: dict[str, Any] = {field: getattr(filters, field) for field in soft}
    if "attributes" in left:
        dietary = tuple(word for word in wanted.attributes if is_dietary(word))
        left["attributes"] = (*left["attributes"], *dietary)
    return replace(wanted, **left)


def step(catalog: Catalog) -> tuple[Search, Personalize]:
    """Return the two steps that decide what is shown."""
    search = Search(catalog, NearestCategories(catalog, EMBEDDER), deadline=30)
    return search, Personalize(
        GivenStates(Profile.empty, LIKES_OATLY),
        GivenStates(Consent.empty),
        Everybody(),
        Strategies,
        lambda: DEFAULT,
        FixedClock(),
    )


async def check(catalog: Catalog, present: list[Product], asks: list[Asked], limit: int) -> None:
    """Ask, and hold each answer to what Constraints.admit says of every product."""
    search, personalize = step(catalog)
    for text, said, filters, soft in asks:
        wanted = said.also(filters)
        state: Any = {"query": text, "constraints": wanted, "limit": limit}
        more = {"soft": soft, "filters": msgspec.to_builtins(filters)}
        found = (await search(state | more))["found"]
        ranked = await personalize({"found": found, "limit": limit}, ANN)
        shown = [candidate.product for candidate in ranked["candidates"]]
        hard = must_hold(wanted, filters, soft)
        assert all(product in present and hard.admit(product) for product in shown)
        admitted = sum(map(wanted.admit, present))
        if admitted:
            assert found.outcome is not Outcome.RELAXED
            assert all(map(wanted.admit, shown))
            assert len(shown) == min(limit, admitted)
        elif shown:
            assert (found.outcome, bool(found.relaxed)) == (Outcome.RELAXED, True)
        elif found.outcome is not Outcome.FILTER_UNSUPPORTED:
            assert not any(map(hard.admit, present))


@settings(max_examples=30, deadline=None)
@given(st.lists(products, max_size=70), st.lists(requests, max_size=8), limits)
async def test_what_must_hold_holds_and_k_come_when_k_exist(
    shelf: list[Product], asks: list[Asked], limit: int
) -> None:
    present = list({product.sku: product for product in shelf}.values())
    with TemporaryDirectory() as folder:
        catalog = EmbeddedCatalog.open(Path(folder), EMBEDDER)
        await catalog.upsert(present)
        await check(catalog, present, asks, limit)
        await catalog.close()


@settings(max_examples=200, deadline=None)
@given(st.lists(products, max_size=6), st.lists(requests, min_size=5, max_size=20), limits)
async def test_it_holds_when_little_is_there_and_much_is_given_up(
    shelf: list[Product], asks: list[Asked], limit: int
) -> None:
    present = list({product.sku: product for product in shelf}.values())
    await check(MemoryCatalog(*present), present, asks, limit)


@pytest.fixture
async def reused(weaviate_url: str) -> AsyncIterator[WeaviateCatalog]:
    """One catalogue on a real server for all examples; each swaps its products in."""
    async with emptied(weaviate_url, EMBEDDER) as catalog:
        yield catalog


@pytest.mark.server("weaviate")
@settings(
    max_examples=15,
    deadline=None,
    phases=[Phase.generate],  # a failure is shown as drawn: to shrink it takes many swaps
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(products, max_size=70), st.lists(requests, max_size=8), limits)
async def test_it_holds_on_a_real_weaviate(
    reused: WeaviateCatalog, shelf: list[Product], asks: list[Asked], limit: int
) -> None:
    present = list({product.sku: product for product in shelf}.values())
    await reused.stage("example", present)
    await reused.swap("example", len(present))
    await check(reused, present, asks, limit)
