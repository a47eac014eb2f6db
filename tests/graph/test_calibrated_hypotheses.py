"""What people pick decides how far the next readings are believed, none of these included."""

from typing import Any

from domain.event import Kind
from domain.ids import bytes_of
from domain.selection import Selection
from tests.open_shop import Shop, proposal_in, steps_in

VAGUE = "something for breakfast"
SHOPPERS = [f"shopper-{number}" for number in range(12)]


async def asked(shop: Shop, user: str, text: str = VAGUE) -> dict[str, Any]:
    """Return what a new shopper is asked."""
    return proposal_in(await shop.ask(text, user, thread=f"of-{user}"))


async def answer(shop: Shop, user: str, choice: str) -> list[str]:
    """Ask vaguely, answer, and return the steps that followed."""
    selection = Selection(bytes_of((await asked(shop, user))["proposal_id"]), choice)
    running = shop.conversation.answer(selection, shop.caller(user))
    return steps_in([update async for update in running])


def mass(proposal: dict[str, Any], name: str = "confidence") -> float:
    """Return what the readings of a proposal claim together."""
    return float(sum(one[name] for one in proposal["hypotheses"]))


async def test_a_vague_request_is_read_in_three_ways_with_what_was_said_and_what_holds(
    shop: Shop,
) -> None:
    proposal = await asked(shop, "ann")
    assert [one["id"] for one in proposal["hypotheses"]] == ["h1", "h2", "h3"]
    assert all(0 < one["confidence"] == one["raw_confidence"] for one in proposal["hypotheses"])
    assert mass(proposal) < 1.0
    (event,) = await shop.events(Kind.PROPOSAL_SHOWN)
    raw = [one["raw_confidence"] for one in proposal["hypotheses"]]
    assert [one["raw_confidence"] for one in event.data["shown"]] == raw


async def test_a_precise_request_goes_straight_to_products(shop: Shop) -> None:
    steps = steps_in(await shop.ask("oat milk 1l"))
    assert "hypothesize" not in steps
    assert "search" in steps
    assert (await shop.services.calibrations.read()).sources == {}


async def test_none_of_these_is_learned_from_and_leaves_less_to_the_readings(shop: Shop) -> None:
    before = await asked(shop, "before")
    for user in SHOPPERS:
        steps = await answer(shop, user, "none")
        assert "search" not in steps
    known = (await shop.services.calibrations.read()).sources["shopping/rules"]
    assert known.picks == len(SHOPPERS)
    assert known.mean[1] > 0, "none of these outweighs what was left to it"
    after = await asked(shop, "after")
    assert mass(after, "raw_confidence") == mass(before, "raw_confidence")
    assert mass(after) < 0.8 * mass(before)


async def test_a_first_reading_that_people_pick_is_believed_more(shop: Shop) -> None:
    before = (await asked(shop, "before"))["hypotheses"][0]
    for user in SHOPPERS:
        await answer(shop, user, "h1")
    after = (await asked(shop, "after"))["hypotheses"][0]
    assert after["question"] == before["question"]
    assert after["confidence"] > before["confidence"] == after["raw_confidence"]


async def test_who_lets_nothing_be_learned_is_not_counted(shop: Shop) -> None:
    for user in SHOPPERS:
        await shop.hear(Kind.CONSENT_CHANGED, user, changes={"learn_preferences": False})
        await answer(shop, user, "none")
    assert (await shop.services.calibrations.read()).sources == {}


async def test_what_was_learned_from_the_erased_is_unlearned(shop: Shop) -> None:
    for user in SHOPPERS:
        await answer(shop, user, "none")
    for user in SHOPPERS[1:]:
        await shop.services.forgetting.erasure.erase(user)
    known = (await shop.services.calibrations.read()).sources["shopping/rules"]
    assert known.picks == 1
