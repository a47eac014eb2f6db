"""A person's own word: it acts at once, can be seen, corrected and deleted, and survives."""

import json
import time
from pathlib import Path
from typing import Any

from domain.clock import to_rfc3339
from tests.serving import Serving, serving

_GRAPH_SECONDS = 60.0


def said(shop: Serving, user: str, message: str) -> list[tuple[str, dict[str, Any]]]:
    """Say something, and return the events of the stream."""
    reply = shop.http.post("/v1/chat", json={"user_id": user, "message": message})
    assert reply.is_success, reply.text
    blocks = (block.split("\n") for block in reply.text.strip().split("\n\n"))
    return [(name[7:], json.loads(data[6:])) for name, data in blocks]


def memories(shop: Serving, user: str, **asked: Any) -> list[dict[str, Any]]:
    """Return what the graph remembers, once it is open."""
    until = time.monotonic() + _GRAPH_SECONDS
    while time.monotonic() < until:
        reply = shop.http.get(f"/v1/users/{user}/memories", params=asked)
        assert reply.is_success, reply.text
        if not reply.json()["degraded"]:
            found: list[dict[str, Any]] = reply.json()["memories"]
            return found
    raise AssertionError("the knowledge graph was not open in time")


def allergens(found: dict[str, Any]) -> set[str]:
    """Return the allergens of what was found; unknown ones count as any."""
    known = (result["product"]["allergens"] for result in found["results"])
    return {allergen for told in known for allergen in (["unknown"] if told is None else told)}


def now() -> str:
    return to_rfc3339(time.time_ns() // 1_000_000)


def test_what_a_person_says_holds_until_they_take_it_back(tmp_path: Path, graph: str) -> None:
    with serving(tmp_path / "var", LEAFLOOP_SAMPLES="on", LEAFLOOP_GRAPH=graph) as shop:
        assert "nuts" in allergens(shop.search("scene-4", "almond", limit=20))

        stream = said(shop, "scene-4", "I'm allergic to nuts. My budget is 50")
        noted = next(data["content"] for name, data in stream if name == "messages")
        assert noted.startswith("Noted: allergic to nuts; budget: 50.")
        found = shop.search("scene-4", "almond", limit=20)
        assert found["results"]
        assert not allergens(found) & {"nuts", "unknown"}

        told = {m["relation"]: m for m in memories(shop, "scene-4") if m["relation"]}
        assert told["allergic_to"]["content"] == "Allergic to nuts"
        assert told["budget"]["value"] == "50"
        then = now()

        budget = f"/v1/users/scene-4/memories/{told['budget']['memory_id']}"
        corrected = shop.http.put(budget, json={"value": 60}).json()
        assert (corrected["value"], corrected["degraded"]) == ("60", [])
        before = memories(shop, "scene-4", as_of=then, type="preference")
        assert {m["value"] for m in before} == {"nuts", "50"}
        assert {m["value"] for m in memories(shop, "scene-4", type="preference")} == {"nuts", "60"}

        allergy = f"/v1/users/scene-4/memories/{told['allergic_to']['memory_id']}"
        assert shop.http.delete(allergy).json()["deleted"]["value"] == "nuts"
        assert "nuts" in allergens(shop.search("scene-4", "almond", limit=20))
        last = memories(shop, "scene-4")
        shop.stop()

    with serving(tmp_path / "var", LEAFLOOP_GRAPH=graph) as again:
        assert memories(again, "scene-4") == last
        assert "nuts" in allergens(again.search("scene-4", "almond", limit=20))
