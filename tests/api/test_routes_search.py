"""Search and ranking over HTTP: filters, outcomes, reasons and limits."""

from pathlib import Path
from typing import Any

import pytest

from domain.event import Kind
from domain.ids import text_of
from tests.api.shop import PRODUCTS, Shop, code_of, open_shop

pytestmark = pytest.mark.asyncio(loop_scope="module")

RANK = "/api/v1/rank"
SEARCH = "/api/search/personalized"


async def test_a_search_answers_with_products_reasons_and_a_proposal(shop: Shop) -> None:
    found = await shop.search("asks", "milk")
    assert {"results", "personalization_applied", "user_id", "proposal_id", "outcome",
            "degraded"} <= set(found)  # fmt: skip
    assert (found["user_id"], found["outcome"], found["degraded"]) == ("asks", "ok", [])
    assert found["personalization_applied"] is True
    assert [result["position"] for result in found["results"]] == [1, 2, 3, 4]
    product = found["results"][0]["product"]
    assert {"sku", "name", "brand", "category", "price", "allergens", "image"} <= set(product)


async def test_a_search_writes_down_what_was_asked_and_what_was_shown(shop: Shop) -> None:
    found = await shop.search("written", "milk", limit=2)
    asked, shown = await shop.events("written")
    assert (asked.kind, shown.kind) == (Kind.SEARCH_PERFORMED, Kind.PROPOSAL_SHOWN)
    assert asked.data["results_count"] == 2
    assert shown.data["proposal_id"] == found["proposal_id"]
    skus = [result["product"]["sku"] for result in found["results"]]
    assert [each["id"] for each in shown.data["shown"]] == skus


@pytest.mark.parametrize(
    ("filters", "admitted"),
    [
        ({"price_max": 3}, {"oat", "whole"}),
        ({"price_min": 3, "price_max": 4}, {"oat", "almond"}),
        ({"brands": ["alpro"]}, {"almond", "soy"}),
        ({"not_brands": ["Alpro"]}, {"oat", "whole"}),
        ({"categories": ["MILK"]}, {"oat", "whole", "almond", "soy"}),
        ({"diets": ["vegan"]}, {"oat"}),
        ({"attributes": ["plant_based"]}, {"oat", "almond", "soy"}),
        ({"free_from": ["nuts"]}, {"oat", "whole"}),
        ({"free_from": ["almond", "dairy"]}, {"oat"}),
        ({"sizes": ["1 l"]}, set()),
        ({"price_per_l_max": 100}, set()),
    ],
    ids=str,
)
async def test_every_result_satisfies_the_filters(
    shop: Shop, filters: dict[str, Any], admitted: set[str]
) -> None:
    assert set(await shop.skus("filters", "milk", filters=filters)) == admitted


async def test_no_more_results_than_asked_for(shop: Shop) -> None:
    assert len(await shop.skus("limited", "milk", limit=2)) == 2


async def test_a_price_below_all_others_is_answered_with_the_prices_there_are(shop: Shop) -> None:
    found = await shop.search("poor", "milk", filters={"price_max": 1})
    assert (found["results"], found["outcome"]) == ([], "out_of_price_range")
    assert found["price_range"] == {"min": 2.0, "max": 9.0}


async def test_what_nobody_sells_is_not_carried(shop: Shop) -> None:
    found = await shop.search("astronaut", "zzqx")
    assert (found["results"], found["outcome"]) == ([], "not_carried")


async def test_a_filter_no_product_carries_is_said_to_be_unsupported(shop: Shop) -> None:
    found = await shop.search("picky", "milk", filters={"diets": ["breatharian"]})
    assert found["outcome"] == "filter_unsupported"
    assert found["unsupported"] == ["breatharian"]


async def test_a_stated_allergy_acts_on_the_next_search(shop: Shop) -> None:
    assert "almond" in await shop.skus("allergic", "milk")
    await shop.post(
        "/api/v1/events/preference", user_id="allergic", relation="allergic_to", value="nuts"
    )
    assert set(await shop.skus("allergic", "milk")) == {"oat", "whole"}


async def test_a_personal_reason_names_the_event_behind_it(shop: Shop) -> None:
    click = await shop.post(
        "/api/v1/events/click", user_id="reasons", product_sku="oat", query="milk", position=1
    )
    found = await shop.search("reasons", "milk")
    personal = found["results"][0]["reasons"][0]
    assert found["results"][0]["product"]["sku"] == "oat"
    assert personal["evidence"] == [click["event_id"]]


async def test_what_somebody_usually_buys_appears_after_one_cart_add(shop: Shop) -> None:
    assert all(r["usual"] is None for r in (await shop.search("usual", "milk"))["results"])
    await shop.post("/api/v1/events/cart-add", user_id="usual", product_sku="whole", quantity=2)
    results = (await shop.search("usual", "milk"))["results"]
    usual = {r["product"]["sku"]: r["usual"] for r in results}
    assert usual["whole"]["quantity"] == 2


@pytest.mark.parametrize("limit", [0, 101, -1, 1.5, "many", None])
async def test_a_limit_out_of_bounds_is_refused(shop: Shop, limit: Any) -> None:
    refused = await shop.post(SEARCH, 422, user_id="a", query="milk", limit=limit)
    assert code_of(refused) == "invalid"
    assert refused["errors"][0]["field"] == "body.limit"


async def test_a_filter_that_does_not_exist_is_refused(shop: Shop) -> None:
    filters = {"colour": "red"}
    refused = await shop.post(SEARCH, 422, user_id="a", query="milk", filters=filters)
    assert refused["errors"][0]["field"] == "body.filters.colour"


