"""What a person allows, and how they like to be answered, over HTTP."""

from typing import Any

import pytest

from domain.clock import MS_PER_DAY
from domain.event import Kind
from tests.api.shop import Shop, code_of
from tests.fakes.events import persona_moved

pytestmark = pytest.mark.asyncio(loop_scope="module")

DEFAULTS: dict[str, Any] = {
    "track_searches": True,
    "track_clicks": True,
    "track_purchases": True,
    "learn_preferences": True,
    "share_patterns": False,
    "use_for_training": True,
    "paused": False,
    "retention_days": 365,
    "learn_dietary": True,
    "learn_brands": True,
    "learn_price": True,
    "learn_schedule": True,
}
CLICK = "/api/v1/events/click"


def privacy_of(user: str) -> str:
    """Return where somebody says what they allow."""
    return f"/api/v1/user/{user}/privacy"


async def test_somebody_new_allows_what_the_installation_is_set_to(shop: Shop) -> None:
    assert await shop.get(privacy_of("new")) == DEFAULTS


async def test_a_change_leaves_everything_else_as_it_is(shop: Shop) -> None:
    changed = await shop.put(privacy_of("partial"), retention_days=90)
    assert changed == DEFAULTS | {"retention_days": 90}
    changed = await shop.put(privacy_of("partial"), use_for_training=False)
    assert changed == DEFAULTS | {"retention_days": 90, "use_for_training": False}
    assert await shop.get(privacy_of("partial")) == changed


async def test_null_gives_training_back_to_the_installation(shop: Shop) -> None:
    await shop.put(privacy_of("back"), use_for_training=False)
    assert await shop.put(privacy_of("back"), use_for_training=None) == DEFAULTS


async def test_no_change_writes_nothing(shop: Shop) -> None:
    await shop.put(privacy_of("idle"), user_id="idle")
    assert await shop.events("idle") == []


@pytest.mark.parametrize(
    "body",
    [
        {"retention_days": 0},
        {"retention_days": 3651},
        {"track_clicks": "perhaps"},
        {"track_clicks": None},
        {"track_dreams": True},
    ],
    ids=str,
)
async def test_what_cannot_be_allowed_or_refused_changes_nothing(
    shop: Shop, body: dict[str, Any]
) -> None:
    reply = await shop.send("PUT", privacy_of("firm"), json=body)
    assert (reply.status_code, code_of(reply.json())) == (422, "invalid")
    assert await shop.get(privacy_of("firm")) == DEFAULTS


@pytest.mark.parametrize(
    ("switch", "path", "body"),
    [
        ("track_clicks", "click", {"product_sku": "oat"}),
        ("track_clicks", "view", {"product_sku": "oat"}),
        ("track_purchases", "cart-add", {"product_sku": "oat"}),
        ("track_searches", "search", {"query": "milk"}),
    ],
)
async def test_an_event_that_is_not_allowed_succeeds_untracked(
    shop: Shop, switch: str, path: str, body: dict[str, Any]
) -> None:
    user = f"no-{path}"
    await shop.put(privacy_of(user), **{switch: False})
    reply = await shop.post(f"/api/v1/events/{path}", user_id=user, **body)
    assert (reply["success"], reply["tracked"], reply["event_id"]) == (True, False, None)
    assert [event.kind for event in await shop.events(user)] == [Kind.CONSENT_CHANGED]


async def test_a_search_of_somebody_who_is_not_tracked_is_answered_and_not_written(
    shop: Shop,
) -> None:
    await shop.put(privacy_of("quiet"), track_searches=False)
    assert "oat" in await shop.skus("quiet", "milk")
    assert [event.kind for event in await shop.events("quiet")] == [Kind.CONSENT_CHANGED]


async def test_while_paused_nothing_is_tracked_and_the_order_is_neutral(shop: Shop) -> None:
    neutral = await shop.skus("paused", "milk")
    await shop.post(CLICK, user_id="paused", product_sku=neutral[-1])
    await shop.put(privacy_of("paused"), paused=True)
    seen = len(await shop.events("paused"))
    assert (await shop.post(CLICK, user_id="paused", product_sku="oat"))["tracked"] is False
    found = await shop.search("paused", "milk")
    assert found["personalization_applied"] is False
    assert [result["product"]["sku"] for result in found["results"]] == neutral
    assert len(await shop.events("paused")) == seen


async def test_without_learning_an_event_is_kept_but_teaches_nothing(shop: Shop) -> None:
    await shop.put(privacy_of("untaught"), learn_preferences=False)
    reply = await shop.post(CLICK, user_id="untaught", product_sku="oat")
    assert reply["tracked"] is True
    assert reply["preferences"]["brands"] == {}


async def test_the_persona_of_somebody_new_says_nothing(shop: Shop) -> None:
    persona = await shop.get("/v1/users/stranger/persona")
    assert set(persona) == {"facets", "interaction_count", "updated_at"}
    assert set(persona["facets"].values()) == {0.5}
    assert (persona["interaction_count"], persona["updated_at"]) == (0, None)


async def test_a_pick_moves_the_persona(shop: Shop) -> None:
    asked = await shop.ask("moved")
    await shop.ask("moved", execution_id=asked["execution_id"], hypothesis_id="h1")
    persona = await shop.get("/v1/users/moved/persona")
    assert persona["interaction_count"] == 1
    assert set(persona["facets"].values()) != {0.5}


async def test_a_persona_that_has_faded_is_shown_with_six_digits(shop: Shop) -> None:
    past = shop.services.clock.now() - 10 * MS_PER_DAY
    await shop.services.journal.append([persona_moved("faded", past)])
    concise = (await shop.get("/v1/users/faded/persona"))["facets"]["concise"]
    assert 0.5 < concise < 0.52
    assert concise == round(concise, 6)


@pytest.mark.parametrize("user", ["a" * 257, "a%0Ab", "a%00b"], ids=["long", "break", "nul"])
async def test_a_name_that_nobody_can_have_is_refused(shop: Shop, user: str) -> None:
    for path in (privacy_of(user), f"/v1/users/{user}/persona", f"/api/v1/user/{user}/cart"):
        assert code_of(await shop.get(path, 422)) == "invalid"


async def test_how_the_dials_came_where_they_are_is_told_newest_first(shop: Shop) -> None:
    for source, change in (("rules", 0.02), ("llm", -0.05)):
        facets: dict[str, Any] = {"new_facets": {"concise": 0.5 + change}}
        facets["facet_deltas"] = {"concise": change}
        await shop.services.journal.append([persona_moved("dialled", source=source, **facets)])
    moves = (await shop.get("/v1/users/dialled/persona/history"))["moves"]
    assert [(move["source"], move["deltas"], move["text"]) for move in moves] == [
        ("llm", {"concise": -0.05}, "Your answers become less concise"),
        ("rules", {"concise": 0.02}, "Your answers become more concise"),
    ]
    assert moves[0]["facets"] == {"concise": 0.45}
    newest = (await shop.get("/v1/users/dialled/persona/history", limit=1))["moves"]
    assert newest == moves[:1]
    assert await shop.get("/v1/users/somebody-else/persona/history") == {"moves": []}


async def test_a_pick_is_in_the_history_of_the_dials(shop: Shop) -> None:
    asked = await shop.ask("picker")
    await shop.ask("picker", execution_id=asked["execution_id"], hypothesis_id="h1")
    [move] = (await shop.get("/v1/users/picker/persona/history"))["moves"]
    assert (move["source"], move["deltas"]) == ("rules", {"concise": 0.02})
    assert move["facets"]["concise"] == 0.52
