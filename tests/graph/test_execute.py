"""The flow of /v1/execute: readings first, then an enriched prompt, whatever the request."""

from dataclasses import replace
from pathlib import Path

import pytest

from domain.ids import bytes_of
from domain.selection import Selection
from tests.fakes.hypothesizer import ScriptedHypothesizer
from tests.open_shop import Shop, open_shop, proposal_in, reply_in, said_in, steps_in
from wiring.language import Language
from wiring.services import Services

BAKE = "help me bake"


@pytest.mark.parametrize("text", [BAKE, "oat milk 1l", "?"])
async def test_every_request_is_read_in_three_ways(shop: Shop, text: str) -> None:
    updates = await shop.ask(text, flow="execute")
    assert steps_in(updates) == ["hear", "understand", "hypothesize", "present", "pause"]
    asked = proposal_in(updates)["hypotheses"]
    assert [one["id"] for one in asked] == ["h1", "h2", "h3"]
    confidences = [one["confidence"] for one in asked]
    assert confidences == sorted(confidences, reverse=True)


@pytest.mark.parametrize("choice", ["h2", "none"])
async def test_a_pick_gives_the_enriched_prompt_and_ends(shop: Shop, choice: str) -> None:
    proposal = await shop.execute(BAKE)
    selection = Selection(bytes_of(proposal["proposal_id"]), choice)
    updates = [u async for u in shop.conversation.answer(selection, shop.caller())]
    assert steps_in(updates) == ["capture_selection", "respond"]
    reply = reply_in(updates)
    assert (reply["execution_id"], reply["selected_id"]) == (proposal["proposal_id"], choice)
    assert said_in(updates) == [reply["enriched_prompt"]]
    assert BAKE in reply["enriched_prompt"]


async def test_when_the_model_fails_the_rules_ask_and_both_replies_say_so(tmp_path: Path) -> None:
    def without_model(services: Services) -> Services:
        return replace(services, language=Language(ScriptedHypothesizer(error=OSError("no route"))))

    async with open_shop(tmp_path, change=without_model) as shop:
        proposal = await shop.execute(BAKE)
        assert proposal["degraded"] == ["llm"]
        assert proposal["model"] == "rules"
        selection = Selection(bytes_of(proposal["proposal_id"]), "h1")
        updates = [u async for u in shop.conversation.answer(selection, shop.caller())]
        assert reply_in(updates)["degraded"] == ["llm"]


async def test_a_statement_in_a_request_is_noted_and_the_rest_is_read(shop: Shop) -> None:
    updates = await shop.ask(f"I'm vegan, {BAKE}", flow="execute")
    assert said_in(updates)[0].startswith("Noted: diet: vegan.")
    proposal = proposal_in(updates)
    assert proposal["text"] == f"I'm vegan, {BAKE}"
    alone = proposal_in(await shop.ask(BAKE, flow="execute", thread="u"))
    assert [h["question"] for h in proposal["hypotheses"]] == [
        h["question"] for h in alone["hypotheses"]
    ]


async def test_a_statement_alone_is_read_in_three_ways_all_the_same(shop: Shop) -> None:
    updates = await shop.ask("I'm vegan.", flow="execute")
    assert len(proposal_in(updates)["hypotheses"]) == 3
