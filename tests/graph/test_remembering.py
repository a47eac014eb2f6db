"""With a model, picks are learned from beside the requests, once, also across restarts."""

from dataclasses import replace
from pathlib import Path

from domain.event import Kind
from domain.ids import bytes_of
from domain.selection import Selection
from graph.remembering import remembering
from llm.port import Extraction
from tests.fakes.extractor import ScriptedExtractor
from tests.open_shop import Shop, open_shop
from wiring.language import Language
from wiring.services import Services

BREAD = Extraction({"bake bread": 0.8}, deltas={"concise": 0.05})


def with_model(services: Services) -> Services:
    language = Language(services.hypothesizer, ScriptedExtractor(BREAD))
    return replace(services, language=language)


async def pick(shop: Shop, text: str) -> None:
    proposal = await shop.execute(text, thread=text)
    selection = Selection(bytes_of(proposal["proposal_id"]), "h1")
    _ = [update async for update in shop.conversation.answer(selection, shop.caller())]


async def learned(shop: Shop) -> list[str]:
    return [event.data["model"] for event in await shop.events(Kind.FACTS_EXTRACTED)]


async def test_what_a_model_reads_out_of_a_pick_is_remembered(tmp_path: Path) -> None:
    async with open_shop(tmp_path, change=with_model) as shop:
        async with remembering(shop.services) as (relay,):
            await pick(shop, "help me bake")
            await relay.caught_up()
        assert await learned(shop) == ["scripted"]
        profile = await shop.services.profiles.read("ann")
        assert "bake bread" in [goal.content for goal in profile.goals]
        moves = await shop.events(Kind.PERSONA_UPDATED)
        assert [move.data["source"] for move in moves] == ["rules", "llm"]


async def test_after_a_restart_it_goes_on_where_it_stopped(tmp_path: Path) -> None:
    async with open_shop(tmp_path, change=with_model) as shop:
        await pick(shop, "help me bake")  # nobody listens yet
        async with remembering(shop.services) as (relay,):
            await relay.caught_up()
    async with (
        open_shop(tmp_path, change=with_model) as again,
        remembering(again.services) as (relay,),
    ):
        await pick(again, "help me knit")
        await relay.caught_up()
        assert await learned(again) == ["scripted"] * 2


async def test_with_the_rules_there_is_nothing_to_follow(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop, remembering(shop.services) as relays:
        assert relays == ()
    assert not (tmp_path / "var" / "watermarks.db").exists()
