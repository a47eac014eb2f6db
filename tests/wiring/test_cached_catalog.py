"""A search is answered from what was kept, and never other than the catalogue would."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import pytest

from catalog.found_bytes import FoundBytes
from catalog.port import Catalog, Found, Kept, Query
from domain.constraints import Constraints
from domain.errors import Invalid, Unavailable
from domain.product import Product
from memory.adapters.memory_cache import MemoryCache
from tests.fakes.catalog import MemoryCatalog
from tests.fakes.clock import FixedClock
from wiring.cached_catalog import CachedCatalog

OAT = Product("oat", "Oat Milk", "Oatly", price=3.0, allergens=())
WHOLE = Product("whole", "Whole Milk", "Arla", price=2.0, allergens=("milk",))
MILK = Query("milk")
FORM = FoundBytes(b"sixteen bytes or more", "shop")


class Shelf(MemoryCatalog):
    """A catalogue whose searches and versions can be held up.

    Attributes:
        gate: Searches wait for it.
        during: Done after a search has begun, and before it reads the products.
        lost: Set to True to make the version unknown.
        versions: How often it was asked for.
    """

    def __init__(self, *products: Product) -> None:
        super().__init__(*products)
        self.gate = asyncio.Event()
        self.gate.set()
        self.during: Callable[[], Awaitable[Any]] | None = None
        self.lost = False
        self.versions = 0

    async def search(self, query: Query) -> Found:
        if self.during is not None:
            await self.during()
        found = await super().search(query)
        await self.gate.wait()
        return found

    async def version(self) -> str:
        self.versions += 1
        if self.lost:
            raise Unavailable("The catalogue does not answer; try again.")
        return await super().version()


@pytest.fixture
def shelf() -> Shelf:
    return Shelf(OAT, WHOLE)


@pytest.fixture
def cache(clock: FixedClock) -> MemoryCache:
    return MemoryCache(clock)


@pytest.fixture
def catalog(shelf: Shelf, cache: MemoryCache, clock: FixedClock) -> CachedCatalog:
    return CachedCatalog(shelf, cache, FORM, clock)


def counted(catalog: CachedCatalog) -> tuple[int, int, int]:
    lookups = catalog.lookups
    return lookups.hits, lookups.misses, lookups.shared


async def test_the_same_search_asks_the_catalogue_once(
    catalog: CachedCatalog, shelf: Shelf
) -> None:
    first = await catalog.search(MILK)
    assert await catalog.search(MILK) == first == await shelf.search(MILK)
    assert (len(shelf.asked), counted(catalog)) == (2, (1, 1, 0))


async def test_a_search_asks_for_the_version_once(catalog: CachedCatalog, shelf: Shelf) -> None:
    await catalog.search(MILK)
    assert (shelf.versions, counted(catalog)) == (1, (0, 1, 0))
    await catalog.search(MILK)
    assert (shelf.versions, counted(catalog)) == (2, (1, 1, 0))


@pytest.mark.parametrize(
    "other",
    [
        Query("Milk"),
        Query("milk", Constraints(price_max=2)),
        Query("milk", limit=49),
        Query("milk", semantic_weight=0.3),
    ],
)
async def test_another_search_is_another_answer(
    catalog: CachedCatalog, shelf: Shelf, other: Query
) -> None:
    await catalog.search(MILK)
    assert await catalog.search(other) == await shelf.search(other)
    assert counted(catalog) == (0, 2, 0)


async def test_after_five_minutes_the_catalogue_is_asked_again(
    catalog: CachedCatalog, clock: FixedClock
) -> None:
    await catalog.search(MILK)
    clock.move(seconds=299)
    await catalog.search(MILK)
    clock.move(seconds=1)
    await catalog.search(MILK)
    assert counted(catalog) == (1, 2, 0)


async def _upsert(catalog: Catalog) -> object:
    return await catalog.upsert([Product("soy", "Soy Milk")])


async def _reprice(catalog: Catalog) -> object:
    return await catalog.upsert([Product("oat", "Oat Milk", price=1.0)])


async def _remove(catalog: Catalog) -> object:
    return await catalog.remove(["oat"])


@pytest.mark.parametrize("change", [_upsert, _reprice, _remove])
async def test_a_change_of_products_is_seen_by_the_very_next_search(
    catalog: CachedCatalog, shelf: Shelf, change: Callable[[Catalog], Awaitable[object]]
) -> None:
    before = await catalog.search(MILK)
    await change(catalog)
    after = await catalog.search(MILK)
    assert after != before
    assert after == await shelf.search(MILK)


async def test_what_was_found_while_products_changed_is_not_kept(
    catalog: CachedCatalog, shelf: Shelf
) -> None:
    before = await shelf.version()
    shelf.during = lambda: shelf.remove(["whole"])
    assert len((await catalog.search(MILK)).hits) == 1
    shelf.during = None
    await shelf.upsert([WHOLE])
    assert await shelf.version() == before
    assert len((await catalog.search(MILK)).hits) == 2
    assert counted(catalog) == (0, 2, 0)


async def test_the_same_search_at_once_asks_the_catalogue_once(
    catalog: CachedCatalog, shelf: Shelf
) -> None:
    found = await asyncio.gather(*(catalog.search(MILK) for _ in range(20)))
    assert len(shelf.asked) == 1
    assert all(one == found[0] for one in found)
    assert counted(catalog) == (0, 1, 19)


async def test_who_gives_up_does_not_spoil_it_for_the_others(
    catalog: CachedCatalog, shelf: Shelf
) -> None:
    shelf.gate.clear()
    first, second = (asyncio.create_task(catalog.search(MILK)) for _ in range(2))
    while not shelf.asked:
        await asyncio.sleep(0)
    first.cancel()
    await asyncio.sleep(0)
    shelf.gate.set()
    assert len((await second).hits) == 2
    assert first.cancelled()
    assert len(shelf.asked) == 1


async def test_a_search_after_a_change_does_not_share_one_from_before(
    catalog: CachedCatalog, shelf: Shelf
) -> None:
    shelf.gate.clear()
    old = asyncio.create_task(catalog.search(MILK))
    while not shelf.asked:
        await asyncio.sleep(0)
    await shelf.remove(["oat"])
    new = asyncio.create_task(catalog.search(MILK))
    while len(shelf.asked) < 2:
        await asyncio.sleep(0)
    shelf.gate.set()
    assert [len((await task).hits) for task in (old, new)] == [2, 1]


@pytest.mark.parametrize("value", [b"", b"damaged", bytes(400)])
async def test_a_value_that_cannot_be_read_is_a_miss(
    catalog: CachedCatalog, shelf: Shelf, cache: MemoryCache, value: bytes
) -> None:
    await cache.put(FORM.key(MILK, await shelf.version()), value)
    assert len((await catalog.search(MILK)).hits) == 2
    assert counted(catalog) == (0, 1, 0)


async def test_what_fails_is_said_and_not_kept(catalog: CachedCatalog, shelf: Shelf) -> None:
    shelf.down = True
    with pytest.raises(Unavailable, match="does not answer"):
        await catalog.search(MILK)
    with pytest.raises(Invalid, match="1 to 1000"):
        await catalog.search(Query("milk", limit=0))
    shelf.down = False
    assert len((await catalog.search(MILK)).hits) == 2
    assert counted(catalog) == (0, 1, 0)


async def test_without_a_version_the_catalogue_itself_answers(
    catalog: CachedCatalog, shelf: Shelf
) -> None:
    await catalog.search(MILK)
    shelf.lost = True
    assert len((await catalog.search(MILK)).hits) == 2
    shelf.down = True
    with pytest.raises(Unavailable):
        await catalog.search(MILK)
    assert counted(catalog) == (0, 1, 0)


async def test_without_its_cache_every_search_is_answered(shelf: Shelf, clock: FixedClock) -> None:
    catalog = CachedCatalog(shelf, MemoryCache(clock, most_entries=0), FORM, clock)
    for _ in range(3):
        assert await catalog.search(MILK) == await shelf.search(MILK)
    assert counted(catalog) == (0, 3, 0)


async def test_all_else_is_the_catalogues(catalog: CachedCatalog, shelf: Shelf) -> None:
    assert await catalog.upsert([OAT]) == Kept(1, 1)
    assert await catalog.get(["oat"]) == {"oat": OAT}
    assert await catalog.remove(["whole"]) == 1
    assert await catalog.count() == 1
    assert await catalog.facets() == await shelf.facets()
    assert await catalog.version() == await shelf.version()
    products: Sequence[Product] = [product async for product in catalog.products()]
    assert products == [OAT]


async def test_closing_ends_the_searches_that_run(catalog: CachedCatalog, shelf: Shelf) -> None:
    shelf.gate.clear()
    search = asyncio.create_task(catalog.search(MILK))
    while not shelf.asked:
        await asyncio.sleep(0)
    await catalog.close()
    with pytest.raises(Unavailable, match="being closed"):
        await search
