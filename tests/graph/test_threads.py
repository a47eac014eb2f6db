"""Threads: one turn at a time, each subject has their own, and nothing personal is saved."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import AIMessage, HumanMessage
from langchain_core.runnables import RunnableConfig

from domain.errors import InProgress
from domain.event import Kind
from domain.ids import bytes_of
from domain.selection import Selection
from tests.open_shop import Shop, open_shop, proposal_in

CANARY = "canary-ann@example.org"


async def state_of(shop: Shop, thread_id: str) -> dict[str, Any]:
    config: RunnableConfig = {"configurable": {"thread_id": thread_id}}
    snapshot = await shop.conversation.graphs["shopping"].aget_state(config)
    values: dict[str, Any] = snapshot.values
    return values


async def saved(shop: Shop, thread_id: str) -> int:
    config: RunnableConfig = {"configurable": {"thread_id": thread_id}}
    return len([one async for one in shop.services.threads.alist(config)])


def bytes_in(home: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted((home / "var").glob("threads.db*")))


async def test_a_second_turn_on_a_running_thread_is_refused(shop: Shop) -> None:
    async with aclosing(shop.conversation.start("shopping", "milk", shop.caller(), "t")) as running:
        await anext(running)
        with pytest.raises(InProgress):
            await shop.ask("bread")
        assert proposal_in(await shop.ask("bread", thread="another"))
        assert proposal_in(await shop.ask("bread", user="bob"))


async def test_a_turn_that_was_left_frees_its_thread(shop: Shop) -> None:
    running = shop.conversation.start("shopping", "milk", shop.caller(), "t")
    await anext(running)
    await running.aclose()
    assert len(shop.services.locks) == 0
    assert proposal_in(await shop.ask("bread"))["text"] == "bread"


async def test_two_subjects_with_the_same_thread_id_do_not_meet(shop: Shop) -> None:
    await shop.ask("oat milk", user="ann")
    await shop.ask("sourdough bread", user="bob")
    threads = await shop.services.threads.find()
    assert len(threads) == 2
    texts = [(await state_of(shop, thread))["messages"][0].text for thread in threads]
    assert sorted(texts) == ["oat milk", "sourdough bread"]
    assert [await saved(shop, thread) for thread in threads] == [1, 1]


async def test_a_thread_keeps_what_both_sides_said_as_messages(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        proposal = proposal_in(await shop.ask("oat milk"))
        selection = Selection(bytes_of(proposal["proposal_id"]), "oat")
        async for _ in shop.conversation.answer(selection, shop.caller()):
            pass
    async with open_shop(tmp_path) as shop:
        await shop.ask("bread")
        (thread,) = await shop.services.threads.find()
        messages = (await state_of(shop, thread))["messages"]
    assert [type(message) for message in messages] == [HumanMessage, AIMessage, HumanMessage]


async def test_a_turn_saves_one_checkpoint_when_it_ends(shop: Shop) -> None:
    await shop.ask("oat milk")
    (thread,) = await shop.services.threads.find()
    assert await saved(shop, thread) == 1
    await shop.ask("bread")
    assert await saved(shop, thread) == 2


@pytest.fixture
async def watched(tmp_path: Path) -> AsyncIterator[Shop]:
    """A shop whose shopper, with a name and a past, asked, was asked back, and picked."""
    async with open_shop(tmp_path) as shop:
        past = {"product_sku": "z", "product_name": "Zed", "category": "Zcategory"}
        await shop.hear(Kind.CART_ITEM_ADDED, CANARY, **past, brand="Zanzibrand", quantity=1)
        await shop.ask("milk", user=CANARY, limit=1)
        asked = proposal_in(await shop.ask("something for breakfast", user=CANARY, thread="t2"))
        selection = Selection(bytes_of(asked["proposal_id"]), "h1")
        async for _ in shop.conversation.answer(selection, shop.caller(CANARY)):
            pass
        yield shop


@pytest.mark.parametrize("secret", [CANARY, "canary-ann", "visit-of", "Zanzibrand", "Zcategory"])
async def test_no_checkpoint_names_the_subject_or_holds_the_profile(
    watched: Shop, secret: str
) -> None:
    assert b"something for breakfast" in bytes_in(watched.home)
    assert secret.encode() not in bytes_in(watched.home)


async def test_no_checkpoint_holds_what_was_found_and_not_shown(shop: Shop) -> None:
    shown = proposal_in(await shop.ask("milk", limit=1))["products"][0]["product"]["name"]
    milks = {"Oat Milk", "Whole Milk", "Almond Milk"}
    held = {name for name in milks if name.encode() in bytes_in(shop.home)}
    assert held == {shown}


async def test_a_checkpoint_holds_json_values_and_messages_only(watched: Shop) -> None:
    plain = (str, int, float, bool, type(None), HumanMessage, AIMessage)

    def leaves(value: Any) -> list[Any]:
        if isinstance(value, dict):
            return [leaf for one in value.values() for leaf in leaves(one)]
        if isinstance(value, list | tuple):
            return [leaf for one in value for leaf in leaves(one)]
        return [value]

    for thread in await watched.services.threads.find():
        values = await state_of(watched, thread)
        assert {type(leaf) for leaf in leaves(values)} <= set(plain)
        assert not {"found", "candidates", "constraints", "choice"} & values.keys()
