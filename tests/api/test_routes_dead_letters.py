"""Dead letters are listed without anybody's data, and replayed when their sink can take them."""

import pytest

from domain.event import Kind
from tests.api.shop import Shop, code_of

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def letter(shop: Shop, user: str, sink: str) -> int:
    """Put the user's newest event aside for a sink, and return the letter's id."""
    await shop.post("/api/v1/events/cart-add", user_id=user, product_sku="oat", quantity=2)
    (event,) = await shop.events(user, Kind.CART_ITEM_ADDED)
    letters = shop.services.dead_letters
    letters.add(sink, event, ValueError(f"{user} wrote something"), shop.services.clock.now())
    return letters.of(sink, user)[0].letter_id


async def test_a_letter_says_what_failed_and_nothing_of_whom(shop: Shop) -> None:
    number = await letter(shop, "listed", "graph")
    reply = await shop.get("/api/v1/admin/dead-letters", after=number - 1)
    (shown,) = [each for each in reply["dead_letters"] if each["id"] == number]
    assert (shown["sink"], shown["kind"], shown["error"]) == (
        "graph",
        "cart_item_added",
        "ValueError",
    )
    assert "listed" not in str(reply)
    assert reply["total"] >= 1


@pytest.mark.parametrize("sink", ["graph", "training_log", "fold:profile"])
async def test_a_replay_takes_the_event_and_clears_the_letter(shop: Shop, sink: str) -> None:
    number = await letter(shop, f"again-{sink}", sink)
    path = f"/api/v1/admin/dead-letters/{number}/replay"
    assert await shop.post(path) == {"replayed": True}
    assert code_of(await shop.post(path, status=404)) == "not_found"


async def test_a_letter_of_a_sink_that_is_not_open_stays(shop: Shop) -> None:
    number = await letter(shop, "elsewhere", "warehouse")
    problem = await shop.post(f"/api/v1/admin/dead-letters/{number}/replay", status=404)
    assert "not open here" in problem["detail"]
    assert shop.services.dead_letters.get(number).sink == "warehouse"
