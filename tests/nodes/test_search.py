"""Products are found, and what cannot be found is answered honestly."""

from typing import Any, Final

import pytest

from catalog.nearest import NearestCategories
from catalog.port import Found, Query
from domain.constraints import Constraints
from domain.errors import Invalid, Unavailable
from domain.product import Product
from domain.proposal import Hit, Outcome
from nodes.search import RecentHits, Search, Writes
from tests.fakes.catalog import MemoryCatalog
from wiring.embedding import open_embedder

OAT = Product("oat", "Oat Milk", price=3.0, allergens=())
WHOLE = Product("whole", "Whole Milk", price=2.0, allergens=("milk",))
EMBEDDER: Final = open_embedder()
MILK_FREE = Constraints(free_from=("milk",))


async def search(step: Search, constraints: Constraints | None = None, limit: int = 10) -> Writes:
    return await step(
        {"query": "milk", "constraints": constraints or Constraints(), "limit": limit}
    )


def skus(found: Writes) -> list[str]:
    return [hit.product.sku for hit in found["found"].hits]


@pytest.fixture
def catalog() -> MemoryCatalog:
    return MemoryCatalog(OAT, WHOLE)


@pytest.fixture
def step(catalog: MemoryCatalog) -> Search:
    return Search(catalog, deadline=0.02)


async def test_what_the_catalogue_finds_is_found(step: Search) -> None:
    found = await search(step)
    assert skus(found) == ["oat", "whole"]
    assert found["degraded"] == []


@pytest.mark.parametrize(("limit", "depth"), [(10, 50), (200, 200)])
async def test_more_is_looked_at_than_is_wanted(
    step: Search, catalog: MemoryCatalog, limit: int, depth: int
) -> None:
    await search(step, limit=limit)
    assert catalog.asked[0].limit == depth


@pytest.mark.parametrize("trouble", ["down", "broken", "hangs"])
async def test_without_the_catalogue_what_was_found_lately_is_shown(
    step: Search, catalog: MemoryCatalog, trouble: str
) -> None:
    await search(step)
    setattr(catalog, trouble, True)
    found = await search(step)
    assert sorted(skus(found)) == ["oat", "whole"]
    assert found["degraded"] == ["catalog"]


async def test_what_was_found_lately_must_satisfy_the_constraints(
    step: Search, catalog: MemoryCatalog
) -> None:
    await search(step)
    catalog.down = True
    assert skus(await search(step, MILK_FREE)) == ["oat"]


async def test_without_anything_found_lately_nothing_is_shown(
    step: Search, catalog: MemoryCatalog
) -> None:
    catalog.down = True
    found = await search(step)
    assert skus(found) == []
    assert found["degraded"] == ["catalog"]


async def test_what_no_search_can_give_is_said_to_the_caller(step: Search) -> None:
    with pytest.raises(Invalid):
        await search(step, limit=1001)


async def test_the_catalogue_is_asked_again_the_next_time(
    step: Search, catalog: MemoryCatalog
) -> None:
    catalog.down = True
    await search(step)
    catalog.down = False
    assert (await search(step))["degraded"] == []


def test_the_newest_of_what_was_found_lately_come_first_and_the_oldest_leave() -> None:
    recent = RecentHits(size=2)
    old = Product("old", "Old")
    recent.keep([old, WHOLE])
    recent.keep([OAT])
    assert [hit.product.sku for hit in recent.admitted(Constraints(), 10)] == ["oat", "whole"]
    recent.keep([WHOLE])
    assert [hit.product.sku for hit in recent.admitted(Constraints(), 1)] == ["whole"]


class Shop(MemoryCatalog):
    """Finds by the words of a name, and says why it finds nothing, as a real catalogue does."""

    def __init__(self, *products: Product) -> None:
        super().__init__(*products)
        self.lies = False

    async def search(self, query: Query) -> Found:
        words = set(query.text.split())
        named = [p async for p in self.products() if words <= set(p.name.lower().split())]
        self.asked.append(query)
        if self.down:
            raise Unavailable("The catalogue does not answer; try again.")
        held = {word for p in named for word in (*p.attributes, *p.diets)}
        wanted = (*query.constraints.attributes, *query.constraints.diets)
        unsupported = tuple(word for word in wanted if word not in held)
        hits = tuple(Hit(p) for p in named if self.lies or query.constraints.admit(p))
        if hits:
            return Found(hits[: query.limit])
        if unsupported:
            return Found((), Outcome.FILTER_UNSUPPORTED, unsupported=unsupported)
        free = query.constraints.without_price()
        prices = [p.price for p in named if free.admit(p) and p.price is not None]
        if free != query.constraints and prices:
            return Found((), Outcome.OUT_OF_PRICE_RANGE, (min(prices), max(prices)))
        return Found((), Outcome.NOT_CARRIED)


