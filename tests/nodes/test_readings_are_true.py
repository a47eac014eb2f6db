"""Whatever a vague request is read as, the shelf holds it: every reading finds products."""

from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest
import pytest_asyncio

from catalog.reading import read_products
from domain.constraints import Constraints
from domain.event import Kind
from domain.proposal import Outcome
from tests.open_shop import Shop, open_shop

ROOT = Path(__file__).parents[2]
VAGUE = tuple((ROOT / "bench/vague_requests.txt").read_text(encoding="utf-8").splitlines())
WITHIN: Mapping[str, Constraints] = {
    "anything": Constraints(),
    "vegan, free of nuts": Constraints(diets=("vegan",), free_from=("nuts",)),
    "cheap": Constraints(price_max=3.0),
    "one brand": Constraints(brands=("Plainly",)),
    "gluten-free, not of one brand": Constraints(diets=("gluten_free",), not_brands=("Plainly",)),
    "in stock, organic": Constraints(in_stock=True, attributes=("organic",)),
}

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def shop(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Shop]:
    chunks = read_products(ROOT / "samples/products.jsonl")
    products = [product for chunk in chunks for product in chunk.products]
    async with open_shop(tmp_path_factory.mktemp("samples"), products=products) as opened:
        yield opened


async def readings(shop: Shop, text: str, held: Constraints, user: str) -> dict[str, Any]:
    """Return what a request is read as, as it would be shown."""
    step = shop.steps.hypothesize(shopping=True)
    read = await step({"text": text, "constraints": held}, shop.caller(user))
    assert read["degraded"] == []
    return {"text": text, "hypotheses": msgspec.to_builtins(read["hypotheses"])}


async def found_by(shop: Shop, proposal: dict[str, Any], choice: str, user: str) -> Outcome:
    """Pick a reading, and return how the search for it ends."""
    state: Any = {"proposal": proposal, "selection": {"choice": choice}}
    followed = await shop.steps.follow(state, shop.caller(user))
    reads: Any = {**followed, "limit": 10, "soft": ()}
    found = (await shop.steps.search(reads))["found"]
    assert found.hits
    return found.outcome


@pytest.mark.parametrize("within", WITHIN)
async def test_every_reading_of_a_vague_request_finds_products(shop: Shop, within: str) -> None:
    for text in VAGUE:
        proposal = await readings(shop, text, WITHIN[within], "nobody")
        assert len(proposal["hypotheses"]) == 3, text
        for reading in proposal["hypotheses"]:
            ended = await found_by(shop, proposal, reading["id"], "nobody")
            assert ended is Outcome.OK, (text, reading["question"])


async def test_readings_are_true_for_somebody_with_tastes_and_an_allergy(shop: Shop) -> None:
    for relation, value in (
        ("allergic_to", "milk"),
        ("prefers_brand", "Plainly"),
        ("prefers_attribute", "organic"),
        ("prefers_category", "Yogurt"),
    ):
        await shop.hear(Kind.PREFERENCE_UPDATED, "eve", relation=relation, value=value)
    held = Constraints(free_from=("milk",))
    for text in VAGUE:
        proposal = await readings(shop, text, held, "eve")
        assert len(proposal["hypotheses"]) == 3, text
        for reading in proposal["hypotheses"]:
            ended = await found_by(shop, proposal, reading["id"], "eve")
            assert ended is Outcome.OK, (text, reading["question"])


async def test_where_nothing_can_be_found_nothing_is_asked(shop: Shop) -> None:
    proposal = await readings(shop, "something nice", Constraints(price_max=0.01), "nobody")
    assert not proposal["hypotheses"]
