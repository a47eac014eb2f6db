"""The shelves nearest to what is not carried are named, and only where something may be had."""

from collections.abc import Sequence
from typing import Final

from catalog.nearest import NearestCategories
from catalog.port import Facets
from domain.constraints import Constraints
from domain.product import Product
from llm.adapters.static_embedder import StaticEmbedder
from tests.fakes.catalog import MemoryCatalog

EMBEDDER: Final = StaticEmbedder()
ANYTHING: Final = Constraints()
SHELVES: Final = ("Soft Drinks & Water", "COFFEE", "ground_tea", "Cat Food", "Juice", "Pasta")
SHOP: Final = tuple(Product(name, name, category=name, price=2.0, allergens=()) for name in SHELVES)


class Counting(MemoryCatalog):
    """Counts how often its facets are read."""

    facets_read = 0

    async def facets(self) -> Facets:
        self.facets_read += 1
        return await super().facets()


class CountingEmbedder:
    """Counts the texts it embeds."""

    dimensions, name = EMBEDDER.dimensions, EMBEDDER.name

    def __init__(self) -> None:
        self.texts: list[str] = []

    def embed(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        self.texts.extend(texts)
        return EMBEDDER.embed(texts)


async def nearest(text: str, constraints: Constraints = ANYTHING) -> tuple[str, ...]:
    return await NearestCategories(MemoryCatalog(*SHOP), EMBEDDER).to(text, constraints)


async def test_the_nearest_come_first_and_are_three_at_most() -> None:
    assert (await nearest("beer"))[0] == "Soft Drinks & Water"
    assert len(await nearest("coffee juice tea")) == 3


async def test_names_are_compared_as_words_and_returned_as_written() -> None:
    assert (await nearest("ground tea"))[0] == "ground_tea"
    assert (await nearest("coffee"))[0] == "COFFEE"


async def test_nothing_is_near_to_nonsense_or_in_an_empty_shop() -> None:
    assert await nearest("xylophone") == ()
    assert await NearestCategories(MemoryCatalog(), EMBEDDER).to("beer", ANYTHING) == ()


async def test_a_shelf_is_named_only_when_something_on_it_may_be_had() -> None:
    kitten = Product("kibble", "Kibble", category="Cat Food", allergens=("fish",))
    catalog = MemoryCatalog(kitten)
    assert await NearestCategories(catalog, EMBEDDER).to("kitten food", ANYTHING) == ("Cat Food",)
    fish_free = Constraints(free_from=("fish",))
    assert await NearestCategories(catalog, EMBEDDER).to("kitten food", fish_free) == ()


async def test_the_names_are_embedded_once_for_each_state_of_the_catalogue() -> None:
    catalog, embedder = Counting(*SHOP), CountingEmbedder()
    shelves = NearestCategories(catalog, embedder)
    await shelves.to("beer", ANYTHING)
    await shelves.to("wine", ANYTHING)
    assert (catalog.facets_read, len(embedder.texts)) == (1, len(SHELVES) + 2)
    await catalog.upsert([Product("beer", "Lager", category="Beer")])
    assert (await shelves.to("beer", ANYTHING))[0] == "Beer"
    assert catalog.facets_read == 2
