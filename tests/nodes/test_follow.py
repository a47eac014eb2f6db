"""A picked reading becomes a search under everything the subject ruled out."""

from typing import Any

from domain.caller import Caller
from domain.constraints import Constraints
from domain.profile import Fact, Profile
from nodes.follow import Follow, Writes
from tests.fakes.states import GivenStates
from tests.nodes.proposals import asking

ANN = Caller("ann", None)
NUTS = Profile("ann", facts=(Fact("f1", "allergic_to", "nuts", 0),))


async def follow(choice: str, *profiles: Profile, **filters: Any) -> Writes:
    step = Follow(GivenStates(Profile.empty, *profiles))
    proposal = asking("shopping")
    proposal["hypotheses"][0]["constraints"] = {"diets": ["vegan"]}
    proposal["hypotheses"][1]["query"] = ""
    selection = {"proposal_id": proposal["proposal_id"], "choice": choice}
    return await step({"proposal": proposal, "selection": selection, "filters": filters}, ANN)


async def test_the_readings_own_query_and_constraints_are_searched() -> None:
    assert await follow("h1") == {
        "query": "spelt flour",
        "constraints": Constraints(diets=("vegan",)),
    }


async def test_a_reading_without_words_finds_everything_it_admits() -> None:
    assert (await follow("h2"))["query"] == ""


async def test_what_is_no_reading_searches_what_was_asked() -> None:
    assert (await follow("h9"))["query"] == "help me bake"


async def test_filters_and_what_was_said_before_hold_as_well() -> None:
    followed = await follow("h1", NUTS, price_max=5)
    assert followed["constraints"] == Constraints(
        price_max=5, diets=("vegan",), free_from=("nuts",)
    )
