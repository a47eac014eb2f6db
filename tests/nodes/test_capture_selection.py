"""A pick is written once, with its reply and what it moves in the persona."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from domain.errors import Busy, Conflict
from domain.event import Event, Kind
from domain.ids import bytes_of, persona_event_id, selection_event_id, text_of
from memory.training_lines import pick_record
from tests.nodes.proposals import PROPOSAL_ID, asking, showing
from tests.open_shop import Shop, open_shop


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    async with open_shop(tmp_path, enable_training_data_collection=True) as opened:
        yield opened


async def pick(shop: Shop, choice: str, proposal: dict[str, Any] | None = None) -> dict[str, Any]:
    shown = proposal or asking()
    selection = {"proposal_id": shown["proposal_id"], "choice": choice}
    written = await shop.steps.capture(
        {"proposal": shown, "selection": selection, "thread_id": "t1"}, shop.caller()
    )
    return written["reply"]


async def consent(shop: Shop, **changes: Any) -> None:
    await shop.hear(Kind.CONSENT_CHANGED, changes=changes)


async def picks(shop: Shop) -> list[Event]:
    return await shop.events(Kind.SELECTION_MADE, Kind.PERSONA_UPDATED)


async def made(shop: Shop) -> Event:
    (event,) = await shop.events(Kind.SELECTION_MADE)
    return event


async def test_the_pick_and_what_it_moves_are_written_under_ids_that_cannot_come_twice(
    shop: Shop,
) -> None:
    await pick(shop, "h1")
    selection, persona = await picks(shop)
    assert selection.event_id == selection_event_id(PROPOSAL_ID)
    assert persona.event_id == persona_event_id(PROPOSAL_ID)
    assert persona.seq == selection.seq + 1
    assert persona.data["selection_event_id"] == text_of(selection.event_id)


async def test_the_event_holds_what_was_asked_shown_picked_and_replied(shop: Shop) -> None:
    reply = await pick(shop, "h1")
    data = (await made(shop)).data
    assert data["reply"] == reply
    assert (data["choice"], data["input_text"], data["thread_id"]) == ("h1", "help me bake", "t1")
    assert data["selected"] == {
        "id": "h1",
        "question": "Do you want to bake bread with spelt?",
        "confidence": 0.6,
    }
    assert [one["id"] for one in data["hypotheses"]] == ["h1", "h2"]
    assert bytes_of(data["proposal_id"]) == PROPOSAL_ID


async def test_what_each_reading_was_said_to_be_worth_is_kept_for_calibration(shop: Shop) -> None:
    said = [{**one, "raw_confidence": 0.2} for one in asking()["hypotheses"]]
    await pick(shop, "h1", asking(hypotheses=said))
    data = (await made(shop)).data
    assert [one["raw_confidence"] for one in data["hypotheses"]] == [0.2, 0.2]
    assert data["selected"]["confidence"] == 0.6


async def test_a_pick_after_going_on_without_asking_is_marked_and_others_are_not(
    shop: Shop,
) -> None:
    first, second = await shop.execute("help me bake"), await shop.execute("help me cook")
    taken = bytes_of(first["proposal_id"])
    await shop.services.executions.keep_auto_reply(taken, "ann", {"selected_id": "h1"})
    await pick(shop, "h1", first)
    await pick(shop, "h1", second)
    marks = [event.data.get("auto_advanced") for event in await shop.events(Kind.SELECTION_MADE)]
    assert marks == [True, None]


async def test_the_model_behind_the_readings_is_in_the_event_and_in_its_training_line(
    shop: Shop,
) -> None:
    await pick(shop, "h1")
    event = await made(shop)
    assert event.data["model"] == "scripted"
    assert pick_record(event, "s_1")["model"] == "scripted"


async def test_the_context_is_what_was_known_before_the_pick(shop: Shop) -> None:
    await pick(shop, "h1")
    later = asking(proposal_id="0199aaaa-0000-7000-8000-000000000001")
    await pick(shop, "h2", later)
    first, second = await shop.events(Kind.SELECTION_MADE)
    assert first.data["context"]["recent_goals"] == []
    assert second.data["context"]["recent_goals"] == ["bake bread with spelt"]
    assert second.data["context"]["preferences"] == ["Prefers: spelt"]
    assert second.data["context"]["interaction_count"] == 1
    assert second.data["context"]["persona_facets"]["concise"] == 0.52


async def test_the_persona_moves_by_the_pick(shop: Shop) -> None:
    await pick(shop, "h2")
    persona = await shop.services.personas.read("ann")
    assert persona.facets["step_by_step"] == pytest.approx(0.52)
    assert persona.facets["concise"] == pytest.approx(0.48)


async def test_the_profile_learns_the_goal_before_the_reply(shop: Shop) -> None:
    await pick(shop, "h1")
    profile = await shop.services.profiles.read("ann")
    assert [goal.content for goal in profile.goals] == ["bake bread with spelt"]


async def test_the_same_choice_again_gives_the_first_reply_and_moves_nothing(shop: Shop) -> None:
    first = await pick(shop, "h1")
    await shop.hear(Kind.PREFERENCE_UPDATED, relation="goal", value="knit", action="set")
    again = await pick(shop, "h1")
    assert again == first
    assert len(await picks(shop)) == 2
    assert (await shop.services.personas.read("ann")).interaction_count == 1


async def test_another_choice_is_refused_and_the_first_stands(shop: Shop) -> None:
    await pick(shop, "h1")
    with pytest.raises(Conflict, match="'h1'; that one stands"):
        await pick(shop, "none")
    assert (await made(shop)).data["choice"] == "h1"
    assert (await shop.services.personas.read("ann")).interaction_count == 1


async def test_a_pick_that_cannot_be_written_gets_no_reply(shop: Shop) -> None:
    await shop.services.journal.close()
    with pytest.raises(Busy):
        await pick(shop, "h1")


async def test_a_picked_product_is_in_the_event_and_moves_no_persona(shop: Shop) -> None:
    await pick(shop, "oat", showing())
    (event,) = await picks(shop)
    item = {name: event.data[name] for name in ("product_sku", "brand", "price", "attributes")}
    assert item == {"product_sku": "oat", "brand": "Oatly", "price": 3.0, "attributes": ["vegan"]}
    assert event.data["selected"] is None
    liked = (await shop.services.profiles.read("ann")).preference("brand", "Oatly")
    assert liked is not None
    assert liked.value > 0


@pytest.mark.parametrize("changes", [{"learn_preferences": False}, {"paused": True}])
async def test_who_does_not_want_to_be_learned_from_gets_a_reply_that_teaches_nothing(
    shop: Shop, changes: dict[str, bool]
) -> None:
    await consent(shop, **changes)
    reply = await pick(shop, "h1")
    assert reply["selected_id"] == "h1"
    (event,) = await picks(shop)
    assert event.data["unlearned"] is True
    assert (await shop.services.profiles.read("ann")).goals == ()


@pytest.mark.parametrize(
    ("changes", "trains"),
    [
        ({}, True),
        ({"use_for_training": True}, True),
        ({"use_for_training": False}, False),
        ({"paused": True}, False),
    ],
)
async def test_the_consent_at_the_pick_decides_whether_it_may_be_trained_on(
    shop: Shop, changes: dict[str, bool], trains: bool
) -> None:
    await consent(shop, **changes)
    await pick(shop, "h1")
    assert (await made(shop)).data["consent"] == {"use_for_training": trains, "version": 1}
    for moved in await shop.events(Kind.PERSONA_UPDATED):
        assert moved.data["use_for_training"] is trains


async def test_an_installation_that_collects_nothing_lets_nobody_be_trained_on(
    tmp_path: Path,
) -> None:
    async with open_shop(tmp_path) as shop:
        await consent(shop, use_for_training=True)
        await pick(shop, "h1")
        assert (await made(shop)).data["consent"]["use_for_training"] is False
