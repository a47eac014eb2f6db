"""A conversation changes the cart: what is meant, how many, for how much, and only once."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from domain.errors import Conflict
from domain.event import Kind
from tests.graph.acting_shop import Talk, open_talk, skus
from tests.open_shop import said_in, steps_in


@pytest.fixture
async def talk(tmp_path: Path) -> AsyncIterator[Talk]:
    async with open_talk(tmp_path) as opened:
        yield opened


async def test_two_of_the_second_one_are_added_with_price_and_total(talk: Talk) -> None:
    shown = await talk.shown("milk")
    second = shown["products"][1]["product"]
    updates = await talk.say("add two of the second one")
    assert steps_in(updates) == ["hear", "understand", "act"]
    price = second["price"]
    together = f"{second['name']} at {price:.2f} each, {2 * price:.2f}"
    (said,) = said_in(updates)
    assert said == f"Added 2 × {together}. Your cart now holds 1 product: {2 * price:.2f}."  # noqa: RUF001
    assert await talk.quantities() == {second["sku"]: 2.0}
    (added,) = await talk.carted()
    assert (added.data["product_sku"], added.data["quantity"]) == (second["sku"], 2.0)
    cart = updates[-1].values["cart"]
    assert (cart["lines"][0]["sku"], cart["value"], cart["unpriced"]) == (
        second["sku"],
        2 * price,
        [],
    )


async def test_a_place_that_does_not_exist_is_said(talk: Talk) -> None:
    assert await talk.told("add the first one") == "Nothing is shown yet; tell me what you want."
    count = len(skus(await talk.shown("milk")))
    assert await talk.told("add the ninth one") == f"Only {count} are shown; there is no ninth one."
    assert await talk.carted() == []


async def test_what_has_one_plain_match_is_added_without_asking(talk: Talk) -> None:
    updates = await talk.say("add sourdough bread")
    assert steps_in(updates)[-1] == "choose"
    assert said_in(updates)[0].startswith("Added 1 ×")  # noqa: RUF001
    assert await talk.quantities() == {"bread": 1.0}


async def test_what_may_be_several_is_shown_and_the_quantity_kept_for_the_pick(talk: Talk) -> None:
    updates = await talk.say("add three milk")
    assert said_in(updates) == ["Which one shall I add?"]
    assert await talk.carted() == []
    proposal = updates[-1].values["proposal"]
    assert proposal["pending"] == {"intent": "add", "quantity": 3.0}
    picked = await talk.pick(proposal, "soy")
    assert steps_in(picked) == ["capture_selection", "take"]
    assert said_in(picked) == [
        "Added 3 × Soy Milk at 2.50 each, 7.50. Your cart now holds 1 product: 7.50."  # noqa: RUF001
    ]
    assert picked[0].values["reply"]["message"] == "Soy Milk it is."
    await talk.pick(proposal, "soy")
    assert await talk.quantities() == {"soy": 3.0}


async def test_a_pick_in_words_takes_what_was_kept_too(talk: Talk) -> None:
    proposal = await talk.shown("add three milk")
    updates = await talk.say("the second one")
    assert steps_in(updates) == ["hear", "understand", "pick_in_words", "capture_selection", "take"]
    assert await talk.quantities() == {skus(proposal)[1]: 3.0}
    (made,) = await talk.shop.events(Kind.SELECTION_MADE)
    assert made.data["choice"] == skus(proposal)[1]


async def test_an_own_habit_is_what_was_meant_with_its_usual_quantity(talk: Talk) -> None:
    for days in (14, 7):
        await talk.ordered("soy", days_ago=days, quantity=2.0)
    await talk.say("add three milk")
    assert await talk.quantities() == {"soy": 3.0}
    await talk.say("remove everything")
    await talk.say("add it")
    assert await talk.quantities() == {"soy": 2.0}


async def test_what_nobody_sells_is_said_and_nothing_added(talk: Talk) -> None:
    assert "do not carry" in await talk.told("add zqxv")
    assert await talk.carted() == []


async def test_what_is_out_of_stock_is_not_added(talk: Talk) -> None:
    assert "Pea Milk is out of stock" in await talk.told("add pea milk")
    assert await talk.carted() == []


async def test_more_than_anybody_buys_is_not_added(talk: Talk) -> None:
    assert "too many" in await talk.told("add 5000 sourdough bread")
    assert await talk.carted() == []


async def test_the_quantity_follows_what_was_talked_of_last(talk: Talk) -> None:
    await talk.say("add sourdough bread")
    assert "3 × Sourdough Bread" in await talk.told("make it three")  # noqa: RUF001
    assert await talk.quantities() == {"bread": 3.0}
    await talk.say("one more")
    assert await talk.quantities() == {"bread": 4.0}
    assert await talk.told("change it") == "How many of Sourdough Bread do you want?"
    await talk.say("make it zero")
    assert await talk.quantities() == {}


async def test_a_picked_product_is_what_is_talked_of(talk: Talk) -> None:
    proposal = await talk.shown("milk")
    await talk.pick(proposal, "soy")
    await talk.say("make it three")
    assert await talk.quantities() == {"soy": 3.0}


async def test_a_later_pick_counts_more_than_what_was_talked_of_before(talk: Talk) -> None:
    proposal = await talk.shown("milk")
    await talk.say("why the first?")
    choice = skus(proposal)[2]
    await talk.pick(proposal, choice)
    await talk.say("add it")
    assert await talk.quantities() == {choice: 1.0}


async def test_a_proposal_can_be_picked_from_after_turns_that_only_acted(talk: Talk) -> None:
    proposal = await talk.shown("milk")
    for text in ("why the first?", "show my cart", "add sourdough bread"):
        await talk.say(text)
    picked = await talk.pick(proposal, "soy")
    assert said_in(picked)[-1].startswith("Soy Milk it is.")
    assert await talk.pick(proposal, "soy")
    assert len(await talk.shop.events(Kind.SELECTION_MADE)) == 1
    with pytest.raises(Conflict):
        await talk.pick(proposal, "oat")


async def test_a_proposal_that_another_one_replaced_cannot_be_picked_from(talk: Talk) -> None:
    proposal = await talk.shown("milk")
    await talk.say("add zqxv")
    with pytest.raises(Conflict):
        await talk.pick(proposal, "soy")


async def test_some_or_all_of_a_line_is_taken_out(talk: Talk) -> None:
    await talk.say("add sourdough bread")
    await talk.say("make it three")
    assert "1 of Sourdough Bread out; 2 stay" in await talk.told("remove one bread")
    assert "Took Sourdough Bread out" in await talk.told("remove the bread")
    assert await talk.quantities() == {}
    assert await talk.told("remove the bread") == "There is no bread in your cart."


async def test_what_to_remove_is_asked_back_with_at_most_three_and_never_guessed(
    talk: Talk,
) -> None:
    await talk.shown("milk")
    for text in ("add the almond milk", "add the first one", "add two of the second one"):
        await talk.say(text)
    before = await talk.quantities()
    updates = await talk.say("remove the milk")
    assert said_in(updates)[0].startswith("Which one do you mean: ")
    proposal = updates[-1].values["proposal"]
    assert 2 <= len(proposal["products"]) <= 3
    assert await talk.quantities() == before
    gone = skus(proposal)[1]
    await talk.say("the second one")
    assert await talk.quantities() == {s: n for s, n in before.items() if s != gone}


async def test_a_place_means_the_cart_once_it_was_read_out(talk: Talk) -> None:
    await talk.shown("milk")
    await talk.say("add the almond milk")
    await talk.say("add sourdough bread")
    await talk.say("show my cart")
    await talk.say("remove the second one")
    assert await talk.quantities() == {"almond": 1.0}


async def test_the_cart_is_read_out_with_prices_total_and_what_has_no_price(talk: Talk) -> None:
    assert await talk.told("show my cart") == "Your cart is empty."
    await talk.say("add sourdough bread")
    await talk.say("add market fudge")
    assert await talk.told("show my cart") == (
        "In your cart: 1 × Sourdough Bread at 3.20; 1 × Market Fudge, whose price is not known. "  # noqa: RUF001
        "In all: 3.20, without Market Fudge, whose price is not known."
    )


async def test_checking_out_orders_the_cart_and_leaves_it_empty(talk: Talk) -> None:
    await talk.say("add sourdough bread")
    await talk.say("make it three")
    updates = await talk.say("check out")
    order_id = updates[-1].values["cart"]["order_id"]
    assert said_in(updates) == [
        f"Ordered: 3 × Sourdough Bread. Total 9.60. Order {order_id}."  # noqa: RUF001
    ]
    cart = await talk.cart()
    assert (cart.lines, cart.orders[-1].order_id, cart.orders[-1].total) == ({}, order_id, 9.6)
    assert "Your cart is empty" in await talk.told("check out")
    assert len(await talk.shop.events(Kind.ORDER_COMPLETED)) == 1


@pytest.mark.parametrize("text", ["add sourdough bread", "one more", "make it three"])
async def test_the_same_message_again_changes_the_cart_once(talk: Talk, text: str) -> None:
    await talk.say("add sourdough bread")
    first = await talk.told(text, message_id="m1")
    once, written = await talk.quantities(), len(await talk.carted())
    again = await talk.told(text, message_id="m1")
    assert (await talk.quantities(), len(await talk.carted())) == (once, written)
    assert again == first


async def test_the_same_order_again_is_the_same_order(talk: Talk) -> None:
    await talk.say("add sourdough bread")
    first = await talk.told("check out", message_id="m2")
    assert await talk.told("check out", message_id="m2") == first
    assert len(await talk.shop.events(Kind.ORDER_COMPLETED)) == 1


async def test_other_messages_and_other_people_are_other_turns(talk: Talk) -> None:
    for message_id in ("m1", "m2"):
        await talk.say("add sourdough bread", message_id=message_id)
    assert await talk.quantities() == {"bread": 2.0}
    await talk.say("add sourdough bread", user="bob", message_id="m1")
    carts = talk.shop.services.carts
    assert (await carts.read("bob")).lines["bread"].quantity == 1.0
    assert await talk.quantities() == {"bread": 2.0}


async def test_an_allergy_keeps_a_product_out_of_the_cart_until_it_is_taken_back(
    talk: Talk,
) -> None:
    await talk.shown("milk")
    await talk.shop.hear(
        Kind.PREFERENCE_UPDATED, relation="allergic_to", value="nuts", action="set"
    )
    said = await talk.told("add the almond milk")
    assert said.startswith("Almond Milk holds nuts, which you rule out.")
    assert "I'm not allergic to nuts any more" in said
    assert await talk.carted() == []
    await talk.shop.ask("I'm not allergic to nuts any more")
    await talk.say("add the almond milk")
    assert await talk.quantities() == {"almond": 1.0}


async def test_an_allergy_is_the_reason_why_words_that_name_a_product_find_others(
    talk: Talk,
) -> None:
    await talk.shop.hear(
        Kind.PREFERENCE_UPDATED, relation="allergic_to", value="nuts", action="set"
    )
    said = await talk.told("add the almond milk")
    assert said.startswith("Almond Milk holds nuts")
    assert await talk.carted() == []


async def test_what_an_allergy_stated_later_rules_out_is_not_ordered(talk: Talk) -> None:
    await talk.shown("milk")
    await talk.say("add the almond milk")
    await talk.shop.hear(
        Kind.PREFERENCE_UPDATED, relation="allergic_to", value="nuts", action="set"
    )
    assert "Nothing was ordered" in await talk.told("check out")
    assert await talk.shop.events(Kind.ORDER_COMPLETED) == []


async def test_who_does_not_let_purchases_be_tracked_has_no_cart(talk: Talk) -> None:
    changes = {"track_purchases": False}
    await talk.shop.hear(Kind.CONSENT_CHANGED, changes=changes)
    assert "do not allow purchases to be tracked" in await talk.told("add sourdough bread")
    assert await talk.carted() == []


async def test_small_talk_changes_nothing(talk: Talk) -> None:
    assert (await talk.told("hello")).startswith("I find products")
    assert await talk.shop.events() == []
