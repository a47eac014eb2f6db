"""A proposal is answered once: across repeats, other choices, races, restarts and crashes."""

import asyncio
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.memory import InMemorySaver

from domain.errors import Conflict, NotFound, Unavailable, UnknownChoice
from domain.event import Kind
from domain.ids import bytes_of, uuid7
from domain.selection import Selection
from graph.conversation import Conversation
from graph.execute import build_execute
from graph.shopping import build_shopping
from tests.fakes.journal import MemoryJournal
from tests.open_shop import Shop, open_shop, proposal_in, reply_in

BAKE = "help me bake"


async def answer(
    shop: Shop, proposal: dict[str, Any], choice: str, user: str = "ann"
) -> dict[str, Any]:
    """Answer a proposal and return the reply."""
    selection = Selection(bytes_of(proposal["proposal_id"]), choice)
    return reply_in([u async for u in shop.conversation.answer(selection, shop.caller(user))])


async def written(shop: Shop) -> Sequence[str]:
    return [event.data["choice"] for event in await shop.events(Kind.SELECTION_MADE)]


async def moves(shop: Shop) -> int:
    return len(await shop.events(Kind.PERSONA_UPDATED))


async def test_the_same_choice_again_gives_the_stored_reply(shop: Shop) -> None:
    proposal = await shop.execute(BAKE)
    first = await answer(shop, proposal, "h1")
    await shop.hear(Kind.PREFERENCE_UPDATED, relation="goal", value="knit", action="set")
    assert await answer(shop, proposal, "h1") == first
    assert await written(shop) == ["h1"]
    assert await moves(shop) == 1


async def test_another_choice_is_a_conflict_and_the_first_stands(shop: Shop) -> None:
    proposal = await shop.execute(BAKE)
    first = await answer(shop, proposal, "h1")
    with pytest.raises(Conflict, match="'h1'"):
        await answer(shop, proposal, "none")
    assert await answer(shop, proposal, "h1") == first


