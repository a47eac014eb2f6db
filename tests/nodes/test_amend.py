"""Memories are told, corrected and deleted from the profile when the graph is away."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from domain.errors import Conflict, NotFound, Unavailable
from domain.event import Kind
from domain.knowledge import KnownFact
from nodes.amendment import Correction
from nodes.recollect import Wanted
from tests.open_shop import Shop, open_shop


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    async with open_shop(tmp_path) as opened:
        yield opened


@pytest.fixture
def away(shop: Shop) -> Shop:
    """The shop without its graph."""
    shop.knowledge.down = True
    return shop


async def state(shop: Shop, relation: str, value: str) -> None:
    await shop.hear(Kind.FACT_STATED, relation=relation, value=value, action="set")


async def told(
    shop: Shop, degraded: tuple[str, ...] = ("graph",), **wanted: Any
) -> list[KnownFact]:
    found = await shop.steps.recollect("ann", Wanted(**wanted))
    assert found.degraded == degraded
    return found.facts


async def correct(shop: Shop, memory_id: str, **said: str) -> KnownFact:
    return (await shop.steps.amend.correct(shop.caller(), memory_id, Correction(**said))).fact


async def test_the_profile_tells_what_was_stated_in_the_graphs_own_words(shop: Shop) -> None:
    for relation, value in (
        ("allergic_to", "nuts"), ("budget", "50"), ("prefers_brand", "Oatly"),
        ("avoids_brand", "Alpro"), ("avoids_attribute", "spicy"), ("goal", "bake bread"),
    ):  # fmt: skip
        await state(shop, relation, value)

    def essence(facts: list[KnownFact]) -> set[tuple[str, ...]]:
        return {(f.memory_id, f.type, f.relation, f.content, f.source) for f in facts}

    by_graph = essence(await told(shop, ()))
    shop.knowledge.down = True
    assert essence(await told(shop)) == by_graph
    assert len(by_graph) == 6


async def test_a_pick_is_told_the_same_way_by_both(shop: Shop) -> None:
    selected = {"id": "h1", "question": "Do you want to bake bread with spelt?", "confidence": 0.9}
    await shop.hear(
        Kind.SELECTION_MADE,
        choice="h1",
        selected=selected,
        input_text="help",
        hypotheses=[selected],
    )

    def essence(facts: list[KnownFact]) -> list[tuple[Any, ...]]:
        return sorted((f.memory_id, f.type, f.relation, f.content, f.confidence) for f in facts)

    by_graph = essence(await told(shop, ()))
    shop.knowledge.down = True
    assert essence(await told(shop)) == by_graph
    assert len(by_graph) == 3


@pytest.mark.parametrize("trouble", ["down", "hangs"])
async def test_a_graph_that_is_away_is_answered_for_at_once(shop: Shop, trouble: str) -> None:
    await state(shop, "allergic_to", "nuts")
    await shop.services.graph_relay.caught_up()
    setattr(shop.knowledge, trouble, True)
    assert [fact.value for fact in await told(shop)] == ["nuts"]


async def test_without_the_graph_kinds_text_and_number_are_kept_to(away: Shop) -> None:
    await state(away, "allergic_to", "nuts")
    await state(away, "allergic_to", "milk")
    await state(away, "goal", "bake bread")
    assert [fact.content for fact in await told(away, types={"goal"})] == ["bake bread"]
    assert [fact.value for fact in await told(away, text="which nuts", limit=5)] == ["nuts"]
    assert len(await told(away, limit=2)) == 2


async def test_a_memory_can_be_corrected_and_deleted_without_the_graph(away: Shop) -> None:
    await state(away, "budget", "50")
    (old,) = await told(away)
    new = await correct(away, old.memory_id, value="60")
    assert [(f.memory_id, f.value) for f in await told(away)] == [(new.memory_id, "60")]
    deleted = await away.steps.amend.delete(away.caller(), new.memory_id)
    assert (deleted.fact, deleted.degraded) == (new, ("graph",))
    assert await told(away) == []


async def test_the_graph_catches_up_with_what_was_corrected_without_it(away: Shop) -> None:
    await state(away, "budget", "50")
    (old,) = await told(away)
    new = await correct(away, old.memory_id, value="60")
    away.knowledge.down = False
    await away.services.graph_relay.caught_up()
    assert [(f.memory_id, f.value) for f in await told(away, ())] == [(new.memory_id, "60")]


async def test_the_same_correction_again_finds_what_the_first_one_made(away: Shop) -> None:
    await state(away, "allergic_to", "nuts")
    (old,) = await told(away)
    first = await correct(away, old.memory_id, value="milk")
    assert await correct(away, old.memory_id, value="milk") == first
    assert len(await away.events(Kind.FACT_CORRECTED)) == 1


async def test_what_only_the_graph_may_know_is_not_denied_while_it_is_away(away: Shop) -> None:
    with pytest.raises(Unavailable):
        await away.steps.amend.delete(away.caller(), "unheard-of")


async def test_what_nobody_knows_is_not_found(shop: Shop) -> None:
    with pytest.raises(NotFound):
        await shop.steps.amend.delete(shop.caller(), "unheard-of")


async def test_a_correction_to_what_is_known_already_tells_that(shop: Shop) -> None:
    await state(shop, "allergic_to", "nuts")
    await state(shop, "allergic_to", "milk")
    nuts = next(fact for fact in await told(shop, ()) if fact.value == "nuts")
    new = await correct(shop, nuts.memory_id, value="milk")
    assert (new.relation, new.value) == ("allergic_to", "milk")
    assert [fact.value for fact in await told(shop, ())] == ["milk"]


async def test_history_is_told_without_the_marks_of_what_was_taken_back(shop: Shop) -> None:
    await state(shop, "budget", "50")
    await shop.hear(Kind.FACT_STATED, relation="budget", value="", action="remove")
    assert [fact.value for fact in await told(shop, (), history=True)] == ["50"]


async def test_a_mark_of_what_was_taken_back_is_no_memory(shop: Shop) -> None:
    await state(shop, "budget", "50")
    await shop.hear(Kind.FACT_STATED, relation="budget", value="", action="remove")
    await shop.services.graph_relay.caught_up()
    group = shop.services.pseudonyms.of("ann")
    marks = [f for f in shop.knowledge.groups[group].values() if "taken_back" in f.tags]
    with pytest.raises(NotFound):
        await shop.steps.recollect.one("ann", marks[0].memory_id)


async def test_history_itself_can_be_corrected(shop: Shop) -> None:
    await shop.ask("I'm allergic to nuts.")
    words = next(fact for fact in await told(shop, ()) if fact.type == "history")
    new = await correct(shop, words.memory_id, content="User said: nuts make me ill")
    contents = [fact.content for fact in await told(shop, ()) if fact.type == "history"]
    assert contents == [new.content] == ["User said: nuts make me ill"]


async def test_an_ended_memory_is_not_corrected_again(shop: Shop) -> None:
    await state(shop, "budget", "50")
    (old,) = await told(shop, ())
    await correct(shop, old.memory_id, value="60")
    with pytest.raises(Conflict):
        await correct(shop, old.memory_id, value="70")
