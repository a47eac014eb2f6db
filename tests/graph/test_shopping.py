"""A vague request is asked back, a precise one is searched, and a pick goes on from there."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from domain.event import Kind
from domain.ids import bytes_of
from domain.selection import Selection
from graph.conversation import Update
from tests.open_shop import Shop, proposal_in, reply_in, said_in, steps_in

VAGUE = "something for breakfast"


class Noting(ThreadPoolExecutor):
    """The threads of an event loop, and what was handed to them."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[str] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Note the work, and do it."""
        self.taken.append(repr(fn))
        return super().submit(fn, *args, **kwargs)


async def pick(shop: Shop, proposal: dict[str, Any], choice: str) -> list[Update]:
    selection = Selection(bytes_of(proposal["proposal_id"]), choice)
    return [update async for update in shop.conversation.answer(selection, shop.caller())]


def skus(proposal: dict[str, Any]) -> list[str]:
    return [result["product"]["sku"] for result in proposal["products"]]


async def test_a_vague_request_is_asked_back(shop: Shop) -> None:
    updates = await shop.ask(VAGUE)
    assert steps_in(updates) == ["hear", "understand", "hypothesize", "present", "pause"]
    proposal = proposal_in(updates)
    assert [one["id"] for one in proposal["hypotheses"]] == ["h1", "h2", "h3"]
    assert proposal["products"] == []


async def test_a_precise_request_is_searched(shop: Shop) -> None:
    updates = await shop.ask("oat milk")
    steps = ["hear", "understand", "search", "personalize", "present", "pause"]
    assert steps_in(updates) == steps
    proposal = proposal_in(updates)
    assert skus(proposal)[0] == "oat"
    assert proposal["outcome"] == "ok"


async def test_a_picked_reading_leads_to_products_and_a_picked_product_to_its_quantity(
    shop: Shop,
) -> None:
    asked = proposal_in(await shop.ask(VAGUE))
    followed = await pick(shop, asked, "h1")
    steps = ["capture_selection", "follow", "search", "personalize", "present", "pause"]
    assert steps_in(followed) == steps
    shown = proposal_in(followed)
    assert shown["products"]
    sku = skus(shown)[0]
    ended = await pick(shop, shown, sku)
    assert reply_in(ended)["product"]["sku"] == sku
    assert "How many shall I add?" in said_in(ended)[-1]


async def test_each_pick_of_a_conversation_is_written_once(shop: Shop) -> None:
    asked = proposal_in(await shop.ask(VAGUE))
    followed = await pick(shop, asked, "h1")
    shown = proposal_in(followed)
    await pick(shop, shown, skus(shown)[0])
    made = await shop.events(Kind.SELECTION_MADE)
    assert [event.data["choice"] for event in made] == ["h1", skus(shown)[0]]
    assert len(await shop.events(Kind.PROPOSAL_SHOWN)) == 2
    assert len(await shop.events(Kind.SEARCH_PERFORMED)) == 1


async def test_none_of_these_is_answered_and_ends_the_turn(shop: Shop) -> None:
    asked = proposal_in(await shop.ask(VAGUE))
    ended = await pick(shop, asked, "none")
    assert steps_in(ended) == ["capture_selection", "respond"]
    assert said_in(ended) == ["None of these, then. Tell me a little more about what you want."]


async def test_when_nothing_is_found_it_says_so_and_waits_for_nothing(shop: Shop) -> None:
    updates = await shop.ask("xqzzt")
    assert "pause" not in steps_in(updates)
    assert said_in(updates) == ["We do not carry xqzzt."]


async def test_what_was_said_before_keeps_a_product_out(shop: Shop) -> None:
    await shop.hear(Kind.PREFERENCE_UPDATED, relation="allergic_to", value="nuts", action="set")
    assert "almond" not in skus(proposal_in(await shop.ask("almond milk")))


