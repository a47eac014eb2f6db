"""Whether the server lives, is ready, and what it measures."""

import re

import pytest

from tests.api.shop import Shop

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def exposition(shop: Shop) -> str:
    """Return the metrics as Prometheus scrapes them."""
    reply = await shop.send("GET", "/metrics")
    assert reply.headers["content-type"].startswith("text/plain; version=0.0.4")
    return reply.text


def figure(text: str, name: str) -> float:
    """Return the value of the only line that begins with this name."""
    (value,) = re.findall(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
    return float(value)


async def test_a_living_server_says_so(shop: Shop) -> None:
    assert await shop.get("/healthz") == {"status": "alive"}


async def test_a_ready_server_names_its_stores(shop: Shop) -> None:
    ready = await shop.get("/readyz")
    assert ready["status"] == "ready"
    assert ready["stores"]["journal"] == "ok"
    assert ready["stores"]["profiles"] == "ok"
    assert ready["stores"]["catalog"] == "ok: 6 products"
    assert ready["stores"]["cache"] == "ok"
    assert {"threads", "training_log", "graph", "llm"} <= set(ready["stores"])


async def test_a_server_that_drains_is_alive_but_not_ready(shop: Shop) -> None:
    shop.drain.on = True
    try:
        refused = await shop.send("GET", "/readyz")
        assert refused.status_code == 503
        assert int(refused.headers["retry-after"]) >= 1
        assert (await shop.send("GET", "/healthz")).status_code == 200
        assert (await shop.send("GET", "/metrics")).status_code == 200
        view = {"user_id": "late", "product_sku": "oat"}
        assert (await shop.send("POST", "/api/v1/events/view", json=view)).status_code == 503
    finally:
        shop.drain.on = False
    assert await shop.events("late") == []
    assert (await shop.get("/readyz"))["status"] == "ready"


async def test_click_through_rates_appear_with_the_first_proposal(shop: Shop) -> None:
    assert "learning_ctr_personalized" not in await exposition(shop)
    found = await shop.search("clicks", "milk")
    await shop.post(
        "/api/v1/events/click",
        user_id="clicks",
        product_sku=found["results"][0]["product"]["sku"],
        position=1,
        search_session_id=found["proposal_id"],
    )
    text = await exposition(shop)
    assert figure(text, "learning_ctr_personalized") == 1.0
    assert "# HELP learning_ctr_personalized Clicks per" in text


async def test_requests_are_counted_by_template_and_never_by_path(shop: Shop) -> None:
    await shop.get("/v1/users/secret-name/persona")
    text = await exposition(shop)
    labels = 'method="GET",route="/v1/users/{user_id}/persona",status="200"'
    assert figure(text, f"leafloop_replies_total{{{labels}}}") == 1
    assert "secret-name" not in text


async def test_lag_and_queue_are_reported(shop: Shop) -> None:
    text = await exposition(shop)
    assert figure(text, "leafloop_journal_queued_events") == 0
    assert figure(text, "leafloop_training_lag_events") >= 0
    assert figure(text, "leafloop_dead_letters") == 0


async def test_searches_are_counted_by_how_they_were_answered(shop: Shop) -> None:
    def searches(text: str, answer: str) -> float:
        return figure(text, f'leafloop_result_cache_searches_total{{answer="{answer}"}}')

    before = await exposition(shop)
    for user in ("one", "two", "three"):
        await shop.search(user, "a search nobody else makes")
    after = await exposition(shop)
    assert searches(after, "miss") == searches(before, "miss") + 1
    assert searches(after, "hit") == searches(before, "hit") + 2
    assert searches(after, "shared") == searches(before, "shared")


async def test_the_training_stats_count_what_was_logged(shop: Shop) -> None:
    before = await shop.get("/v1/training/stats")
    await shop.ask("trains")
    await shop.ask("trains", hypothesis_id="h1")
    await shop.services.training_relay.caught_up()
    after = await shop.get("/v1/training/stats")
    assert after["hypotheses_count"] == before["hypotheses_count"] + 1
    assert after["persona_updates_count"] == before["persona_updates_count"] + 1
    assert (after["enabled"], after["lag"]) == (True, 0)


async def test_who_does_not_allow_it_leaves_no_training_line(shop: Shop) -> None:
    await shop.put("/api/v1/user/withholds/privacy", use_for_training=False)
    await shop.services.training_relay.caught_up()
    before = await shop.get("/v1/training/stats")
    await shop.ask("withholds")
    await shop.ask("withholds", hypothesis_id="h1")
    await shop.services.training_relay.caught_up()
    assert await shop.get("/v1/training/stats") == before
