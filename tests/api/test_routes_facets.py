"""What there is to filter by."""

from pathlib import Path

import pytest

from tests.api.shop import Shop, open_shop

pytestmark = pytest.mark.asyncio(loop_scope="module")

ROUTE = "/api/v1/facets"


async def test_each_facet_names_its_values_with_their_products_most_frequent_first(
    shop: Shop,
) -> None:
    facets = await shop.get(ROUTE)
    assert facets["categories"] == {"Milk": 4, "Cereal": 1, "Snacks": 1}
    assert next(iter(facets["brands"].items())) == ("Alpro", 2)
    assert facets["diets"] == {"vegan": 1}
    assert facets["attributes"] == {"plant_based": 3, "spicy": 1}
    assert facets["allergens"] == {"nuts": 2, "milk": 1}


async def test_a_product_that_goes_takes_its_values_with_it(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        await shop.delete("/api/v1/products/chips")
        assert "Snacks" not in (await shop.get(ROUTE))["categories"]
