"""The three scenes that must work live."""

from typing import Any

from tests.serving import Serving


def _attributes(result: dict[str, Any]) -> set[str]:
    return set(result["product"]["attributes"])


def _names(reply: dict[str, Any]) -> list[str]:
    return [result["product"]["name"] for result in reply["results"]]


def _position(reply: dict[str, Any], wanted: set[str]) -> float:
    """Mean position of the results whose skus are wanted."""
    positions = [r["position"] for r in reply["results"] if r["product"]["sku"] in wanted]
    return float(sum(positions)) / len(positions)


def test_after_a_click_on_oat_milk_plant_based_yogurt_comes_first(shop: Serving) -> None:
    before = shop.search("scene-1", "yogurt")
    milk = shop.search("scene-1", "milk", limit=20)
    oat = next(r for r in milk["results"] if "oat" in r["product"]["name"].lower())
    click = shop.post(
        "/api/v1/events/click",
        user_id="scene-1",
        query="milk",
        product={"sku": oat["product"]["sku"]},
        position=oat["position"],
        search_session_id=milk["proposal_id"],
    )
    assert click["tracked"] is True
    assert click["preferences"]["attributes"]["plant_based"] > 0

    after = shop.search("scene-1", "yogurt")
    first = after["results"][0]
    assert "plant_based" in _attributes(first)
    assert all("plant_based" in _attributes(r) for r in after["results"][:3])
    assert _names(before) != _names(after)
    personal = first["reasons"][0]
    assert personal["evidence"] == [click["event_id"]]


def test_the_click_of_one_shopper_changes_nothing_for_another(shop: Serving) -> None:
    before = shop.search("scene-1b-bystander", "yogurt")
    milk = shop.search("scene-1b", "oat milk")
    shop.post(
        "/api/v1/events/click",
        user_id="scene-1b",
        query="oat milk",
        product_sku=milk["results"][0]["product"]["sku"],
        position=1,
        search_session_id=milk["proposal_id"],
    )
    after = shop.search("scene-1b-bystander", "yogurt")
    order = [result["product"]["sku"] for result in before["results"]]
    assert [result["product"]["sku"] for result in after["results"]] == order


def test_spicy_chips_scrolled_past_rank_lower_in_the_next_snack_search(shop: Serving) -> None:
    before = shop.search("scene-2", "chips", limit=20)
    spicy = {r["product"]["sku"] for r in before["results"] if "spicy" in _attributes(r)}
    passed = next(r for r in before["results"] if "spicy" in _attributes(r))
    shop.post(
        "/api/interactions/track",
        event_type="displayed_but_scrolled",
        user_id="scene-2",
        product_id=passed["product"]["sku"],
    )
    after = shop.search("scene-2", "chips", limit=20)
    assert _position(after, spicy) > _position(before, spicy)
    assert "spicy" not in _attributes(after["results"][0])


def test_two_gallons_in_the_cart_make_the_stepper_start_at_two(shop: Serving) -> None:
    found = shop.search("scene-3", "gallon of milk")
    gallon = next(r for r in found["results"] if r["product"]["size"] == "1 gal")
    assert gallon["usual"] is None
    shop.post(
        "/api/v1/events/cart-add",
        user_id="scene-3",
        product={"sku": gallon["product"]["sku"]},
        quantity=2,
    )
    again = shop.search("scene-3", "gallon of milk")
    result = next(r for r in again["results"] if r["product"]["sku"] == gallon["product"]["sku"])
    assert result["usual"]["quantity"] == 2
