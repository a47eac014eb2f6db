"""A request is read with what was said before, and tells whether it is vague."""

import pytest

from domain.caller import Caller
from domain.constraints import Constraints
from domain.profile import Fact, Profile
from nodes.understand import Reads, Understand
from tests.fakes.states import GivenStates

ANN = Caller("ann", None)
NUTS = Profile("ann", facts=(Fact("f1", "allergic_to", "nuts", 0),))


def understand(*profiles: Profile, vagueness: float = 0.0, threshold: float = 0.5) -> Understand:
    states = GivenStates(Profile.empty, *profiles)
    return Understand(states, lambda _: vagueness, lambda: threshold)


async def test_what_was_said_before_constrains_the_search() -> None:
    read = await understand(NUTS)({"text": "milk"}, ANN)
    assert read["query"] == "milk"
    assert read["constraints"] == Constraints(free_from=("nuts",))


async def test_it_constrains_nobody_else() -> None:
    read = await understand(NUTS)({"text": "milk"}, Caller("bob", None))
    assert read["constraints"].empty


async def test_filters_join_what_was_said_before() -> None:
    state: Reads = {"text": "milk", "filters": {"price_max": 5, "free_from": ["soy", "nuts"]}}
    read = await understand(NUTS)(state, ANN)
    assert read["constraints"] == Constraints(price_max=5, free_from=("soy", "nuts"))


@pytest.mark.parametrize(("vagueness", "vague"), [(0.49, False), (0.5, True), (1.0, True)])
async def test_from_the_threshold_on_a_request_is_vague(vagueness: float, vague: bool) -> None:
    read = await understand(vagueness=vagueness)({"text": "x"}, ANN)
    assert read["vague"] is vague


async def test_the_threshold_is_the_one_configured_now() -> None:
    thresholds = iter([0.5, 0.9])
    step = Understand(GivenStates(Profile.empty), lambda _: 0.7, lambda: next(thresholds))
    assert (await step({"text": "x"}, ANN))["vague"]
    assert not (await step({"text": "x"}, ANN))["vague"]
