"""What was found is ranked for the subject, or for nobody in particular."""

from catalog.port import Found
from domain.caller import Caller
from domain.consent import Consent
from domain.product import Product
from domain.profile import Preference, Profile
from domain.proposal import Hit
from learning.popularity import Decayed, Popularity
from learning.ranking.weights import Strategies
from learning.signals import DEFAULT
from nodes.personalize import Personalize, Writes
from tests.fakes.clock import NOON, FixedClock
from tests.fakes.states import GivenStates

ANN = Caller("ann", None)
LIKES_OATLY = Profile(
    "ann",
    reactions=9,
    preferences={"brand": {"oatly": Preference("Oatly", 0.6, NOON, ("e1",), agree=3)}},
)
FOUND = Found(
    (
        Hit(Product("whole", "Whole Milk", "Arla", "Milk", price=2.0), 1.0),
        Hit(Product("oat", "Oat Milk", "Oatly", "Milk", price=2.0), 0.95),
        Hit(Product("soy", "Soy Milk", "Alpro", "Milk", price=2.0), 0.98),
    )
)


class Everybody:
    """What everybody buys."""

    async def read(self, subject: str = "") -> Popularity:
        assert subject == ""
        return Popularity(orders=Decayed(counts={"soy": 9.0}, top=9.0))


async def personalize(*consents: Consent, enabled: bool = True, limit: int = 10) -> Writes:
    step = Personalize(
        GivenStates(Profile.empty, LIKES_OATLY),
        GivenStates(Consent.empty, *consents),
        Everybody(),
        Strategies,
        lambda: DEFAULT,
        FixedClock(),
        enabled,
    )
    return await step({"found": FOUND, "limit": limit}, ANN)


def skus(ranked: Writes) -> list[str]:
    return [candidate.product.sku for candidate in ranked["candidates"]]


async def test_what_a_subject_likes_comes_first_and_says_why() -> None:
    ranked = await personalize()
    assert ranked["candidates"][0].product.sku == "oat"
    assert ranked["candidates"][0].reasons[0].evidence == ("e1",)
    assert (ranked["personalized"], ranked["choice"].strategy) == (True, "hybrid")


async def test_a_paused_subject_gets_the_neutral_order() -> None:
    ranked = await personalize(Consent("ann", paused=True))
    assert skus(ranked) == ["soy", "whole", "oat"]
    assert (ranked["personalized"], ranked["choice"].strategy) == (False, "neutral")


async def test_an_installation_that_does_not_personalise_gives_the_neutral_order() -> None:
    ranked = await personalize(enabled=False)
    assert skus(ranked) == ["soy", "whole", "oat"]
    assert (ranked["personalized"], ranked["choice"].strategy) == (False, "neutral")


async def test_the_neutral_order_gives_no_personal_reason() -> None:
    ranked = await personalize(enabled=False)
    assert all(not reason.evidence for c in ranked["candidates"] for reason in c.reasons)


async def test_no_more_than_wanted_are_ranked() -> None:
    assert len((await personalize(limit=2))["candidates"]) == 2
    assert len((await personalize(enabled=False, limit=2))["candidates"]) == 2
