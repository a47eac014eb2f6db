"""The dashboard's questions: is it learning, is it working, is it safe."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from domain.clock import MS_PER_DAY, from_ms, to_rfc3339
from domain.ids import bytes_of
from tests.api.shop import PRODUCTS, Shop, open_shop
from tests.fakes.events import viewed

pytestmark = pytest.mark.asyncio(loop_scope="module")

NOTHING = {"successes": 0, "n": 0, "rate": None, "low": None, "high": None}


async def metrics(shop: Shop, days: int = 30) -> dict[str, Any]:
    return await shop.get("/api/v1/admin/metrics", days=days)


async def loops(shop: Shop) -> dict[str, Any]:
    reply = await shop.get("/api/v1/admin/loops")
    return reply | {"loops": {one["name"]: one for one in reply["loops"]}}


async def click(shop: Shop, user: str, position: int = 1) -> None:
    found = await shop.search(user, "milk")
    await shop.post(
        "/api/v1/events/click",
        user_id=user,
        product_sku=found["results"][position - 1]["product"]["sku"],
        position=position,
        search_session_id=found["proposal_id"],
    )


async def test_before_anything_happened_every_figure_says_so(shop: Shop) -> None:
    told = await metrics(shop, days=3)
    assert [day["events"] for day in told["activity"]] == [{}, {}, {}]
    for name in ("ctr", "selection"):
        assert (told[name]["personalized"], told[name]["neutral"]) == (NOTHING, NOTHING)
        assert told[name]["difference"]["verdict"] == "not_enough_data"
    assert told["auto_advance"] == told["cart"]["abandonment"] == NOTHING
    assert told["cart"]["value_change"] is None
    products = len(PRODUCTS)
    assert told["catalogue"]["products"] == products
    assert (told["catalogue"]["categories"], told["catalogue"]["brands"]) == (3, 5)
    assert told["memory"] == {"subjects": 0, "personas": 0, "carts": 0, "consents": 0}
    assert await shop.get("/api/v1/admin/ctr") | {"as_of": ""} == {"as_of": "", "positions": []}


async def test_a_day_counts_what_happened_on_it(shop: Shop) -> None:
    before = (await metrics(shop, days=1))["activity"][0]
    await click(shop, "active")
    after = (await metrics(shop, days=1))["activity"][0]
    assert after["searches"] == before["searches"] + 1
    assert after["proposals"] == before["proposals"] + 1
    clicks = [day["events"].get("search_result_clicked", 0) for day in (before, after)]
    assert clicks[1] == clicks[0] + 1


async def test_every_day_of_the_window_is_there_up_to_today(shop: Shop) -> None:
    told = await metrics(shop, days=365)
    today = from_ms(shop.services.clock.now()).date()
    days = [(today - timedelta(days=ago)).isoformat() for ago in range(364, -1, -1)]
    assert [day["day"] for day in told["activity"]] == days


@pytest.mark.parametrize("days", [0, 366, "month"])
async def test_a_window_that_cannot_be_is_refused(shop: Shop, days: Any) -> None:
    assert (await shop.send("GET", f"/api/v1/admin/metrics?days={days}")).status_code == 422


async def test_clicks_are_rated_by_personalisation_and_by_position(shop: Shop) -> None:
    before = await metrics(shop)
    await click(shop, "clicks", position=2)
    after = await metrics(shop)
    sides = [
        told["ctr"]["personalized"]["successes"] + told["ctr"]["neutral"]["successes"]
        for told in (before, after)
    ]
    assert sides[1] == sides[0] + 1
    positions = (await shop.get("/api/v1/admin/ctr"))["positions"]
    assert [one["position"] for one in positions] == list(range(1, len(positions) + 1))
    second = positions[1]
    assert second["clicked"] >= 1
    assert second["low"] < second["rate"] < second["high"]


async def test_a_pick_answers_a_question(shop: Shop) -> None:
    before = (await metrics(shop))["selection"]["neutral"]  # nothing is known of either
    await shop.ask("picks", auto_advance=False)
    await shop.ask("picks", hypothesis_id="h1")
    await shop.ask("passes", auto_advance=False)
    await shop.ask("passes", hypothesis_id="none")
    after = (await metrics(shop))["selection"]["neutral"]
    assert (after["successes"], after["n"]) == (before["successes"] + 1, before["n"] + 2)


async def test_a_run_that_goes_on_without_asking_is_counted(shop: Shop) -> None:
    before = (await metrics(shop))["auto_advance"]
    asked = await shop.ask("hurried", auto_advance=False)
    execution_id = bytes_of(asked["execution_id"])
    await shop.services.executions.keep_auto_reply(execution_id, "hurried", {})
    after = (await metrics(shop))["auto_advance"]
    assert (after["successes"], after["n"]) == (before["successes"] + 1, before["n"] + 1)


async def test_orders_are_worth_something_in_the_days_they_were_made(shop: Shop) -> None:
    now = shop.services.clock.now()
    orders = [
        {
            "event_type": "order_completed",
            "user_id": "spends",
            "timestamp": to_rfc3339(now - ago * MS_PER_DAY),
            "data": {"order_id": f"o{ago}", "items": [{"sku": "oat"}], "total_value": total},
        }
        for ago, total in ((4, 12.0), (5, 9.0), (9, 11.0), (10, 99.0))
    ]
    await shop.post("/api/v1/events", 202, events=orders)
    cart = (await metrics(shop, days=5))["cart"]
    assert (cart["value"]["n"], cart["value"]["mean"]) == (1, 12.0)
    assert (cart["value_before"]["n"], cart["value_before"]["mean"]) == (2, 10.0)
    assert cart["value_change"] == pytest.approx(0.2)


async def test_who_is_known_is_counted_once_saved(shop: Shop) -> None:
    await shop.services.runner.checkpoint()
    before = (await metrics(shop))["memory"]["subjects"]
    await shop.post("/api/v1/events/view", user_id="newcomer", product_sku="oat")
    await shop.services.runner.checkpoint()
    assert (await metrics(shop))["memory"]["subjects"] == before + 1


async def test_what_was_counted_of_somebody_goes_with_them(shop: Shop) -> None:
    before = await metrics(shop)
    await click(shop, "leaves")
    await shop.post("/api/v1/events/cart-add", user_id="leaves", product={"sku": "oat"})
    await shop.ask("leaves", auto_advance=False)
    receipt = await shop.delete("/api/v1/user/leaves/learning-data")
    assert {"activity", "asked", "carts"} <= {store["name"] for store in receipt["stores"]}
    assert receipt["status"] == "complete"
    after = await metrics(shop)
    for name in ("ctr", "selection", "auto_advance", "cart"):
        assert after[name] == before[name]
    left = {"subject_erased"}
    for then, now in zip(before["activity"], after["activity"], strict=True):
        assert {kind: n for kind, n in now["events"].items() if kind not in left} == {
            kind: n for kind, n in then["events"].items() if kind not in left
        }


async def test_training_is_told_as_its_own_route_tells_it(shop: Shop) -> None:
    await shop.services.training_relay.caught_up()
    assert (await metrics(shop))["training"] == await shop.get("/v1/training/stats")


async def test_every_loop_is_listed_with_its_place(shop: Shop) -> None:
    await shop.post("/api/v1/events/view", user_id="looks", product_sku="oat")
    for relay in shop.services.relays:
        await relay.caught_up()
    told = await loops(shop)
    last = await shop.services.journal.last_seq()
    names = ("folds", "training_log", "graph")
    assert [(told["loops"][n]["state"], told["loops"][n]["place"]) for n in names] == [
        ("ok", last)
    ] * 3
    assert told["loops"]["graph"]["seconds_since_progress"] >= 0
    assert {"erasure", "retention", "rule_files"} <= told["loops"].keys()
    assert {one["state"] for one in told["loops"].values()} == {"ok"}
    assert all(one["note"] for one in told["loops"].values())
    assert (told["journal"]["events"], told["journal"]["queued"]) == (last, 0)


async def test_a_relay_that_waits_is_behind_and_one_that_ended_has_stopped(shop: Shop) -> None:
    relay = shop.services.training_relay
    await relay.caught_up()
    async with relay.held():
        await shop.ask("waits", auto_advance=False)
        waiting = (await loops(shop))["loops"]["training_log"]
        assert (waiting["state"], waiting["lag"] > 0) == ("behind", True)
    await relay.caught_up()
    await relay.close()
    assert (await loops(shop))["loops"]["training_log"]["state"] == "stopped"
    await relay.start()


async def test_jobs_that_fail_are_degraded_and_those_that_ended_have_stopped(shop: Shop) -> None:
    beats = shop.services.beats
    beats["retention"].failed, beats["rule_files"].running = True, False
    told = (await loops(shop))["loops"]
    beats["retention"].failed, beats["rule_files"].running = False, True
    assert (told["retention"]["state"], told["rule_files"]["state"]) == ("degraded", "stopped")


async def test_stores_and_dead_letters_are_told_as_elsewhere(shop: Shop) -> None:
    letters = shop.services.dead_letters
    letters.add("fold:ctr", viewed("nobody")._replace(seq=1), ValueError(), 0)
    for relay in shop.services.relays:
        await relay.caught_up()
    told = await loops(shop)
    letters.clear(letters.page()[0].letter_id)
    assert told["dead_letters"] == {"total": 1, "by_sink": {"fold:ctr": 1}}
    assert told["stores"] == (await shop.get("/readyz"))["stores"]
    assert told["process"]["uptime_seconds"] > 0
    assert told["process"]["version"] == shop.routed.app.version
    lookups = shop.services.results.lookups
    assert told["cache"]["hits"] + told["cache"]["misses"] == lookups.hits + lookups.misses


async def test_a_new_sample_shop_shows_the_past_of_its_shoppers(tmp_path: Path) -> None:
    async with open_shop(tmp_path, samples=True) as sampled:
        told = await metrics(sampled, days=90)
    orders = [day["events"].get("order_completed", 0) for day in told["activity"]]
    assert sum(map(bool, orders)) > 30
    assert orders[-1] == 0  # the histories end yesterday
    assert told["cart"]["value"]["low"] < told["cart"]["value"]["high"]
    assert told["cart"]["abandonment"] == NOTHING
    assert told["ctr"]["difference"]["text"].startswith("not enough data")
    assert told["catalogue"]["products"] > 300
