"""What every catalogue must do, whichever store is behind it."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from catalog.port import Catalog, Query
from domain.constraints import Constraints
from domain.errors import Invalid
from domain.product import Product
from domain.proposal import Outcome
from tests.contracts.catalog_versions import VersionsContract
from tests.contracts.shelf import ALLERGIES, PACKS, SHELF, skus


class CatalogContract(VersionsContract):
    """The suite; a subclass brings a fixture `catalog` that is empty."""

    @pytest.fixture
    async def stocked(self, catalog: Catalog) -> Catalog:
        """The catalogue with SHELF in it."""
        await catalog.upsert(SHELF)
        return catalog

    async def test_what_was_written_is_read_back_unchanged(self, stocked: Catalog) -> None:
        found = await stocked.get([product.sku for product in SHELF])
        assert list(found.values()) == list(SHELF)

    async def test_unknown_skus_are_left_out(self, stocked: Catalog) -> None:
        assert list(await stocked.get(["m1", "nope"])) == ["m1"]

    async def test_an_empty_catalogue_carries_nothing(self, catalog: Catalog) -> None:
        found = await catalog.search(Query("milk"))
        assert (found.hits, found.outcome) == ((), Outcome.NOT_CARRIED)
        assert await catalog.count() == 0

    async def test_the_product_named_comes_first(self, stocked: Catalog) -> None:
        assert (await skus(stocked, "oat milk"))[0] == "m3"

    async def test_other_forms_of_a_word_are_found(self, stocked: Catalog) -> None:
        assert {"y1", "y2"} <= set(await skus(stocked, "yogurts"))

    async def test_brand_category_and_description_are_searched(self, stocked: Catalog) -> None:
        assert (await skus(stocked, "bubbles"))[0] == "s1"
        assert (await skus(stocked, "lemon"))[0] == "s1"
        assert "c2" in await skus(stocked, "snacks")

    async def test_relevance_falls_and_stays_between_0_and_1(self, stocked: Catalog) -> None:
        found = await stocked.search(Query("milk", limit=20))
        relevances = [hit.relevance for hit in found.hits]
        assert relevances == sorted(relevances, reverse=True)
        assert all(0 <= relevance <= 1 for relevance in relevances)

    async def test_an_unknown_word_is_corrected_and_said(self, stocked: Catalog) -> None:
        found = await stocked.search(Query("choclate cokies"))
        assert found.hits[0].product.sku == "c1"
        assert found.corrections == {"choclate": "chocolate", "cokies": "cookies"}

    async def test_a_known_word_is_never_corrected(self, stocked: Catalog) -> None:
        found = await stocked.search(Query("goat milk"))
        assert found.hits[0].product.sku == "m4"
        assert not found.corrections

    async def test_an_empty_text_means_everything_admitted(self, stocked: Catalog) -> None:
        assert set(await skus(stocked, "", 50)) == {product.sku for product in SHELF}
        assert set(await skus(stocked, " ", 50, categories=("milk",))) == {"m1", "m2", "m3", "m4"}

    async def test_a_price_cap_returns_k_items_whenever_k_exist(self, catalog: Catalog) -> None:
        dear = [Product(f"d{n}", "Milk", price=90.0 + n) for n in range(300)]
        cheap = [Product(f"c{n}", "Cereal with milk and honey", price=1.0) for n in range(20)]
        await catalog.upsert([*dear, *cheap])
        found = await catalog.search(Query("milk", Constraints(price_max=2), 20))
        assert {hit.product.sku for hit in found.hits} == {product.sku for product in cheap}

    async def test_a_rare_value_is_found_behind_many_better_matches(self, catalog: Catalog) -> None:
        many = [Product(f"n{n}", "Milk", "Common") for n in range(600)]
        rare = Product("r", "Shake with some milk in it", "Rare")
        await catalog.upsert([*many, rare])
        assert await skus(catalog, "milk", brands=("rare",)) == ["r"]

    @pytest.mark.parametrize(
        ("wanted", "expected"),
        [
            ({"price_min": 1.8, "price_max": 2.0}, {"m1", "m2"}),
            ({"brands": ("OATLY", "alpine")}, {"m3", "m4"}),
            ({"not_brands": ("dairyland",)}, {"m3", "m4"}),
            ({"categories": ("milk",), "diets": ("Vegan",)}, {"m3"}),
            ({"attributes": ("organic", "plant_based")}, {"m3"}),
            ({"in_stock": True}, {"m3"}),
            ({"categories": ("MILK",), "free_from": ("milk",)}, {"m3"}),
        ],
    )
    async def test_each_filter_cuts_as_it_says(
        self, stocked: Catalog, wanted: dict[str, Any], expected: set[str]
    ) -> None:
        found = set(await skus(stocked, "milk", **wanted))
        assert {sku for sku in found if sku.startswith("m")} == expected

    @pytest.mark.parametrize(
        ("wanted", "expected"),
        [
            ({"sizes": ("1 l",)}, {"m", "q", "dear"}),
            ({"sizes": ("1000 ML", "6 ct")}, {"m", "q", "dear", "e"}),
            ({"sizes": ("1 qt",)}, set()),
            ({"sizes": ("large",)}, set()),
            ({"price_per_l_max": 2.0}, {"m", "big"}),
            ({"price_per_l_max": 1.99}, {"big"}),
            ({"price_per_kg_max": 4.0}, {"k"}),
            ({"price_per_each_max": 0.5}, {"e"}),
            ({"price_per_kg_max": 99.0, "price_per_l_max": 99.0}, set()),
            ({"sizes": ("1 l",), "price_per_l_max": 2.5, "price_min": 2.1}, {"q"}),
        ],
    )
    @pytest.mark.parametrize("text", ["", "milk"])
    async def test_sizes_and_unit_prices_are_compared_as_amounts(
        self, catalog: Catalog, text: str, wanted: dict[str, Any], expected: set[str]
    ) -> None:
        await catalog.upsert(PACKS)
        assert set(await skus(catalog, text, 50, **wanted)) == expected

    @pytest.mark.parametrize("text", ["", "bar"])
    @pytest.mark.parametrize(
        ("ruled_out", "expected"),
        [
            ("nuts", {"plain", "milk", "whey"}),
            ("Tree Nuts", {"plain", "milk", "whey"}),
            ("almond", {"plain", "milk", "whey"}),
            ("peanuts", {"plain", "milk", "whey", "tree", "listed"}),
            ("dairy", {"plain", "tree", "listed", "peanut"}),
            ("MILK", {"plain", "tree", "listed", "peanut"}),
        ],
    )
    async def test_ruling_out_an_allergen_rules_out_all_its_names(
        self, catalog: Catalog, text: str, ruled_out: str, expected: set[str]
    ) -> None:
        await catalog.upsert(ALLERGIES)
        assert set(await skus(catalog, text, 50, free_from=(ruled_out,))) == expected

    async def test_another_name_of_an_allergen_that_is_held_is_supported(
        self, catalog: Catalog
    ) -> None:
        await catalog.upsert(ALLERGIES)
        found = await catalog.search(Query("bar", Constraints(free_from=("almond", "dairy"))))
        assert (found.outcome, found.unsupported) == (Outcome.OK, ())

    async def test_a_size_nobody_packs_is_said(self, catalog: Catalog) -> None:
        await catalog.upsert(PACKS)
        found = await catalog.search(Query("milk", Constraints(sizes=("2 gal", "34 fl oz", "big"))))
        assert (found.outcome, found.unsupported) == (
            Outcome.FILTER_UNSUPPORTED,
            ("2 gal", "big"),
        )
        assert found.hits

    async def test_a_unit_price_below_all_names_the_prices_there_are(
        self, catalog: Catalog
    ) -> None:
        await catalog.upsert(PACKS)
        found = await catalog.search(Query("eggs", Constraints(price_per_each_max=0.1)))
        assert (found.outcome, found.price_range) == (Outcome.OUT_OF_PRICE_RANGE, (3.0, 3.0))

    async def test_unknown_allergens_are_never_free_of_anything(self, stocked: Catalog) -> None:
        free = set(await skus(stocked, "", 50, free_from=("nuts",)))
        assert free == {"m1", "m2", "m3", "y1", "y2"}
        assert free == set(await skus(stocked, "", 50, free_from=("peanuts",)))

    async def test_an_allergen_nobody_declares_is_said_and_still_cuts(
        self, stocked: Catalog
    ) -> None:
        found = await stocked.search(Query("milk", Constraints(free_from=("lupin",))))
        assert (found.outcome, found.unsupported) == (Outcome.FILTER_UNSUPPORTED, ("lupin",))
        assert found.hits
        assert all(hit.product.allergens is not None for hit in found.hits)

    async def test_a_value_no_product_carries_is_said(self, stocked: Catalog) -> None:
        found = await stocked.search(Query("milk", Constraints(diets=("halal",))))
        assert (found.outcome, found.unsupported) == (Outcome.FILTER_UNSUPPORTED, ("halal",))
        assert not found.hits

    async def test_refusing_an_unknown_brand_is_no_unsupported_filter(
        self, stocked: Catalog
    ) -> None:
        found = await stocked.search(Query("milk", Constraints(not_brands=("Nobody",))))
        assert found.outcome is Outcome.OK

    async def test_something_never_sold_is_not_carried(self, stocked: Catalog) -> None:
        found = await stocked.search(Query("snowboard bindings"))
        assert (found.hits, found.outcome) == ((), Outcome.NOT_CARRIED)

    async def test_a_price_below_all_names_the_range_there_is(self, stocked: Catalog) -> None:
        cheap = Constraints(price_max=0.5, categories=("milk",))
        found = await stocked.search(Query("milk", cheap))
        assert (found.hits, found.outcome) == ((), Outcome.OUT_OF_PRICE_RANGE)
        assert found.price_range == (1.8, 3.5)

    async def test_limits_out_of_range_are_refused(self, catalog: Catalog) -> None:
        for limit in (0, 1001):
            with pytest.raises(Invalid, match="limit"):
                await catalog.search(Query("milk", limit=limit))

    async def test_an_upsert_counts_new_and_replaced(self, stocked: Catalog) -> None:
        kept = await stocked.upsert([Product("m1", "Raw Milk"), Product("n1", "Nectar")])
        assert (kept.kept, kept.updated) == (2, 1)
        assert await stocked.count() == len(SHELF) + 1

    async def test_the_last_of_equal_skus_in_one_upsert_stands(self, catalog: Catalog) -> None:
        kept = await catalog.upsert([Product("a", "Apple"), Product("a", "Apricot")])
        assert (kept.kept, kept.updated, await catalog.count()) == (2, 1, 1)
        assert (await catalog.get(["a"]))["a"].name == "Apricot"

    async def test_a_replaced_product_is_found_by_its_new_words_only(
        self, stocked: Catalog
    ) -> None:
        await stocked.upsert([Product("s1", "Tulip Bulbs", "Garden", "Plants")])
        assert await skus(stocked, "tulip") == ["s1"]
        assert "s1" not in await skus(stocked, "bubbles")
        assert "Cleaning" not in (await stocked.facets()).categories

    async def test_a_removed_product_is_gone(self, stocked: Catalog) -> None:
        assert await stocked.remove(["m3", "nope", "m3"]) == 1
        assert not await stocked.get(["m3"])
        assert "m3" not in await skus(stocked, "oat milk")
        assert "m3" not in await skus(stocked, "", 50)
        assert "Milk" in (await stocked.facets()).categories

    async def test_the_version_changes_with_the_products(self, stocked: Catalog) -> None:
        seen = [await stocked.version()]
        assert await stocked.version() == seen[0]
        await stocked.upsert([Product("n1", "Nectar")])
        seen.append(await stocked.version())
        await stocked.remove(["n1"])
        seen.append(await stocked.version())
        assert len(set(seen)) == 3

    async def test_an_answer_says_which_version_it_was_found_in(self, stocked: Catalog) -> None:
        dear = Query("milk", Constraints(price_max=0.01))
        for change in ([], [Product("m3", "Nectar")]):
            await stocked.upsert(change)
            for query in (Query("milk"), Query(""), dear):
                assert (await stocked.search(query)).version == await stocked.version()

    async def test_facets_count_values_most_frequent_first(self, stocked: Catalog) -> None:
        facets = await stocked.facets()
        assert list(facets.categories.items())[:2] == [("Milk", 4), ("Yogurt", 2)]
        assert facets.brands["Oatly"] == 2
        assert facets.diets == {"vegan": 2}
        assert facets.attributes == {"organic": 1, "plant_based": 1}
        assert facets.allergens["milk"] == 3

    async def test_every_product_is_yielded_once(self, stocked: Catalog) -> None:
        await stocked.upsert([Product("m1", "Raw Milk")])
        read = [product.sku async for product in stocked.products()]
        assert sorted(read) == sorted(product.sku for product in SHELF)

    async def test_a_search_never_sees_half_an_upsert(self, catalog: Catalog) -> None:
        def stock(price: float) -> list[Product]:
            return [Product(f"p{n}", "Pear", price=price) for n in range(40)]

        await catalog.upsert(stock(1.0))

        async def prices(times: int) -> Sequence[set[float | None]]:
            seen = []
            for _ in range(times):
                found = await catalog.search(Query("pear", limit=100))
                seen.append({hit.product.price for hit in found.hits})
                assert len(found.hits) == 40
                await asyncio.sleep(0)
            return seen

        searching = asyncio.create_task(prices(60))
        for price in (2.0, 3.0):
            await catalog.upsert(stock(price))
        seen = await searching
        assert all(len(one) == 1 for one in seen)
        assert await prices(1) == [{3.0}]
