"""A conversation fills the cart with the usual, offers substitutes, and says why."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from domain.event import Kind
from domain.ids import text_of
from tests.graph.acting_shop import OAT, Talk, open_talk, skus
from tests.open_shop import proposal_in, said_in, steps_in


@pytest.fixture
async def talk(tmp_path: Path) -> AsyncIterator[Talk]:
    async with open_talk(tmp_path) as opened:
        yield opened


async def weekly(talk: Talk, *bought: str, quantity: float = 1.0) -> None:
    for days in (28, 21, 14, 7):
        await talk.ordered(*bought, days_ago=days, quantity=quantity)


async def test_the_usual_is_added_with_reason_and_evidence(talk: Talk) -> None:
    await weekly(talk, "bread", quantity=2.0)
    said = await talk.told("my usual")
    assert said == (
        "Added 2 × Sourdough Bread at 3.20 each, 6.40 "  # noqa: RUF001
        "(you buy it about every 7 days, and it is due). Your cart now holds 1 product: 6.40."
    )
    (added,) = [e for e in await talk.carted() if e.kind is Kind.CART_ITEM_ADDED]
    orders = [text_of(e.event_id) for e in await talk.carted() if e.kind is Kind.ORDER_COMPLETED]
    assert added.data["reason"]["code"] == "due"
    assert added.data["reason"]["evidence"]
    assert set(added.data["reason"]["evidence"]) <= set(orders)


async def test_what_is_in_the_cart_already_is_not_doubled(talk: Talk) -> None:
    await weekly(talk, "bread", "whole")
    await talk.say("add sourdough bread")
    assert "In your cart already: Sourdough Bread." in await talk.told("my usual")
    assert await talk.quantities() == {"bread": 1.0, "whole": 1.0}
    assert await talk.told("my usual") == (
        "Everything you usually buy now is in your cart already."
    )
    assert await talk.quantities() == {"bread": 1.0, "whole": 1.0}


async def test_the_usual_is_filled_once_for_one_message(talk: Talk) -> None:
    await weekly(talk, "bread", "whole")
    first = await talk.told("my usual", message_id="m1")
    assert await talk.told("my usual", message_id="m1") == first
    assert await talk.quantities() == {"bread": 1.0, "whole": 1.0}


async def test_the_substitutes_are_proposed_again_when_the_message_comes_again(
    talk: Talk,
) -> None:
    await weekly(talk, "bread", "pea", quantity=2.0)
    first = await talk.say("my usual", message_id="m1")
    again = await talk.say("my usual", message_id="m1")
    assert said_in(again) == said_in(first)
    assert skus(proposal_in(again)) == skus(proposal_in(first))
    assert await talk.quantities() == {"bread": 2.0}


async def test_of_the_usual_only_what_is_named_is_added(talk: Talk) -> None:
    await weekly(talk, "bread", "whole", "pea")
    assert (await talk.told("reorder bread")).startswith("Added 1")
    assert await talk.quantities() == {"bread": 1.0}


async def test_what_is_named_but_no_usual_is_added_by_its_name_alone(talk: Talk) -> None:
    await weekly(talk, "bread", "whole")
    await talk.say("reorder soy milk")
    assert await talk.quantities() == {"soy": 1.0}


async def test_words_that_name_no_product_leave_the_usual_whole(talk: Talk) -> None:
    await weekly(talk, "bread", "whole")
    await talk.say("my usual for the weekend")
    assert set(await talk.quantities()) == {"bread", "whole"}


async def test_without_habits_there_is_no_usual_and_it_is_said(talk: Talk) -> None:
    assert (await talk.told("my usual")).startswith("I know no usual of yours yet")
    for days in (400, 393):
        await talk.ordered("bread", days_ago=days)
    for days in range(20):
        await talk.ordered("soy" if days % 2 else "whole", days_ago=300 + days)
    assert await talk.told("my usual") == "Nothing you usually buy is due now."


async def test_what_cannot_be_had_gets_a_substitute_in_the_same_quantity(talk: Talk) -> None:
    await weekly(talk, "bread", "pea", quantity=3.0)
    updates = await talk.say("my usual")
    assert "Pea Milk cannot be had right now." in said_in(updates)[0]
    assert await talk.quantities() == {"bread": 3.0}
    proposal = proposal_in(updates)
    (instead,) = proposal["products"]
    assert instead["reasons"][0]["text"] == "Instead of Pea Milk"
    await talk.pick(proposal, instead["product"]["sku"])
    assert await talk.quantities() == {"bread": 3.0, instead["product"]["sku"]: 3.0}


async def test_what_is_not_sold_any_more_and_has_no_like_is_said(talk: Talk) -> None:
    await weekly(talk, "gone")
    nothing = "Gone cannot be had right now: nothing here is like it and fits you."
    assert await talk.told("my usual") == nothing


async def test_the_usual_leaves_out_what_was_ruled_out_since(talk: Talk) -> None:
    await weekly(talk, "almond", "whole")
    await talk.shop.hear(
        Kind.PREFERENCE_UPDATED, relation="allergic_to", value="nuts", action="set"
    )
    assert "Almond Milk holds nuts" in await talk.told("my usual")
    assert await talk.quantities() == {"whole": 1.0}


async def test_substitutes_are_proposed_with_reasons_and_a_pick_adds_one(talk: Talk) -> None:
    await talk.say("add pea milk")
    updates = await talk.say("instead of pea milk")
    proposal = proposal_in(updates)
    assert proposal["strategy"] == "substitute"
    assert "whole" not in skus(proposal)
    assert "pea" not in skus(proposal)
    assert {r["code"] for r in proposal["products"][0]["reasons"]} >= {"same_category"}
    await talk.pick(proposal, skus(proposal)[0])
    assert await talk.quantities() == {skus(proposal)[0]: 1.0}


async def test_substitutes_hold_what_the_subject_stated(talk: Talk) -> None:
    for allergen in ("nuts", "soy"):
        await talk.shop.hear(
            Kind.PREFERENCE_UPDATED, relation="allergic_to", value=allergen, action="set"
        )
    await talk.shown("milk")
    proposal = proposal_in(await talk.say("instead of the first"))
    assert set(skus(proposal)) <= {"oat", "barista", "whole"}
    assert proposal["products"]


async def test_never_means_that_nothing_is_offered(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "substitution.yaml").write_text("prefer: never\n", encoding="utf-8")
    async with open_talk(tmp_path, config_dir=rules) as talk:
        await talk.shown("milk")
        updates = await talk.say("instead of the first")
        assert "pause" not in steps_in(updates)
        assert "this shop offers none by itself" in said_in(updates)[0]


async def wishes(talk: Talk, value: str) -> None:
    await talk.shop.hear(Kind.PREFERENCE_UPDATED, relation="substitutes", value=value, action="set")


async def test_the_cheapest_comes_first_for_who_wants_it_and_that_is_the_reason(
    talk: Talk,
) -> None:
    await wishes(talk, "cheapest")
    updates = await talk.say("instead of pea milk")
    assert skus(proposal_in(updates))[0] == "soy"
    first = proposal_in(updates)["products"][0]["reasons"][0]
    assert first["text"] == "You want the cheapest instead"
    assert first["evidence"]
    assert "Soy Milk (you want the cheapest instead, also Milk" in said_in(updates)[0]
    why = await talk.told("why?")
    assert "You want the cheapest instead (learned from: you said: when something is out:" in why


async def test_the_same_brand_or_nothing_is_just_that(talk: Talk) -> None:
    await wishes(talk, "same_brand")
    assert "nothing else by Sproud is like it" in await talk.told("instead of pea milk")
    await talk.shown("milk")
    assert skus(await talk.shown("instead of oat milk")) == ["barista"]


async def test_who_wants_no_substitutes_is_told_so_and_how_to_take_it_back(talk: Talk) -> None:
    await weekly(talk, "bread", "pea")
    assert (await talk.told("no substitutes please")).startswith(
        "Noted: when something is out: nothing instead."
    )
    said = await talk.told("instead of pea milk")
    assert "you want no substitutes" in said
    back = said.split("“")[1].split("”")[0]
    assert "say “what can I take instead?”" not in (await talk.told("add pea milk")).casefold()
    updates = await talk.say("my usual")
    assert "Pea Milk cannot be had right now: you want no substitutes." in said_in(updates)[0]
    assert "pause" not in steps_in(updates)
    assert await talk.quantities() == {"bread": 1.0}
    await talk.say(back)
    assert proposal_in(await talk.say("my usual"))["products"]


async def test_a_shopper_who_takes_substitutes_gets_them_where_the_shop_offers_none(
    tmp_path: Path,
) -> None:
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "substitution.yaml").write_text("prefer: never\n", encoding="utf-8")
    async with open_talk(tmp_path, config_dir=rules) as talk:
        await talk.say("substitutes are fine")
        assert proposal_in(await talk.say("instead of pea milk"))["products"]


async def test_what_is_not_kept_about_substitutes_holds_for_this_turn_alone(talk: Talk) -> None:
    await weekly(talk, "pea")
    await talk.shop.hear(Kind.CONSENT_CHANGED, changes={"learn_preferences": False})
    updates = await talk.say("my usual, no substitutes please")
    assert said_in(updates)[0].startswith("For this request only")
    assert "you want no substitutes" in said_in(updates)[1]
    assert proposal_in(await talk.say("my usual"))["products"]


async def test_two_that_cannot_be_had_get_a_substitute_each_and_both_can_be_added(
    talk: Talk,
) -> None:
    gone = replace(OAT, in_stock=False)
    await talk.shop.services.catalog.upsert([gone])
    await weekly(talk, "pea", quantity=3.0)
    for days in (27, 20, 13, 6):
        await talk.ordered("oat", days_ago=days, quantity=2.0)
    updates = await talk.say("my usual")
    proposal = proposal_in(updates)
    told = {r["product"]["sku"]: r["reasons"][0]["text"] for r in proposal["products"]}
    assert sorted(told.values()) == ["Instead of Oat Milk", "Instead of Pea Milk"]
    assert "say “add all of them”" in said_in(updates)[0]
    await talk.say("add all of them")
    wanted = {"Instead of Oat Milk": 2.0, "Instead of Pea Milk": 3.0}
    assert await talk.quantities() == {sku: wanted[text] for sku, text in told.items()}


async def test_a_substitute_that_was_taken_is_not_replaced_by_the_next_usual(talk: Talk) -> None:
    await weekly(talk, "pea")
    proposal = await talk.shown("my usual")
    await talk.pick(proposal, skus(proposal)[0])
    before = await talk.quantities()
    updates = await talk.say("my usual")
    assert "is in your cart already" in said_in(updates)[0]
    assert "pause" not in steps_in(updates)
    assert await talk.quantities() == before


async def test_what_is_usual_itself_takes_no_other_usual_product_s_place(talk: Talk) -> None:
    await weekly(talk, "pea", "barista", "oat")
    proposal = await talk.shown("my usual")
    assert set(await talk.quantities()) == {"barista", "oat"}
    assert not {"barista", "oat"} & set(skus(proposal))


async def test_a_kind_of_product_is_replaced_by_another_kind(talk: Talk) -> None:
    proposal = await talk.shown("instead of oat")
    assert proposal["products"]
    assert not {"oat", "barista"} & set(skus(proposal))


async def test_what_nobody_sells_is_searched_for_and_said_not_to_be_carried(talk: Talk) -> None:
    assert "do not carry" in await talk.told("instead of zqxv")


async def test_a_reason_that_is_personal_is_told_with_what_it_was_learned_from(talk: Talk) -> None:
    await weekly(talk, "soy")
    proposal = await talk.shown("milk")
    assert skus(proposal)[0] == "soy"
    said = await talk.told("why the first?")
    assert said.startswith("Soy Milk: You usually buy 1 (learned from: you ordered on ")
    assert "Matches your words" not in said or said.index("learned") < said.index("Matches")


async def test_a_mere_match_of_words_is_said_plainly(talk: Talk) -> None:
    proposal = await talk.shown("milk")
    name = proposal["products"][0]["product"]["name"]
    plain = f"{name}: it only matches your words; nothing I know about you put it there."
    assert await talk.told("why?") == plain
    assert await talk.told("why the first?") == plain


async def test_what_is_not_shown_cannot_be_explained(talk: Talk) -> None:
    assert (await talk.told("why?")).startswith("Nothing is shown yet")
    count = len(skus(await talk.shown("milk")))
    assert await talk.told("why the ninth?") == f"Only {count} are shown; there is no ninth one."