async def test_it_holds_after_a_restart(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        proposal = await shop.execute(BAKE)
        first = await answer(shop, proposal, "h1")
    async with open_shop(tmp_path) as shop:
        assert await answer(shop, proposal, "h1") == first
        with pytest.raises(Conflict):
            await answer(shop, proposal, "h2")
        assert await written(shop) == ["h1"]


async def test_a_proposal_that_waits_can_be_answered_after_a_restart(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        proposal = proposal_in(await shop.ask("something for breakfast"))
    async with open_shop(tmp_path) as shop:
        assert (await answer(shop, proposal, "h1"))["selected_id"] == "h1"


async def test_of_the_same_picks_at_once_one_runs_and_all_get_its_reply(shop: Shop) -> None:
    proposal = await shop.execute(BAKE)
    replies = await asyncio.gather(*(answer(shop, proposal, "h2") for _ in range(5)))
    assert all(reply == replies[0] for reply in replies)
    assert await written(shop) == ["h2"]
    assert await moves(shop) == 1


async def test_of_different_picks_at_once_one_stands_and_the_others_conflict(shop: Shop) -> None:
    proposal = await shop.execute(BAKE)
    choices = ["h1", "h2", "h3", "none"]
    replies = await asyncio.gather(
        *(answer(shop, proposal, choice) for choice in choices), return_exceptions=True
    )
    (stands,) = await written(shop)
    kept = [c for c, r in zip(choices, replies, strict=True) if not isinstance(r, BaseException)]
    assert kept == [stands]
    assert sum(isinstance(reply, Conflict) for reply in replies) == 3


async def test_a_choice_that_was_not_shown_can_be_put_right(shop: Shop) -> None:
    proposal = await shop.execute(BAKE)
    with pytest.raises(UnknownChoice, match="'h9' was not shown"):
        await answer(shop, proposal, "h9")
    assert (await answer(shop, proposal, "h1"))["selected_id"] == "h1"


async def test_what_a_newer_turn_replaced_cannot_be_answered(shop: Shop) -> None:
    stale = proposal_in(await shop.ask("oat milk"))
    newest = proposal_in(await shop.ask("whole milk"))
    with pytest.raises(Conflict, match="newer turn"):
        await answer(shop, stale, "oat")
    assert (await answer(shop, newest, "whole"))["product"]["sku"] == "whole"
    with pytest.raises(Conflict, match="newer turn"):
        await answer(shop, stale, "oat")


async def test_another_subjects_proposal_does_not_exist(shop: Shop) -> None:
    proposal = await shop.execute(BAKE)
    with pytest.raises(NotFound):
        await answer(shop, proposal, "h1", user="bob")
    await answer(shop, proposal, "h1")
    with pytest.raises(NotFound):
        await answer(shop, proposal, "h1", user="bob")


async def test_a_proposal_never_made_does_not_exist(shop: Shop) -> None:
    unknown = Selection(uuid7(0), "h1")
    with pytest.raises(NotFound):
        await anext(shop.conversation.answer(unknown, shop.caller()))


async def test_the_step_before_the_pause_is_not_run_again_by_the_pick(shop: Shop) -> None:
    proposal = await shop.execute(BAKE)
    before = await shop.events(Kind.PROPOSAL_SHOWN, Kind.SEARCH_PERFORMED)
    await answer(shop, proposal, "h1")
    assert await shop.events(Kind.PROPOSAL_SHOWN, Kind.SEARCH_PERFORMED) == before


async def test_a_pick_that_could_not_be_written_can_be_made_again_or_changed(
    tmp_path: Path,
) -> None:
    journal = MemoryJournal()
    async with open_shop(tmp_path, change=lambda s: replace(s, journal=journal)) as shop:
        proposal = await shop.execute(BAKE)
        journal.down = True
        for choice in ("h1", "h3"):
            with pytest.raises(Unavailable):
                await answer(shop, proposal, choice)
        journal.down = False
        with pytest.raises(UnknownChoice):
            await answer(shop, proposal, "h9")
        assert (await answer(shop, proposal, "h2"))["selected_id"] == "h2"
        assert await written(shop) == ["h2"]


class FailingSaver(InMemorySaver):
    """Saves threads until it breaks."""

    broken = False

    async def aput(self, config: RunnableConfig, *rest: Any) -> RunnableConfig:
        if self.broken:
            raise Unavailable("The threads cannot be saved; try again.")
        return await super().aput(config, *rest)


def on(saver: FailingSaver, shop: Shop) -> Shop:
    """Return the shop with its threads saved there."""
    graphs = {
        "shopping": build_shopping(shop.steps).compile(checkpointer=saver),
        "execute": build_execute(shop.steps).compile(checkpointer=saver),
    }
    return Shop(
        shop.services, shop.steps, Conversation(shop.steps, graphs), shop.home, shop.knowledge
    )


async def test_after_a_crash_between_pick_and_checkpoint_the_stored_reply_is_given(
    shop: Shop,
) -> None:
    saver = FailingSaver()
    failing = on(saver, shop)
    proposal = await failing.execute(BAKE)
    saver.broken = True
    with pytest.raises(Unavailable):
        await answer(failing, proposal, "h1")
    (made,) = await shop.events(Kind.SELECTION_MADE)

    with pytest.raises(Conflict):
        await answer(failing, proposal, "none")
    saver.broken = False
    for _ in range(2):
        assert await answer(failing, proposal, "h1") == made.data["reply"]
        with pytest.raises(Conflict):
            await answer(failing, proposal, "h2")
    assert await written(shop) == ["h1"]
    assert await moves(shop) == 1


async def test_a_proposal_is_not_handed_out_before_the_thread_that_waits_for_it_is_saved(
    shop: Shop,
) -> None:
    saver = FailingSaver()
    saver.broken = True
    turn = on(saver, shop).conversation.start("execute", BAKE, shop.caller(), "e")
    steps = [(await anext(turn)).step for _ in range(4)]
    assert steps == ["hear", "understand", "hypothesize", "present"]
    with pytest.raises(Unavailable):
        await anext(turn)


async def test_a_client_that_leaves_at_the_pause_can_answer_later(shop: Shop) -> None:
    async with aclosing(shop.conversation.start("execute", BAKE, shop.caller(), "e")) as turn:
        async for update in turn:
            if update.step == "pause":
                proposal = update.values["proposal"]
                break
    assert (await answer(shop, proposal, "h1"))["selected_id"] == "h1"
