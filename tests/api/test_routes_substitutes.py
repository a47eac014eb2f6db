"""What can take a product's place, over HTTP."""

from pathlib import Path
from typing import Any

import pytest

from tests.api.shop import Shop, code_of, open_shop

pytestmark = pytest.mark.asyncio(loop_scope="module")

PREFERENCE = "/api/v1/events/preference"


def instead_of(sku: str) -> str:
    """Return where the substitutes of a product are."""
    return f"/api/v1/products/{sku}/substitutes"


def skus(reply: dict[str, Any]) -> list[str]:
    return [each["product"]["sku"] for each in reply["substitutes"]]


async def test_what_is_like_it_is_offered_with_reasons_best_first(shop: Shop) -> None:
    reply = await shop.get(instead_of("almond"), user_id="asks")
    assert reply["original"]["name"] == "Almond Milk"
    assert skus(reply)[0] == "oat"
    scores = [each["score"] for each in reply["substitutes"]]
    assert scores == sorted(scores, reverse=True)
    codes = {reason["code"] for reason in reply["substitutes"][0]["reasons"]}
    assert {"same_category", "same_attributes", "cheaper"} <= codes
    assert reply["why"] is None


async def test_what_the_subject_rules_out_is_never_offered(shop: Shop) -> None:
    assert "almond" in skus(await shop.get(instead_of("soy"), user_id="allergic"))
    said: dict[str, Any] = {"relation": "allergic_to", "value": "nuts", "action": "set"}
    await shop.post(PREFERENCE, user_id="allergic", **said)
    offered = skus(await shop.get(instead_of("soy"), user_id="allergic"))
    assert offered
    assert "almond" not in offered


async def test_fewer_may_be_asked_for(shop: Shop) -> None:
    reply = await shop.get(instead_of("soy"), user_id="few", limit=1)
    assert len(reply["substitutes"]) == 1
    assert code_of(await shop.get(instead_of("soy"), 422, user_id="few", limit=4)) == "invalid"


async def test_without_any_it_says_why(shop: Shop) -> None:
    reply = await shop.get(instead_of("chips"), user_id="asks")
    assert (reply["substitutes"], reply["why"]) == ([], "nothing here is like it and fits you")


async def test_a_shop_that_offers_none_says_so(tmp_path: Path) -> None:
    rules = tmp_path / "config"
    rules.mkdir()
    (rules / "substitution.yaml").write_text("prefer: never\n", encoding="utf-8")
    async with open_shop(tmp_path / "shop", config_dir=rules) as shop:
        reply = await shop.get(instead_of("soy"), user_id="asks")
    assert reply["substitutes"] == []
    assert reply["why"].startswith("this shop offers none by itself")


async def test_what_the_subject_wants_instead_comes_first_or_nothing_does(shop: Shop) -> None:
    said: dict[str, Any] = {"relation": "substitutes", "value": "never", "action": "set"}
    await shop.post(PREFERENCE, user_id="refuses", **said)
    reply = await shop.get(instead_of("soy"), user_id="refuses")
    assert reply["substitutes"] == []
    assert reply["why"].startswith("you want no substitutes")


async def test_what_is_not_sold_has_no_substitutes(shop: Shop) -> None:
    assert code_of(await shop.get(instead_of("unicorn"), 404, user_id="asks")) == "not_found"


async def test_somebody_must_be_named(shop: Shop) -> None:
    assert code_of(await shop.get(instead_of("soy"), 422)) == "invalid"


async def test_a_sku_with_a_slash_has_substitutes_too(shop: Shop) -> None:
    row = {"sku": "oat/2", "name": "Oat Milk", "category": "Milk", "price": 3}
    await shop.post("/api/v1/products", products=[row])
    assert skus(await shop.get(instead_of("oat/2"), user_id="asks"))[0] == "oat"
    await shop.delete("/api/v1/products/oat/2")
