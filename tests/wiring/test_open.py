"""Everything opens together, replays what it has not seen, and opens again as it was left."""

import asyncio
import os
from pathlib import Path
from typing import Any

import pytest

from domain.errors import LeafLoopError, Misconfigured
from domain.event import Kind
from domain.ids import bytes_of
from memory.training_log import SECRET_FILE
from tests.open_shop import open_shop, proposal_in

OAT: dict[str, Any] = {
    "product_sku": "oat",
    "product_name": "Oat Milk",
    "category": "Milk",
    "brand": "Oatly",
    "price": 3.0,
}


async def live(home: Path) -> dict[str, Any]:
    """Do something of every kind in a shop, and return what was learned."""
    async with open_shop(home) as shop:
        await shop.hear(Kind.CART_ITEM_ADDED, **OAT, quantity=2)
        await shop.hear(Kind.CONSENT_CHANGED, changes={"use_for_training": True})
        await shop.hear(
            Kind.PERSONA_UPDATED,
            old_facets={},
            new_facets={"concise": 0.52},
            facet_deltas={"concise": 0.02},
            signals={"selected_hypothesis_id": "h1", "success": True},
            source="rules",
            selection_event_id="",
            use_for_training=False,
        )
        await shop.hear(
            Kind.ORDER_COMPLETED, "bob", order_id="o1", total_value=3.0, items=[{"sku": "oat"}]
        )
        await shop.ask("oat milk")
        return await learned(home, shop.services)


async def learned(home: Path, services: Any) -> dict[str, Any]:
    return {
        "profile": await services.profiles.read("ann"),
        "persona": await services.personas.read("ann"),
        "cart": await services.carts.read("ann"),
        "consent": await services.consents.read("ann"),
        "popular": (await services.popularity.read()).score("oat"),
        "ctr": await services.ctr.read(),
        "seq": services.runner.seq,
        "products": await services.catalog.count(),
        "pseudonym": services.pseudonyms.of("ann"),
        "files": sorted(path.name for path in (home / "var").glob("*.db")),
    }


async def test_what_was_learned_is_there_when_it_opens_again(tmp_path: Path) -> None:
    before = await live(tmp_path)
    assert before["profile"].preference("brand", "Oatly").value > 0
    assert before["cart"].value == 6.0
    assert before["persona"].facets["concise"] == 0.52
    assert before["consent"].use_for_training is True
    assert before["popular"] == 1.0
    async with open_shop(tmp_path) as shop:
        assert await learned(tmp_path, shop.services) == before


async def test_states_that_were_lost_are_replayed_from_the_journal(tmp_path: Path) -> None:
    before = await live(tmp_path)
    for path in (tmp_path / "var").glob("folds.db*"):
        path.unlink()
    async with open_shop(tmp_path) as shop:
        assert await learned(tmp_path, shop.services) == before


async def test_what_was_shown_before_is_remembered_for_the_clicks_to_come(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        proposal = proposal_in(await shop.ask("milk"))
    async with open_shop(tmp_path) as shop:
        remembered = shop.services.proposals.get(bytes_of(proposal["proposal_id"]))
        assert remembered is not None
        shown = tuple(result["product"]["sku"] for result in proposal["products"])
        assert remembered.shown == shown


async def test_a_store_that_was_closed_takes_nothing_more(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        pass
    with pytest.raises(LeafLoopError):
        await shop.hear(Kind.PRODUCT_VIEWED, **OAT)
    assert not await shop.services.threads.healthy()


async def test_nothing_runs_on_after_it_was_closed(tmp_path: Path) -> None:
    async with open_shop(tmp_path):
        pass
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_a_configured_secret_names_subjects_the_same_in_two_installations(
    tmp_path: Path,
) -> None:
    names = []
    for home in ("one", "two"):
        async with open_shop(tmp_path / home, secret="a-secret-of-both-of-them") as shop:
            names.append(shop.services.pseudonyms.of("ann"))
    assert names[0] == names[1]


async def test_a_bad_rule_file_is_said_at_start_and_nothing_stays_open(tmp_path: Path) -> None:
    rules = tmp_path / "config"
    rules.mkdir()
    (rules / "signals.yaml").write_text("sprockets: 1", encoding="utf-8")
    with pytest.raises(Misconfigured, match=r"signals\.yaml"):
        async with open_shop(tmp_path, config_dir=rules):
            pass
    (rules / "signals.yaml").unlink()
    async with open_shop(tmp_path, config_dir=rules) as shop:
        assert await shop.services.journal.healthy()


async def test_checkpoints_are_read_strictly(tmp_path: Path) -> None:
    async with open_shop(tmp_path):
        assert os.environ["LANGGRAPH_STRICT_MSGPACK"] == "true"


async def test_stores_filled_under_another_secret_are_refused_at_start(tmp_path: Path) -> None:
    first, other = "a-secret-of-sixteen", "another-one-of-sixteen"
    async with open_shop(tmp_path, secret=first):
        pass
    with pytest.raises(Misconfigured, match=r"erasures\.db was filled under another"):
        async with open_shop(tmp_path, secret=other):
            pass
    for path in (tmp_path / "var").glob("erasures.db*"):
        path.unlink()
    training = tmp_path / "training"
    training.mkdir()
    (training / SECRET_FILE).write_text("of somebody else\n", encoding="ascii")
    with pytest.raises(Misconfigured, match="training was filled under another"):
        async with open_shop(tmp_path, secret=first):
            pass