async def test_filters_of_a_turn_hold_after_a_picked_reading_too(shop: Shop) -> None:
    asked = proposal_in(await shop.ask(VAGUE, filters={"price_max": 3.6}))
    followed = await pick(shop, asked, "h1")
    prices = [result["product"]["price"] for result in proposal_in(followed)["products"]]
    assert prices
    assert max(prices) <= 3.6


async def test_no_more_products_are_shown_than_wanted(shop: Shop) -> None:
    assert len(skus(proposal_in(await shop.ask("milk", limit=2)))) == 2


async def test_a_new_turn_leaves_what_was_replied_before_behind(shop: Shop) -> None:
    asked = proposal_in(await shop.ask("oat milk"))
    await pick(shop, asked, "oat")
    assert said_in(await shop.ask("xqzzt"))[-1] == "We do not carry xqzzt."


async def test_an_allergy_said_with_a_request_holds_for_this_very_search(shop: Shop) -> None:
    updates = await shop.ask("I'm allergic to nuts, almond milk please")
    assert steps_in(updates)[0] == "hear"
    assert said_in(updates)[0].startswith("Noted: allergic to nuts.")
    proposal = proposal_in(updates)
    assert "almond" not in skus(proposal)
    assert proposal["query"] == "almond milk"


async def test_it_holds_in_every_later_search_too(shop: Shop) -> None:
    await shop.ask("I'm allergic to nuts, almond milk please")
    assert "almond" not in skus(proposal_in(await shop.ask("almond milk", thread="u")))


async def test_a_vague_request_beside_a_statement_is_asked_back_as_if_it_stood_alone(
    shop: Shop,
) -> None:
    alone = proposal_in(await shop.ask(VAGUE, user="bob"))
    beside = proposal_in(await shop.ask(f"My budget is 50. {VAGUE}"))
    assert [h["question"] for h in beside["hypotheses"]] == [
        h["question"] for h in alone["hypotheses"]
    ]


async def test_a_statement_without_a_request_is_acknowledged_and_searches_nothing(
    shop: Shop,
) -> None:
    updates = await shop.ask("I'm allergic to nuts.")
    assert steps_in(updates) == ["hear"]
    assert said_in(updates) == [
        "Noted: allergic to nuts. To take it back, say “I'm not allergic to nuts any more”."
    ]
    assert await shop.events(Kind.SEARCH_PERFORMED, Kind.PROPOSAL_SHOWN) == []


async def test_what_was_said_can_be_taken_back_in_the_same_way(shop: Shop) -> None:
    await shop.ask("I'm allergic to nuts.")
    updates = await shop.ask("I'm not allergic to nuts any more")
    assert said_in(updates) == ["Noted: no longer allergic to nuts."]
    assert "almond" in skus(proposal_in(await shop.ask("almond milk")))


async def test_what_is_said_is_in_the_journal_with_its_words(shop: Shop) -> None:
    await shop.ask("I'm allergic to nuts.")
    (event,) = await shop.events(Kind.FACT_STATED)
    assert event.data == {
        "relation": "allergic_to",
        "value": "nuts",
        "action": "set",
        "words": "I'm allergic to nuts",
    }


async def test_a_vague_request_under_which_nothing_is_found_is_answered_as_a_search(
    shop: Shop,
) -> None:
    updates = await shop.ask(VAGUE, filters={"price_max": 0.01})
    (proposal,) = [u.values["proposal"] for u in updates if u.step == "present"]
    assert (proposal["hypotheses"], proposal["products"]) == ([], [])
    assert proposal["outcome"] == "out_of_price_range"
    assert "starts at 2.50" in proposal["message"]


async def test_which_step_comes_next_is_chosen_without_a_thread(shop: Shop) -> None:
    threads = Noting()
    asyncio.get_running_loop().set_default_executor(threads)
    asked = proposal_in(await shop.ask(VAGUE))
    assert steps_in(await pick(shop, asked, "h1"))[-1] == "pause"
    by_langgraph = "run_in_executor.<locals>"
    assert [work for work in threads.taken if by_langgraph in work] == []
