"""A request is read in several ways, by the rules when the model fails in whatever way."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest

from domain.caller import Caller
from domain.cart import Cart, CartLine
from domain.constraints import Constraints
from domain.errors import Unavailable
from domain.product import Product
from domain.profile import Fact, Habit, Memory, Preference, Profile
from domain.proposal import Hit, Hypothesis
from learning.calibration import Calibrations, count_pick
from learning.signals import DEFAULT
from llm.port import Ask
from nodes.hypothesize import Hypothesize, Writes, shelf_of
from tests.fakes.catalog import MemoryCatalog
from tests.fakes.clock import NOON, FixedClock
from tests.fakes.events import picked
from tests.fakes.hypothesizer import READINGS, ScriptedHypothesizer
from tests.fakes.states import UNCALIBRATED, GivenCalibrations, GivenStates

ANN = Caller("ann", None)
FALLBACK = (Hypothesis("h1", "Do you want to bake something?", 0.3, query="flour"),)
MILK_FREE = Constraints(free_from=("milk",))
OAT = Product("oat", "Oat Milk", "Oatly", "Milk", price=3.0, allergens=(), diets=("vegan",))
WHOLE = Product("whole", "Whole Milk", "Arla", "Milk", price=2.0, allergens=("milk",))


def shown(readings: Sequence[Hypothesis]) -> tuple[Hypothesis, ...]:
    """Return readings as they are shown while nothing was ever picked."""
    return tuple(replace(reading, raw_confidence=reading.confidence) for reading in readings)


def goal(content: str, at: int) -> Memory:
    return Memory(content, "goal", content, 0.8, (), at)


async def hypothesize(
    primary: ScriptedHypothesizer,
    catalog: MemoryCatalog | None = None,
    profile: Profile | None = None,
    cart: Cart | None = None,
    calibrations: GivenCalibrations = UNCALIBRATED,
    rules: ScriptedHypothesizer | None = None,
    deadline: float = 0.02,
) -> Writes:
    step = Hypothesize(
        primary,
        rules or ScriptedHypothesizer(FALLBACK, name="rules"),
        catalog,
        GivenStates(Profile.empty, *([profile] if profile else [])),
        GivenStates(Cart.empty, *([cart] if cart else [])),
        lambda: DEFAULT,
        FixedClock(),
        calibrations,
        deadline=deadline,
        shelf_deadline=0.02,
    )
    return await step({"text": "help me bake", "constraints": MILK_FREE}, ANN)


async def asked(
    catalog: MemoryCatalog | None = None, profile: Profile | None = None, cart: Cart | None = None
) -> Ask:
    primary = ScriptedHypothesizer()
    await hypothesize(primary, catalog, profile, cart)
    (ask,) = primary.asked
    return ask


async def test_the_configured_model_reads_the_request_under_its_own_name() -> None:
    read = await hypothesize(ScriptedHypothesizer())
    assert read == {"hypotheses": shown(READINGS), "model": "scripted", "degraded": []}


@pytest.mark.parametrize(
    "primary",
    [
        ScriptedHypothesizer(hangs=True),
        ScriptedHypothesizer(error=Unavailable("The model is away.")),
        ScriptedHypothesizer(error=ValueError("The reply is no JSON.")),
        ScriptedHypothesizer(readings=()),
    ],
    ids=["hangs", "is away", "breaks", "says nothing"],
)
async def test_when_the_model_fails_the_rules_read_it_and_the_reply_says_so(
    primary: ScriptedHypothesizer,
) -> None:
    read = await hypothesize(primary)
    assert read == {"hypotheses": shown(FALLBACK), "model": "rules", "degraded": ["llm"]}


@pytest.mark.parametrize("trouble", ["down", "broken", "hangs"])
async def test_without_the_catalogue_it_is_read_with_an_empty_shelf(trouble: str) -> None:
    catalog, primary = MemoryCatalog(OAT), ScriptedHypothesizer()
    setattr(catalog, trouble, True)
    read = await hypothesize(primary, catalog)
    assert read["degraded"] == ["catalog"]
    assert read["hypotheses"] == shown(READINGS)
    (ask,) = primary.asked
    assert ask.shelf is not None
    assert not ask.shelf.categories


async def test_a_catalogue_that_hangs_is_not_given_the_time_of_a_model() -> None:
    catalog = MemoryCatalog(OAT)
    catalog.hangs = True
    async with asyncio.timeout(5):
        read = await hypothesize(ScriptedHypothesizer(), catalog, deadline=60)
    assert read["degraded"] == ["catalog"]


async def test_both_may_be_away_at_once() -> None:
    catalog = MemoryCatalog()
    catalog.down = True
    read = await hypothesize(ScriptedHypothesizer(hangs=True), catalog)
    assert read["degraded"] == ["catalog", "llm"]
    assert read["hypotheses"] == shown(FALLBACK)


ARLA = Constraints(brands=("Arla",))
EMPTY_HANDED = Hypothesis("h3", "Do you want something by Arla?", 0.2, "milk", ARLA)


async def test_a_reading_of_the_model_that_finds_nothing_gives_way_to_the_rules() -> None:
    rules = ScriptedHypothesizer(FALLBACK, name="rules")
    read = await hypothesize(
        ScriptedHypothesizer((*READINGS, EMPTY_HANDED)), MemoryCatalog(OAT, WHOLE), rules=rules
    )
    assert (read["model"], read["degraded"]) == ("scripted", [])
    assert [h.question for h in read["hypotheses"]] == [
        *(reading.question for reading in READINGS),
        FALLBACK[0].question,
    ]
    assert read["hypotheses"][-1].raw_confidence == EMPTY_HANDED.confidence
    assert [(ask.limit, ask.beside) for ask in rules.asked] == [(1, READINGS)]
    assert rules.asked[0].untrue == {("milk", ARLA)}


async def test_when_no_reading_of_the_model_finds_anything_the_rules_read_it() -> None:
    read = await hypothesize(ScriptedHypothesizer((EMPTY_HANDED,)), MemoryCatalog(OAT, WHOLE))
    assert (read["model"], read["degraded"]) == ("rules", ["llm"])
    assert read["hypotheses"] == shown(FALLBACK)


async def test_what_the_rules_read_is_read_again_without_what_finds_nothing() -> None:
    rules = ScriptedHypothesizer((*READINGS, EMPTY_HANDED), name="rules")
    read = await hypothesize(rules, MemoryCatalog(OAT, WHOLE), rules=rules)
    assert [h.question for h in read["hypotheses"]] == [r.question for r in READINGS]
    assert [ask.untrue for ask in rules.asked[:2]] == [frozenset(), {("milk", ARLA)}]


async def test_each_reading_is_searched_for_once_under_what_is_ruled_out() -> None:
    catalog = MemoryCatalog(OAT, WHOLE)
    await hypothesize(ScriptedHypothesizer(), catalog)
    proved = [(query.text, query.constraints, query.limit) for query in catalog.asked[1:]]
    assert proved == [(reading.query, MILK_FREE, 1) for reading in READINGS]


@pytest.mark.parametrize("trouble", ["down", "broken", "hangs"])
async def test_readings_are_shown_unproved_when_the_catalogue_goes_away_meanwhile(
    trouble: str,
) -> None:
    catalog = MemoryCatalog(OAT)

    class Leaving(ScriptedHypothesizer):
        async def hypothesize(self, ask: Ask) -> Sequence[Hypothesis]:
            setattr(catalog, trouble, True)
            return await ScriptedHypothesizer.hypothesize(self, ask)

    read = await hypothesize(Leaving((*READINGS, EMPTY_HANDED)), catalog)
    assert read["degraded"] == ["catalog"]
    assert read["hypotheses"] == shown((*READINGS, EMPTY_HANDED))


async def test_nothing_is_asked_when_nothing_could_be_found() -> None:
    rules = ScriptedHypothesizer((EMPTY_HANDED,), name="rules")
    assert (await hypothesize(rules, MemoryCatalog(WHOLE), rules=rules))["hypotheses"] == ()


def refused(source_flow: str, model: str = "scripted", times: int = 40) -> GivenCalibrations:
    """Return what is known after none of two readings was picked so many times."""
    said = [{"id": "h1", "confidence": 0.6}, {"id": "h2", "confidence": 0.3}]
    state = Calibrations()
    for seq in range(1, times + 1):
        told = picked("none", flow=source_flow, model=model, hypotheses=said)
        state = count_pick(state, told.placed(seq))
    return GivenCalibrations(state)


async def test_confidences_are_as_low_as_picks_say_and_what_was_said_is_kept() -> None:
    read = await hypothesize(ScriptedHypothesizer(), calibrations=refused("execute"))
    first, second = read["hypotheses"]
    assert (first.raw_confidence, second.raw_confidence) == (0.6, 0.3)
    assert 0 < second.confidence < first.confidence < 0.3


@pytest.mark.parametrize(
    ("flow", "model"), [("shopping", "scripted"), ("execute", "rules")], ids=["flow", "model"]
)
async def test_picks_of_another_flow_or_model_say_nothing(flow: str, model: str) -> None:
    read = await hypothesize(ScriptedHypothesizer(), calibrations=refused(flow, model))
    assert read["hypotheses"] == shown(READINGS)


async def test_the_flow_that_sells_has_a_calibration_of_its_own() -> None:
    known = refused("shopping")
    read = await hypothesize(ScriptedHypothesizer(), MemoryCatalog(OAT), calibrations=known)
    assert read["hypotheses"][0].confidence < 0.3


async def test_the_rules_behind_a_lost_model_are_calibrated_as_rules() -> None:
    known = refused("execute", "rules")
    read = await hypothesize(ScriptedHypothesizer(hangs=True), calibrations=known)
    assert read["hypotheses"][0].confidence < 0.2


async def test_the_most_believed_comes_first_under_the_first_id() -> None:
    unsorted = ScriptedHypothesizer(readings=READINGS[::-1])
    read = await hypothesize(unsorted)
    assert [(h.id, h.confidence) for h in read["hypotheses"]] == [("h1", 0.6), ("h2", 0.3)]
    assert read["hypotheses"][0].question == READINGS[0].question


async def test_the_shelf_holds_only_what_the_constraints_admit() -> None:
    ask = await asked(MemoryCatalog(OAT, WHOLE))
    assert ask.shopping
    assert ask.shelf is not None
    assert list(ask.shelf.brands) == ["Oatly"]
    assert ask.shelf.prices == (3.0, 3.0)
    assert ask.shelf.known_categories == ("Milk",)


async def test_outside_shopping_there_is_no_shelf() -> None:
    ask = await asked()
    assert (ask.shopping, ask.shelf) == (False, None)


async def test_the_model_is_told_what_is_known_newest_and_strongest_first() -> None:
    profile = Profile(
        "ann",
        habits={"a": Habit("a", weight=0.5), "b": Habit("b", weight=2.0)},
        preferences={
            "brand": {"x": Preference("X", 0.2, NOON), "y": Preference("Y", 0.9, NOON)},
        },
        facts=(Fact("f1", "budget", "30", NOON),),
        goals=(goal("old", 1), goal("new", 2)),
    )
    cart = Cart("ann", lines={"oat": CartLine("oat", "Oat Milk", 2)})
    ask = await asked(profile=profile, cart=cart)
    assert [habit.sku for habit in ask.habits] == ["b", "a"]
    assert [preference.label for preference in ask.preferences["brand"]] == ["Y", "X"]
    assert [goal.content for goal in ask.goals] == ["new", "old"]
    assert [line.sku for line in ask.cart] == ["oat"]
    assert (ask.facts, ask.constraints, ask.now) == (profile.facts, MILK_FREE, NOON)


def test_a_shelf_sums_relevance_up_by_facet() -> None:
    shelf = shelf_of([Hit(OAT, 0.75), Hit(WHOLE, 0.25)], ("Milk",))
    assert shelf.categories == {"Milk": 1.0}
    assert shelf.brands == {"Oatly": 0.75, "Arla": 0.25}
    assert shelf.attributes == {"vegan": 1.0}
    assert shelf.prices == (2.0, 3.0)


def test_prices_are_those_of_the_leading_shelf() -> None:
    spice = Product("chili", "Chili Flakes", category="Spices", price=0.5)
    shelf = shelf_of([Hit(OAT, 0.75), Hit(WHOLE, 0.25), Hit(spice, 0.5)], ())
    assert shelf.prices == (2.0, 3.0)


def test_a_product_without_a_price_says_nothing_of_prices() -> None:
    shelf = shelf_of([Hit(Product("x", "X"), 1.0), Hit(OAT, 0.5)], ())
    assert shelf.prices == (3.0, 3.0)
    assert shelf.categories == {"Milk": 1.0}


def test_a_shelf_of_nothing_promises_nothing() -> None:
    shelf = shelf_of([], ("Milk",))
    assert (shelf.categories, shelf.prices) == ({}, None)
