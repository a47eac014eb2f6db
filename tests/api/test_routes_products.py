"""Products over HTTP: written with a verdict per row, read and removed."""

from pathlib import Path
from typing import Any

import pytest

from tests.api.shop import OAT, Shop, code_of, open_shop

pytestmark = pytest.mark.asyncio(loop_scope="module")

ROUTE = "/api/v1/products"
SWAP = f"{ROUTE}/swap"


async def test_each_row_gets_its_verdict_and_the_good_ones_are_kept(shop: Shop) -> None:
    rows = [
        {"sku": "p1", "name": "Plum"},
        {"sku": "p2"},
        {"sku": "p3", "name": "Pear", "price": -1},
        "a text",
        {"sku": "p4", "name": "Peach", "colour": "pink"},
    ]
    reply = await shop.post(ROUTE, products=rows)
    assert (reply["kept"], reply["updated"]) == (1, 0)
    reasons = {each["index"]: each["reason"] for each in reply["rejected"]}
    assert set(reasons) == {1, 2, 3, 4}
    assert reasons[1].startswith("name:")
    assert reasons[2].startswith("price:")
    assert reasons[4].startswith("colour:")


async def test_a_product_written_again_is_updated(shop: Shop) -> None:
    await shop.post(ROUTE, products=[{"sku": "u1", "name": "Udon", "price": 2}])
    reply = await shop.post(ROUTE, products=[{"sku": "u1", "name": "Udon", "price": 3}])
    assert (reply["kept"], reply["updated"]) == (1, 1)
    assert (await shop.get(f"{ROUTE}/u1"))["price"] == 3


async def test_a_product_is_found_from_the_moment_it_is_written(shop: Shop) -> None:
    await shop.post(ROUTE, products=[{"sku": "q1", "name": "Quince Jelly"}])
    assert await shop.skus("finder", "quince jelly") == ["q1"]


async def test_a_product_is_read_as_it_was_written(shop: Shop) -> None:
    read = await shop.get(f"{ROUTE}/oat")
    assert {name: read[name] for name in OAT} == OAT


async def test_unknown_allergens_stay_unknown_and_none_stay_none(shop: Shop) -> None:
    assert (await shop.get(f"{ROUTE}/soy"))["allergens"] is None
    assert (await shop.get(f"{ROUTE}/oat"))["allergens"] == []


async def test_a_removed_product_is_neither_read_nor_found(shop: Shop) -> None:
    await shop.post(ROUTE, products=[{"sku": "r1", "name": "Rhubarb Tart"}])
    assert await shop.delete(f"{ROUTE}/r1") == {"removed": 1}
    assert code_of(await shop.get(f"{ROUTE}/r1", 404)) == "not_found"
    assert code_of(await shop.delete(f"{ROUTE}/r1", 404)) == "not_found"
    assert "r1" not in await shop.skus("finder", "rhubarb tart")


async def test_a_sku_with_a_slash_can_be_read_and_removed(shop: Shop) -> None:
    await shop.post(ROUTE, products=[{"sku": "a/b", "name": "Slashed"}])
    assert (await shop.get(f"{ROUTE}/a/b"))["sku"] == "a/b"
    await shop.delete(f"{ROUTE}/a/b")


async def test_more_rows_than_one_body_may_hold_are_refused(shop: Shop) -> None:
    refused = await shop.post(ROUTE, 422, products=[{}] * 5001)
    assert refused["errors"][0]["code"] == "too_long"


async def test_a_staged_catalogue_is_sold_from_the_swap_on(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        rows = [{"sku": "oat", "name": "Oat Cream"}, {"sku": "fig", "name": "Fig"}, {"sku": "x"}]
        staged = await shop.post(ROUTE, products=rows, version="spring")
        assert (staged["kept"], staged["updated"]) == (2, 0)
        assert [each["index"] for each in staged["rejected"]] == [2]
        assert await shop.skus("finder", "fig") == []
        assert (await shop.get(f"{ROUTE}/oat"))["name"] == "Oat Milk"
        assert await shop.post(SWAP, version="spring", expected=2) == {"kept": 2, "updated": 1}
        assert await shop.skus("finder", "fig") == ["fig"]
        assert (await shop.get(f"{ROUTE}/oat"))["name"] == "Oat Cream"
        assert code_of(await shop.get(f"{ROUTE}/whole", 404)) == "not_found"


async def test_a_swap_of_something_else_changes_nothing(shop: Shop) -> None:
    await shop.post(ROUTE, products=[{"sku": "fig", "name": "Fig"}], version="half")
    assert code_of(await shop.post(SWAP, 409, version="half", expected=2)) == "conflict"
    assert code_of(await shop.post(SWAP, 404, version="never")) == "not_found"
    assert (await shop.get(f"{ROUTE}/oat"))["name"] == "Oat Milk"


@pytest.mark.parametrize("name", ["", "a b", "../x", "a" * 41, "a\n"])
async def test_a_name_that_cannot_be_a_versions_is_refused(shop: Shop, name: str) -> None:
    bodies: dict[str, dict[str, Any]] = {ROUTE: {"products": []}, SWAP: {}}
    for route, body in bodies.items():
        refused = await shop.post(route, 422, version=name, **body)
        assert refused["errors"][0]["field"] == "body.version"