OATLY = Product("oatly", "oat milk", "Oatly", "Milk", price=3.0, size="1 l", allergens=())
ALPRO = Product(
    "alpro",
    "oat milk",
    "Alpro",
    "Milk",
    price=2.0,
    attributes=("organic",),
    allergens=(),
    size="1 l",
)
COW = Product(
    "cow", "cow milk", "Arla", "Milk", price=1.0, attributes=("organic",), allergens=("milk",)
)


def shop(*more: Product) -> Shop:
    return Shop(OATLY, ALPRO, COW, *more)


async def ask(catalog: Shop, text: str = "oat milk", **state: Any) -> Found:
    """Search for a text with these constraints; `soft`, `filters`, `understood` as in a state."""
    others = {k: state.pop(k) for k in ("soft", "filters", "understood", "limit") if k in state}
    asked: Any = {"query": text, "constraints": Constraints(**state), "limit": 10, **others}
    return (await Search(catalog, NearestCategories(catalog, EMBEDDER), deadline=30)(asked))[
        "found"
    ]


def named(found: Found) -> list[str]:
    return [hit.product.sku for hit in found.hits]


ORGANIC_OATLY: dict[str, Any] = {"attributes": ("organic",), "brands": ("Oatly",)}


async def test_without_a_word_for_it_nothing_is_given_up() -> None:
    found = await ask(shop(), **ORGANIC_OATLY)
    assert (found.hits, found.outcome, found.relaxed) == ((), Outcome.OK, ())


async def test_what_the_shopper_said_is_given_up_and_named() -> None:
    found = await ask(shop(), **ORGANIC_OATLY, soft=["attributes", "brands"])
    assert (named(found), found.outcome, found.relaxed) == (
        ["oatly"],
        Outcome.RELAXED,
        ("organic",),
    )


async def test_only_fields_that_are_soft_are_given_up() -> None:
    found = await ask(shop(), **ORGANIC_OATLY, soft=["brands"])
    assert (named(found), found.relaxed) == (["alpro"], ("Oatly",))


async def test_what_did_not_help_is_asked_for_again() -> None:
    found = await ask(shop(), sizes=("1 l",), **ORGANIC_OATLY, soft=["sizes", "attributes"])
    assert (named(found), found.relaxed) == (["oatly"], ("organic",))


async def test_attributes_are_given_up_one_by_one() -> None:
    spicy = Product("spicy", "oat milk", "Tiny", "Milk", price=2.0, attributes=("spicy",))
    found = await ask(shop(spicy), attributes=("spicy", "organic"), soft=["attributes"])
    assert (named(found), found.relaxed) == (["alpro"], ("spicy",))


async def test_all_that_must_go_goes() -> None:
    found = await ask(
        shop(),
        sizes=("2 l",),
        brands=("Nobody", "Noone"),
        attributes=("organic",),
        price_max=2.5,
        soft=["sizes", "attributes", "brands"],
    )
    assert (named(found), found.relaxed) == (["alpro"], ("2 l", "Nobody", "Noone"))


async def test_a_category_is_given_up_last() -> None:
    found = await ask(shop(), categories=("Tea",), soft=["categories"])
    assert (named(found), found.relaxed) == (["oatly", "alpro"], ("Tea",))


@pytest.mark.parametrize(
    "hard",
    [
        {"free_from": ("milk",), "brands": ("Arla",)},
        {"price_max": 0.5, "brands": ("Arla",)},
        {"not_brands": ("Arla",), "brands": ("Arla",)},
    ],
)
async def test_prices_allergens_and_brands_ruled_out_hold_although_called_soft(
    hard: dict[str, Any],
) -> None:
    found = await ask(shop(), "cow milk", **hard, soft=[*hard, "diets", "price_min", "free_from"])
    assert named(found) == []


@pytest.mark.parametrize("word", ["lactose_free", "Gluten-free", "vegan", "kosher"])
async def test_an_attribute_about_a_diet_is_never_given_up(word: str) -> None:
    carried = Product("other", "oat milk", "Tiny", attributes=(word,))
    found = await ask(shop(carried), brands=("Oatly",), attributes=(word,), soft=["attributes"])
    assert (found.hits, found.relaxed) == ((), ())


async def test_the_filters_of_a_request_hold() -> None:
    filters = {"brands": ["Oatly"], "attributes": ["Organic"]}
    found = await ask(shop(), **ORGANIC_OATLY, soft=["brands", "attributes"], filters=filters)
    assert found.hits == ()


async def test_a_brand_said_beside_a_filter_is_given_up_for_the_filter() -> None:
    filters = {"brands": ["Oatly", "Nobody"]}
    found = await ask(shop(), brands=("Nobody",), soft=["brands"], filters=filters)
    assert (named(found), found.relaxed) == (["oatly"], ("Nobody",))


