"""What every catalogue must do when all of its products are replaced at once."""

import asyncio

import pytest

from catalog.port import Catalog, Kept, Query
from domain.errors import Conflict, Invalid, NotFound
from domain.product import Product
from domain.proposal import Outcome
from tests.contracts.shelf import ALLERGIES, FIG, PACKS, SHELF, skus


class VersionsContract:
    """The part of the suite about versions; fixtures as in CatalogContract."""

    async def test_a_staged_product_is_nowhere_until_it_is_swapped_in(
        self, stocked: Catalog
    ) -> None:
        before = (await stocked.version(), await stocked.facets())
        assert await stocked.stage("next", [Product("m1", "Mead"), FIG]) == Kept(2, 0)
        assert await skus(stocked, "fig") == []
        assert set(await stocked.get(["m1", "fig"])) == {"m1"}
        assert (await stocked.get(["m1"]))["m1"] == SHELF[0]
        assert [product.sku async for product in stocked.products()].count("fig") == 0
        assert await stocked.count() == len(SHELF)
        assert (await stocked.version(), await stocked.facets()) == before

    async def test_a_swap_leaves_only_what_was_staged(self, stocked: Catalog) -> None:
        before = await stocked.version()
        await stocked.stage("next", [Product("m1", "Mead", "Hive", "Drinks")])
        await stocked.stage("next", [FIG])
        assert await stocked.swap("next", 2) == Kept(2, 1)
        assert await stocked.count() == 2
        assert set(await skus(stocked, "", 50)) == {"m1", "fig"}
        assert await skus(stocked, "mead") == ["m1"]
        assert await skus(stocked, "oat milk") == []
        assert not await stocked.get(["m3"])
        assert (await stocked.facets()).brands == {"Hive": 1}
        assert await stocked.version() != before

    async def test_a_product_staged_twice_stands_as_staged_last(self, catalog: Catalog) -> None:
        await catalog.stage("next", [FIG, Product("pear", "Pear")])
        assert await catalog.stage("next", [Product("fig", "Green Fig")]) == Kept(1, 1)
        assert await catalog.swap("next", 2) == Kept(2, 0)
        assert (await catalog.get(["fig"]))["fig"].name == "Green Fig"
        assert await skus(catalog, "green") == ["fig"]

    async def test_what_was_swapped_in_can_be_changed_and_swapped_out(
        self, stocked: Catalog
    ) -> None:
        versions = [await stocked.version()]
        for turn in range(2):
            await stocked.stage("again", [FIG, Product(f"t{turn}", "Turnip")])
            await stocked.swap("again")
            versions.append(await stocked.version())
            await stocked.upsert([Product("u", "Udon")])
            versions.append(await stocked.version())
            assert set(await skus(stocked, "", 50)) == {"fig", f"t{turn}", "u"}
        assert len(set(versions)) == 5

    async def test_what_was_upserted_while_staging_goes_with_the_old(
        self, stocked: Catalog
    ) -> None:
        await stocked.stage("next", [FIG])
        await stocked.upsert([Product("late", "Late Apple")])
        await stocked.remove(["m1"])
        assert await skus(stocked, "late apple") == ["late"]
        await stocked.swap("next")
        assert await skus(stocked, "", 50) == ["fig"]

    async def test_nothing_staged_cannot_be_swapped_in(self, stocked: Catalog) -> None:
        with pytest.raises(NotFound, match="nobody"):
            await stocked.swap("nobody")
        await stocked.stage("next", [FIG])
        await stocked.swap("next")
        with pytest.raises(NotFound, match="next"):
            await stocked.swap("next")
        assert await skus(stocked, "", 50) == ["fig"]

    async def test_a_swap_drops_the_other_staged_versions(self, stocked: Catalog) -> None:
        await stocked.stage("other", [Product("pear", "Pear")])
        await stocked.stage("next", [FIG])
        await stocked.swap("next")
        with pytest.raises(NotFound, match="other"):
            await stocked.swap("other")
        await stocked.stage("other", [Product("plum", "Plum")])
        await stocked.swap("other")
        assert await skus(stocked, "", 50) == ["plum"]

    async def test_half_a_catalogue_is_not_swapped_in(self, stocked: Catalog) -> None:
        await stocked.stage("next", [FIG])
        before = await stocked.version()
        with pytest.raises(Conflict, match="1 products, not 2"):
            await stocked.swap("next", 2)
        assert await stocked.count() == len(SHELF)
        assert await stocked.version() == before
        await stocked.stage("next", [Product("pear", "Pear")])
        assert await stocked.swap("next", 2) == Kept(2, 0)

    async def test_an_empty_version_can_be_swapped_in(self, stocked: Catalog) -> None:
        assert await stocked.stage("empty", []) == Kept(0, 0)
        assert await stocked.swap("empty", 0) == Kept(0, 0)
        assert await stocked.count() == 0
        assert (await stocked.search(Query("milk"))).outcome is Outcome.NOT_CARRIED

    @pytest.mark.parametrize("name", ["", "a" * 41, "../up", "a b", "é", "a\n"])
    async def test_a_name_that_cannot_be_a_versions_is_refused(
        self, catalog: Catalog, name: str
    ) -> None:
        with pytest.raises(Invalid, match="version"):
            await catalog.stage(name, [FIG])

    async def test_constraints_hold_in_what_was_swapped_in(self, stocked: Catalog) -> None:
        await stocked.stage("packs", PACKS)
        await stocked.stage("packs", ALLERGIES)
        await stocked.swap("packs", len(PACKS) + len(ALLERGIES))
        assert set(await skus(stocked, "milk", 50, price_per_l_max=2.0)) == {"m", "big"}
        assert set(await skus(stocked, "bar", 50, free_from=("nuts",))) == {
            "plain",
            "milk",
            "whey",
        }

    async def test_a_search_sees_either_all_old_products_or_all_new_ones(
        self, catalog: Catalog
    ) -> None:
        def stock(price: float) -> list[Product]:
            return [Product(f"p{n}-{price:g}", "Pear", price=price) for n in range(40)]

        await catalog.upsert(stock(1.0))
        seen: list[set[float | None]] = []
        done = asyncio.Event()

        async def look() -> None:
            while not done.is_set():
                found = await catalog.search(Query("pear", limit=100))
                assert len(found.hits) == 40
                seen.append({hit.product.price for hit in found.hits})
                await asyncio.sleep(0)

        searching = asyncio.create_task(look())
        for price in (2.0, 3.0):
            for start in range(0, 40, 10):
                await catalog.stage(f"v{price:g}", stock(price)[start : start + 10])
            await catalog.swap(f"v{price:g}", 40)
        done.set()
        await searching
        assert all(len(one) == 1 for one in seen)
        assert (await skus(catalog, "pear", 50))[0].endswith("-3")
