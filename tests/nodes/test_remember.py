"""What a model reads out of a pick is written once, bounded, and with consent."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from domain.consent import Consent
from domain.errors import Busy, Invalid, Unavailable, Unreadable
from domain.event import Event, Kind
from domain.ids import extraction_event_id, text_of
from domain.persona import Persona
from domain.profile import Memory, Profile
from llm.port import Extraction, Pick
from memory.dead_letters import DeadLetters
from memory.relay import Effort, Relay
from memory.subject_gate import SubjectGate
from memory.watermarks import Watermarks
from nodes.remember import Remember, check
from tests.fakes.clock import NOON, FixedClock
from tests.fakes.events import picked
from tests.fakes.extractor import ScriptedExtractor
from tests.fakes.journal import MemoryJournal
from tests.fakes.states import GivenStates

BREAD = Extraction({"bake bread": 0.8}, {"spelt": 0.7}, {"concise": -0.05, "formal": 0.01})


class World:
    """A follower with everything around it in memory.

    Attributes:
        extractor: The model.
        journal: Where it reads and writes.
        consents: What people allow.
        gate: Who is being erased.
        step: The follower.
    """

    def __init__(self, tmp_path: Path, answer: Extraction = BREAD, **profile: Any) -> None:
        self.folder = tmp_path
        self.extractor = ScriptedExtractor(answer)
        self.journal = MemoryJournal()
        self.consents = GivenStates(Consent.empty)
        self.gate = SubjectGate()
        self.profiles = GivenStates(Profile.empty, Profile("ann", **profile))
        self.personas = GivenStates(Persona.empty)
        self.step = self.started_again()

    def started_again(self) -> Remember:
        """Return a follower as after a restart."""
        return Remember(
            self.extractor,
            self.journal,
            Watermarks(self.folder / "watermarks.db"),
            self.profiles,
            self.personas,
            self.consents,
            self.gate,
            FixedClock(),
            deadline=0.05,
        )

    def pick(self, choice: str = "h1", **data: Any) -> Event:
        """Write a pick and return it as it stands in the journal."""
        return self.journal.commit([picked(choice, **data)])[0].event

    def learned(self, *kinds: Kind) -> list[Event]:
        """Return what was written beside the picks."""
        wanted = kinds or (Kind.FACTS_EXTRACTED, Kind.PERSONA_UPDATED)
        return [event for event in self.journal.events if event.kind in wanted]


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


async def test_goals_and_preferences_are_written_with_the_pick_they_come_from(world: World) -> None:
    pick = world.pick()
    await world.step.write([pick], pick.seq)
    (facts,) = world.learned(Kind.FACTS_EXTRACTED)
    assert facts.event_id == extraction_event_id(pick.event_id)
    assert dict(facts.data) == {
        "selection_id": text_of(pick.event_id),
        "model": "scripted",
        "goals": [{"content": "bake bread", "confidence": 0.8}],
        "preferences": [{"content": "spelt", "confidence": 0.7}],
    }


async def test_the_persona_moves_by_what_the_model_says(world: World) -> None:
    pick = world.pick()
    await world.step.write([pick], pick.seq)
    (move,) = world.learned(Kind.PERSONA_UPDATED)
    assert move.data["source"] == "llm"
    assert move.data["facet_deltas"] == {"concise": -0.05, "formal": 0.01}
    assert move.data["old_facets"]["concise"] == 0.5
    assert move.data["new_facets"]["concise"] == 0.45
    assert move.data["signals"] == {"selected_hypothesis_id": "h1", "success": True}
    assert move.data["use_for_training"] is True


async def test_the_model_is_told_the_pick_and_the_turns_before_it(tmp_path: Path) -> None:
    before = Memory("m:history", "history", "earlier", 1.0, (), NOON - 1, ("m",))
    world = World(tmp_path, history=(before,))
    pick = world.pick("h2")
    await world.step.write([pick], pick.seq)
    (asked,) = world.extractor.asked
    assert asked.text == "help me bake"
    assert asked.question == "Do you want a plan?"
    assert asked.rejected == ("Do you want a quick answer?",)
    assert asked.turns == ("earlier",)
    assert asked.facets["concise"] == 0.5


async def test_a_pick_is_learned_from_once_whatever_the_model_says_the_next_time(
    world: World,
) -> None:
    pick = world.pick()
    await world.step.write([pick], pick.seq)
    world.extractor.answer = Extraction({"knit": 0.9})
    await world.step.write_late(pick)
    await world.started_again().write([pick], pick.seq)
    assert len(world.learned()) == 2
    assert len(world.extractor.asked) == 1


async def test_a_crash_before_the_watermark_writes_nothing_twice(world: World) -> None:
    pick = world.pick()
    await world.step.write_late(pick)  # written, and then the power went
    after = world.started_again()
    assert await after.watermark() == 0
    await after.write([pick], pick.seq)
    assert len(world.learned()) == 2
    assert await world.started_again().watermark() == pick.seq


@pytest.mark.parametrize(
    ("choice", "data"),
    [
        ("none", {}),
        ("oat", {"hypotheses": [], "selected": None}),
        ("h1", {"unlearned": True}),
    ],
    ids=["none of them", "a product", "unlearned"],
)
async def test_what_teaches_nothing_asks_no_model(
    world: World, choice: str, data: dict[str, Any]
) -> None:
    pick = world.pick(choice, **data)
    await world.step.write([pick], pick.seq)
    assert (world.extractor.asked, world.learned()) == ([], [])
    assert await world.step.watermark() == pick.seq


@pytest.mark.parametrize("now", [{"paused": True}, {"learn_preferences": False}], ids=str)
async def test_consent_counts_as_it_stands_when_it_is_written(
    world: World, now: dict[str, Any]
) -> None:
    class Changing(ScriptedExtractor):
        async def extract(self, pick: Pick) -> Extraction:
            world.consents.by_subject["ann"] = Consent("ann", **now)
            return await super().extract(pick)

    world.extractor = Changing(BREAD)
    pick = world.pick()
    await world.started_again().write([pick], pick.seq)
    assert world.learned() == []


async def test_parts_that_were_or_are_off_are_named_in_the_event(world: World) -> None:
    world.consents.by_subject["ann"] = Consent("ann", learn_brands=False)
    pick = world.pick(unlearned=["dietary"])
    await world.step.write([pick], pick.seq)
    (facts,) = world.learned(Kind.FACTS_EXTRACTED)
    assert facts.data["unlearned"] == ["dietary", "brands"]


async def test_what_was_erased_meanwhile_is_not_learned_from(world: World) -> None:
    pick = world.pick()
    await world.journal.forget("ann")
    await world.step.write([pick], pick.seq)
    assert (world.extractor.asked, world.learned()) == ([], [])


async def test_nothing_is_written_for_somebody_who_is_being_erased(world: World) -> None:
    pick = world.pick()
    async with world.gate.shut("ann"):
        with pytest.raises(Busy):
            await world.step.write([pick], pick.seq)
    assert world.learned() == []


async def test_training_on_the_move_needs_the_consent_of_then_and_now(world: World) -> None:
    world.consents.by_subject["ann"] = Consent("ann", use_for_training=False)
    pick = world.pick()
    await world.step.write([pick], pick.seq)
    (move,) = world.learned(Kind.PERSONA_UPDATED)
    assert move.data["use_for_training"] is False


async def test_a_model_that_hangs_counts_as_away(world: World) -> None:
    world.extractor.hangs = True
    pick = world.pick()
    with pytest.raises(TimeoutError):
        await world.step.write([pick], pick.seq)
    assert await world.step.watermark() == 0


@pytest.mark.parametrize(
    "answer",
    [
        Extraction({"": 0.5}),
        Extraction({"x" * 121: 0.5}),
        Extraction({"a\nb": 0.5}),
        Extraction({"a\x00b": 0.5}),
        Extraction({"bake": 1.5}),
        Extraction({"bake": float("nan")}),
        Extraction(preferences={str(n): 0.5 for n in range(4)}),
        Extraction(deltas={"concise": 0.06}),
        Extraction(deltas={"charming": 0.01}),
        Extraction(deltas={"concise": float("nan")}),
    ],
)
def test_an_answer_out_of_bounds_is_refused(answer: Extraction) -> None:
    with pytest.raises(Invalid):
        check(answer)


async def test_a_model_that_is_down_is_waited_for(world: World, tmp_path: Path) -> None:
    waits: list[float] = []

    async def wait(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 3:
            world.extractor.error = None
        await asyncio.sleep(0)

    world.extractor.error = Unavailable("no model")
    world.pick()
    relay = following(world, tmp_path, wait)
    await relay.start()
    await relay.caught_up()
    await relay.close()
    assert len(waits) == 3
    assert len(world.learned()) == 2


async def test_a_pick_that_the_model_cannot_read_is_put_aside_and_the_next_is_learned_from(
    world: World, tmp_path: Path
) -> None:
    class Confused(ScriptedExtractor):
        async def extract(self, pick: Pick) -> Extraction:
            if pick.text == "gibberish":
                raise Unreadable("the model answered, but not as it was asked to")
            return BREAD

    world.extractor = Confused()
    bad, good = world.pick(input_text="gibberish"), world.pick()
    letters = DeadLetters(tmp_path / "letters.db")
    relay = following(world, tmp_path, asyncio.sleep, letters)
    await relay.start()
    await relay.caught_up()
    await relay.close()
    (letter,) = letters.of("remember")
    assert letter.event_id == bad.event_id
    assert {e.data["selection_id"] for e in world.learned(Kind.FACTS_EXTRACTED)} == {
        text_of(good.event_id)
    }


def following(
    world: World, tmp_path: Path, sleep: Any, letters: DeadLetters | None = None
) -> Relay:
    return Relay(
        world.journal,
        world.started_again(),
        dead_letters=letters or DeadLetters(tmp_path / "letters.db"),
        clock=FixedClock(),
        jitter=lambda: 0.0,
        effort=Effort(tries=2, first_wait=0.0, linger=0.0),
        sleep=sleep,
    )