async def test_a_brand_that_contradicts_the_filter_is_given_up_without_a_name() -> None:
    both = Constraints(brands=("Alpro",)).also(Constraints(brands=("Oatly",)))
    found = await ask(shop(), brands=both.brands, soft=["brands"], filters={"brands": ["Oatly"]})
    assert (named(found), found.relaxed) == (["oatly"], ("that brand",))


async def test_an_attribute_nobody_carries_is_said_and_not_given_up() -> None:
    catalog = shop()
    found = await ask(catalog, attributes=("biodynamic",), soft=["attributes"])
    assert (found.hits, found.outcome) == ((), Outcome.FILTER_UNSUPPORTED)
    assert (found.unsupported, len(catalog.asked)) == (("biodynamic",), 1)


async def test_a_word_no_filter_can_give_is_said_beside_the_results() -> None:
    found = await ask(shop(), understood={"unsupported": ["local"]})
    assert (len(found.hits), found.outcome) == (2, Outcome.FILTER_UNSUPPORTED)
    assert found.unsupported == ("local",)


async def test_a_word_no_filter_can_give_is_said_beside_what_was_given_up() -> None:
    said = {"unsupported": ["local"]}
    found = await ask(shop(), **ORGANIC_OATLY, soft=["attributes"], understood=said)
    assert (found.outcome, found.relaxed) == (Outcome.RELAXED, ("organic",))
    assert found.unsupported == ("local",)


async def test_what_is_not_carried_comes_with_the_nearest_shelves() -> None:
    found = await ask(shop(Product("cat", "kibble", category="Cat Food")), "kitten food")
    assert (found.outcome, found.nearest) == (Outcome.NOT_CARRIED, ("Cat Food",))


async def test_what_is_carried_but_ruled_out_is_not_called_not_carried() -> None:
    found = await ask(shop(), "cow milk", free_from=("milk",))
    assert (found.hits, found.outcome, found.nearest) == ((), Outcome.OK, ())


async def test_what_is_not_carried_at_all_is_not_sought_without_its_size() -> None:
    catalog = shop()
    found = await ask(catalog, "gold bars", sizes=("1 l",), soft=["sizes"])
    assert (found.outcome, found.relaxed) == (Outcome.NOT_CARRIED, ())
    assert [query.text for query in catalog.asked] == ["gold bars", "gold bars"]


async def test_the_prices_there_are_come_from_what_was_asked_for() -> None:
    found = await ask(shop(), attributes=("organic",), price_max=1, soft=["attributes"])
    assert (found.outcome, found.price_range) == (Outcome.OUT_OF_PRICE_RANGE, (2.0, 2.0))
    assert found.relaxed == ()


async def test_where_there_are_none_they_come_from_what_is_left_of_it() -> None:
    found = await ask(shop(), **ORGANIC_OATLY, price_max=1, soft=["attributes"])
    assert (found.outcome, found.price_range) == (Outcome.OUT_OF_PRICE_RANGE, (3.0, 3.0))
    assert found.relaxed == ("organic",)


async def test_a_hit_that_breaks_a_constraint_is_dropped_whatever_the_store_says() -> None:
    catalog = shop()
    catalog.lies = True
    assert named(await ask(catalog, "milk", free_from=("milk",))) == ["oatly", "alpro"]


async def test_without_the_nearest_shelves_it_is_still_known_what_is_not_carried() -> None:
    class Dying(Shop):
        async def version(self) -> str:
            raise Unavailable("The catalogue does not answer; try again.")

    catalog = Dying(OATLY)
    state: Any = {"query": "gold", "constraints": Constraints(), "limit": 10}
    written = await Search(catalog, NearestCategories(catalog, EMBEDDER))(state)
    assert (written["found"].outcome, written["degraded"]) == (Outcome.NOT_CARRIED, [])
    assert written["found"].nearest == ()


async def test_what_was_found_out_stands_when_the_catalogue_goes_away_meanwhile() -> None:
    class Leaving(Shop):
        async def search(self, query: Query) -> Found:
            found = await super().search(query)
            self.down = True
            return found

    state: Any = {"query": "gold", "constraints": Constraints(sizes=("1 l",)), "limit": 10}
    written = await Search(Leaving(OATLY))(state)
    assert (written["found"].hits, written["degraded"]) == ((), ["catalog"])


async def test_while_the_catalogue_is_away_nothing_is_given_up() -> None:
    catalog = shop()
    step = Search(catalog)
    await step({"query": "milk", "constraints": Constraints(), "limit": 10})
    catalog.down = True
    asked = Constraints(**ORGANIC_OATLY)
    written = await step(
        {"query": "milk", "constraints": asked, "limit": 10, "soft": ["attributes", "brands"]}
    )
    assert (written["found"].hits, written["degraded"]) == ((), ["catalog"])
