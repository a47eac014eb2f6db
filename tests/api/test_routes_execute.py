"""Hypotheses over HTTP: asked, picked once, repeated, and never twice."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from domain.event import Kind
from domain.ids import selection_event_id
from tests.api.shop import Shop, code_of, open_shop

pytestmark = pytest.mark.asyncio(loop_scope="module")

TEXT = "build an API for my shop"
ROUTE = "/v1/execute"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def hasty(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Shop]:
    """An installation that goes on without asking as soon as it has any idea."""
    folder: Path = tmp_path_factory.mktemp("hasty")
    config = folder / "config"
    config.mkdir()
    rules = "auto_threshold: 0.01\nauto_margin: 0.0\nevidence_floor: 0\n"
    (config / "hypotheses.yaml").write_text(rules)
    async with open_shop(
        folder / "var", config_dir=config, enable_training_data_collection=True
    ) as opened:
        yield opened


async def written_lines(shop: Shop) -> dict[str, int]:
    """Return how many training lines there are, once every event has reached them."""
    await shop.services.training_relay.caught_up()
    return dict(shop.services.training_log.counts)


async def test_a_request_is_answered_with_three_questions_most_confident_first(
    shop: Shop,
) -> None:
    asked = await shop.ask("asks")
    assert asked["needs_selection"] is True
    assert [each["id"] for each in asked["hypotheses"]] == ["h1", "h2", "h3"]
    assert all(each["question"].endswith("?") for each in asked["hypotheses"])
    confidences = [each["confidence"] for each in asked["hypotheses"]]
    assert confidences == sorted(confidences, reverse=True)


async def test_a_pick_is_answered_with_an_enriched_prompt(shop: Shop) -> None:
    asked = await shop.ask("picks")
    reply = await shop.ask("picks", execution_id=asked["execution_id"], hypothesis_id="h2")
    assert reply["needs_selection"] is False
    assert (reply["execution_id"], reply["selected_id"]) == (asked["execution_id"], "h2")
    assert TEXT in reply["enriched_prompt"]
    assert set(reply["context_breakdown"]) == {"goal", "pref", "history", "persona", "input"}
    assert reply["tokens_estimate"] > 0


async def test_none_of_them_is_an_answer_too(shop: Shop) -> None:
    asked = await shop.ask("declines")
    reply = await shop.ask("declines", execution_id=asked["execution_id"], hypothesis_id="none")
    assert reply["selected_id"] == "none"


async def test_without_an_execution_id_the_newest_one_of_the_same_text_is_meant(
    shop: Shop,
) -> None:
    await shop.ask("forgets")
    newest = await shop.ask("forgets")
    await shop.ask("forgets", "write a poem for my sister")
    reply = await shop.ask("forgets", hypothesis_id="h1")
    assert reply["execution_id"] == newest["execution_id"]


async def test_an_answered_execution_is_still_the_newest_one(shop: Shop) -> None:
    await shop.ask("repeats")
    first = await shop.ask("repeats", hypothesis_id="h1")
    assert await shop.ask("repeats", hypothesis_id="h1") == first


async def test_an_execution_id_alone_shows_the_question_again(shop: Shop) -> None:
    asked = await shop.ask("reloads")
    again = await shop.post(ROUTE, user_id="reloads", execution_id=asked["execution_id"])
    assert again == asked


async def test_the_same_choice_again_returns_the_first_answer_and_writes_nothing(
    shop: Shop,
) -> None:
    asked = await shop.ask("same")
    pick = {"execution_id": asked["execution_id"], "hypothesis_id": "h1"}
    first = await shop.ask("same", **pick)
    seen = await shop.services.journal.last_seq()
    assert await shop.ask("same", **pick) == first
    assert await shop.services.journal.last_seq() == seen


async def test_another_choice_is_a_conflict(shop: Shop) -> None:
    asked = await shop.ask("wavers")
    await shop.ask("wavers", execution_id=asked["execution_id"], hypothesis_id="h1")
    refused = await shop.ask(
        "wavers", execution_id=asked["execution_id"], hypothesis_id="h2", status=409
    )
    assert code_of(refused) == "conflict"
    (made,) = await shop.events("wavers", Kind.SELECTION_MADE)
    assert made.data["choice"] == "h1"


async def test_a_choice_that_was_not_shown_is_refused_and_can_be_mended(shop: Shop) -> None:
    asked = await shop.ask("mends")
    pick = {"execution_id": asked["execution_id"]}
    refused = await shop.ask("mends", hypothesis_id="h9", status=422, **pick)
    assert code_of(refused) == "unknown_choice"
    assert (await shop.ask("mends", hypothesis_id="h3", **pick))["selected_id"] == "h3"


async def test_what_another_person_was_asked_is_not_found(shop: Shop) -> None:
    asked = await shop.ask("owner")
    execution_id = asked["execution_id"]
    for more in ({}, {"hypothesis_id": "h1"}):
        refused = await shop.ask("thief", execution_id=execution_id, status=404, **more)
        assert code_of(refused) == "not_found"
    assert await shop.events("thief") == []


@pytest.mark.parametrize(
    "more",
    [
        {"input_text": "never asked before", "hypothesis_id": "h1"},
        {"input_text": TEXT, "execution_id": "not-an-id"},
        {"input_text": TEXT, "execution_id": "0195f2c4-9e00-7a31-8c55-0f4f3a1f8c01"},
    ],
    ids=["unknown text", "no id", "unknown id"],
)
async def test_an_execution_that_does_not_exist_is_not_found(
    shop: Shop, more: dict[str, Any]
) -> None:
    refused = await shop.post(ROUTE, 404, user_id="searches", **more)
    assert code_of(refused) == "not_found"


@pytest.mark.parametrize("text", ["", "  \n", "x" * 8001], ids=["empty", "blank", "long"])
async def test_a_request_says_something_and_not_too_much(shop: Shop, text: str) -> None:
    assert code_of(await shop.ask("mute", text, status=422)) == "invalid"


async def keyed(shop: Shop, user: str, key: str, text: str = TEXT) -> Any:
    """Ask with an Idempotency-Key."""
    body = {"user_id": user, "input_text": text}
    return await shop.send("POST", ROUTE, json=body, headers={"Idempotency-Key": key})


async def test_the_same_key_and_body_get_the_stored_reply_byte_for_byte(shop: Shop) -> None:
    first = await keyed(shop, "keyed", "k1")
    second = await keyed(shop, "keyed", "k1")
    assert second.content == first.content
    assert second.headers["content-type"] == first.headers["content-type"]
    assert len(await shop.events("keyed", Kind.PROPOSAL_SHOWN)) == 1


async def test_the_same_key_with_another_body_is_refused(shop: Shop) -> None:
    await keyed(shop, "rekeyed", "k1")
    refused = await keyed(shop, "rekeyed", "k1", "something else altogether")
    assert refused.status_code == 422
    assert code_of(refused.json()) == "idempotency_key_reused"


async def test_the_same_key_of_another_person_is_another_key(shop: Shop) -> None:
    one, other = await keyed(shop, "keys-1", "k1"), await keyed(shop, "keys-2", "k1")
    assert one.json()["execution_id"] != other.json()["execution_id"]


async def test_a_key_whose_request_still_runs_is_in_progress(shop: Shop) -> None:
    body = b'{"user_id":"running","input_text":"x"}'
    services = shop.services
    begun = await services.idempotency.begin(
        "running", "POST /v1/execute", "k1", body, services.clock.now()
    )
    sent = {"Idempotency-Key": "k1", "Content-Type": "application/json"}
    refused = await shop.send("POST", ROUTE, content=body, headers=sent)
    assert (refused.status_code, code_of(refused.json())) == (409, "in_progress")
    assert refused.headers["retry-after"] == "1"
    await services.idempotency.abandon(begun)  # type: ignore[arg-type]
    assert (await shop.send("POST", ROUTE, content=body, headers=sent)).is_success


async def test_a_request_that_failed_can_be_tried_again_with_its_key(shop: Shop) -> None:
    body = {"user_id": "retries", "input_text": TEXT, "hypothesis_id": "h1"}
    how = {"json": body, "headers": {"Idempotency-Key": "k1"}}
    assert (await shop.send("POST", ROUTE, **how)).status_code == 404
    await shop.ask("retries")
    assert (await shop.send("POST", ROUTE, **how)).is_success


@pytest.mark.parametrize("key", ["", "k" * 257], ids=["empty", "long"])
async def test_a_key_is_neither_empty_nor_endless(shop: Shop, key: str) -> None:
    refused = await keyed(shop, "keyless", key)
    assert (refused.status_code, code_of(refused.json())) == (422, "invalid")


async def test_a_clear_request_goes_on_without_asking(hasty: Shop) -> None:
    reply = await hasty.ask("hasty")
    assert (reply["needs_selection"], reply["auto_advanced"]) == (False, True)
    assert reply["selected_id"] == "h1"
    assert TEXT in reply["enriched_prompt"]


async def test_who_does_not_want_that_is_asked_all_the_same(hasty: Shop) -> None:
    assert (await hasty.ask("careful", auto_advance=False))["needs_selection"] is True


async def test_going_on_without_asking_teaches_nothing_until_it_is_confirmed(
    hasty: Shop,
) -> None:
    lines = await written_lines(hasty)
    persona = await hasty.get("/v1/users/confirms/persona")
    reply = await hasty.ask("confirms")
    assert await written_lines(hasty) == lines
    assert await hasty.get("/v1/users/confirms/persona") == persona
    pick = {"execution_id": reply["execution_id"], "hypothesis_id": reply["selected_id"]}
    confirmed = await hasty.ask("confirms", **pick)
    assert confirmed.get("auto_advanced", False) is False
    more = await written_lines(hasty)
    assert more["hypotheses_count"] == lines["hypotheses_count"] + 1
    moved = await hasty.get("/v1/users/confirms/persona")
    assert moved["interaction_count"] == 1
    assert moved["facets"] != persona["facets"]


async def test_the_person_may_correct_what_was_taken_without_asking(hasty: Shop) -> None:
    reply = await hasty.ask("corrects")
    pick = {"execution_id": reply["execution_id"], "hypothesis_id": "h2"}
    assert (await hasty.ask("corrects", **pick))["selected_id"] == "h2"


async def test_an_auto_advanced_execution_shown_again_is_the_same_reply(hasty: Shop) -> None:
    reply = await hasty.ask("looks")
    again = await hasty.post(ROUTE, user_id="looks", execution_id=reply["execution_id"])
    assert again == reply


async def test_answers_hold_across_a_restart(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        asked = await shop.ask("restarts")
        open_one = await shop.ask("restarts", "plan a garden")
        pick = {"execution_id": asked["execution_id"], "hypothesis_id": "h1"}
        first = await shop.ask("restarts", **pick)
    async with open_shop(tmp_path) as shop:
        assert await shop.ask("restarts", **pick) == first
        await shop.ask("restarts", **(pick | {"hypothesis_id": "h2"}), status=409)
        late = {"execution_id": open_one["execution_id"], "hypothesis_id": "h3"}
        assert (await shop.ask("restarts", "plan a garden", **late))["selected_id"] == "h3"


async def test_a_pick_is_one_event_whose_id_follows_from_the_proposal(shop: Shop) -> None:
    await shop.ask("once")
    await shop.ask("once", hypothesis_id="h1")
    (made,) = await shop.events("once", Kind.SELECTION_MADE)
    execution = await shop.services.executions.newest("once", TEXT)
    assert execution is not None
    assert made.event_id == selection_event_id(execution.proposal_id)


async def test_what_a_request_says_about_the_person_is_noted(shop: Shop) -> None:
    reply = await shop.ask("stating", "I'm vegan, help me plan the week")
    (noted,) = reply["noted"]
    assert (noted["relation"], noted["value"], noted["kept"]) == ("follows_diet", "vegan", True)
    assert (await shop.services.profiles.read("stating")).facts[0].value == "vegan"
    assert "noted" not in await shop.ask("stating", "help me plan the week")