async def test_over_the_limit_a_search_is_refused_and_says_when_to_come_back(
    tmp_path: Path,
) -> None:
    config = tmp_path / "config"
    config.mkdir()
    (config / "limits.yaml").write_text("searches: { per_minute: 2 }\n")
    async with open_shop(tmp_path / "var", config_dir=config) as shop:
        for _ in range(2):
            await shop.search("eager", "milk")
        reply = await shop.send("POST", SEARCH, json={"user_id": "eager", "query": "milk"})
        assert (reply.status_code, code_of(reply.json())) == (429, "too_many_requests")
        assert int(reply.headers["retry-after"]) >= 1
        await shop.search("patient", "milk")


async def test_without_personalization_everybody_gets_the_neutral_order(tmp_path: Path) -> None:
    async with open_shop(tmp_path / "var", enable_personalization=False) as shop:
        before = await shop.skus("neutral", "milk")
        for _ in range(3):
            await shop.post("/api/v1/events/click", user_id="neutral", product_sku=before[-1])
        found = await shop.search("neutral", "milk")
        assert found["personalization_applied"] is False
        assert [r["product"]["sku"] for r in found["results"]] == before
        ranked = await shop.post(RANK, user_id="neutral", items=[{"sku": sku} for sku in before])
        assert ranked["personalization_applied"] is False


async def test_ranking_returns_the_same_items_in_this_subjects_order(shop: Shop) -> None:
    await shop.post("/api/v1/events/click", user_id="ranks", product_sku="oat", position=1)
    items = [{"sku": each["sku"], "relevance": 0.5} for each in reversed(PRODUCTS)]
    ranked = await shop.post(RANK, user_id="ranks", items=items, context={"page": "home"})
    assert ranked["items"][0]["product"]["sku"] == "oat"
    assert sorted(each["product"]["sku"] for each in ranked["items"]) == sorted(
        each["sku"] for each in items
    )
    assert ranked["items"][0]["reasons"][0]["evidence"]
    assert "features" not in ranked["items"][0]


@pytest.mark.parametrize("place", ["body", "query"])
async def test_ranking_tells_its_features_when_asked(shop: Shop, place: str) -> None:
    body: dict[str, Any] = {"user_id": "explains", "items": [{"sku": "oat", "relevance": 0.5}]}
    asked = {"json": body | {"explain": True}} if place == "body" else {"json": body}
    path = RANK if place == "body" else f"{RANK}?explain=true"
    reply = (await shop.send("POST", path, **asked)).json()
    assert reply["items"][0]["features"]["relevance"] == 1.0


async def test_ranking_takes_items_the_catalogue_does_not_have(shop: Shop) -> None:
    item = {"sku": "theirs", "name": "Rice Milk", "brand": "Isola", "relevance": 0.4}
    ranked = await shop.post(RANK, user_id="a", items=[item])
    assert ranked["items"][0]["product"]["name"] == "Rice Milk"


async def test_ranking_writes_nothing(shop: Shop) -> None:
    before = await shop.services.journal.last_seq()
    await shop.post(RANK, user_id="quiet", items=[{"sku": "oat"}])
    assert await shop.services.journal.last_seq() == before


async def test_five_hundred_items_are_ranked_and_one_more_is_refused(shop: Shop) -> None:
    items = [{"sku": f"i{n}", "relevance": n / 501} for n in range(501)]
    ranked = await shop.post(RANK, user_id="a", items=items[:500])
    assert [each["position"] for each in ranked["items"]] == list(range(1, 501))
    refused = await shop.post(RANK, 422, user_id="a", items=items)
    assert refused["errors"][0]["code"] == "too_long"


async def test_what_is_not_carried_comes_with_the_nearest_categories(shop: Shop) -> None:
    found = await shop.search("thirsty", "milkshake machine xq", filters={"price_max": 99})
    assert (found["results"], found["outcome"]) == ([], "not_carried")
    assert found["nearest"] == ["Milk"]


async def test_filters_are_never_relaxed(shop: Shop) -> None:
    filters = {"brands": ["Oatly"], "attributes": ["spicy"]}
    found = await shop.search("strict", "milk", filters=filters)
    assert (found["results"], found["outcome"]) == ([], "ok")
    assert "relaxed" not in found


async def test_how_much_is_the_persons_own_doing_is_told_where_it_is_asked_for(shop: Shop) -> None:
    await shop.post("/api/v1/events/click", user_id="curious", product_sku="oat")
    plain = await shop.search("curious", "milk")
    assert all("personal" not in result for result in plain["results"])
    found = await shop.search("curious", "milk", explain=True)
    by_sku = {result["product"]["sku"]: result["personal"] for result in found["results"]}
    assert 0 < by_sku["oat"]["score"] <= 100
    first = by_sku["oat"]["parts"][0]
    assert set(first) == {"code", "text", "points", "evidence"}
    (clicked,) = await shop.events("curious", Kind.SEARCH_RESULT_CLICKED)
    assert first["evidence"] == [text_of(clicked.event_id)]


async def test_in_the_neutral_order_nothing_is_the_persons_own_doing(shop: Shop) -> None:
    await shop.post("/api/v1/events/click", user_id="rests", product_sku="oat")
    await shop.put("/api/v1/user/rests/privacy", paused=True)
    found = await shop.search("rests", "milk", explain=True)
    assert [result["personal"] for result in found["results"]] == [{"score": 0.0, "parts": []}] * 4
