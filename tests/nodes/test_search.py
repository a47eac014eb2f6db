"""Products are found, and without the catalogue those found lately that may be shown."""

import pytest

from domain.constraints import Constraints
from domain.errors import Invalid
from domain.product import Product
from nodes.search import RecentHits, Search, Writes
from tests.fakes.catalog import MemoryCatalog

OAT = Product("oat", "Oat Milk", price=3.0, allergens=())
WHOLE = Product("whole", "Whole Milk", price=2.0, allergens=("milk",))
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
