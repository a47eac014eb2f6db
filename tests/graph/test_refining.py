"""A conversation about the sample shop goes on from what it showed, and stays with it."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from catalog.reading import read_products
from tests.open_shop import Shop, open_shop, said_in

SAMPLES = Path(__file__).parents[2] / "samples" / "products.jsonl"


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def shop(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Shop]:
    products = [product for chunk in read_products(SAMPLES) for product in chunk.products]
    async with open_shop(tmp_path_factory.mktemp("shop"), products=products) as opened:
        yield opened


pytestmark = pytest.mark.asyncio(loop_scope="module")


async def talk(shop: Shop, thread: str, *sentences: str) -> tuple[dict[str, Any], str]:
    """Say sentences one after the other; return the last proposal and what was said with it."""
    for sentence in sentences:
        updates = await shop.ask(sentence, thread=thread)
    proposals = [u.values["proposal"] for u in updates if "proposal" in u.values]
    return proposals[-1] if proposals else {}, " ".join(said_in(updates))


def names(proposal: dict[str, Any]) -> list[str]:
    return [result["product"]["name"] for result in proposal["products"]]


async def test_no_other_milk_is_shown_for_a_cheaper_oat_milk(shop: Shop) -> None:
    proposal, said = await talk(shop, "none", "oat milk under 4", "cheaper")
    assert names(proposal) == []
    assert said == "Nothing within that price. It starts at 2.49 and goes up to 4.29."


async def test_a_cheaper_one_is_of_the_same_kind(shop: Shop) -> None:
    proposal, _ = await talk(shop, "some", "oat milk", "cheaper than the second one")
    assert names(proposal)
    assert all("Oat Milk" in name for name in names(proposal))


async def test_another_price_stays_with_the_kind_too(shop: Shop) -> None:
    proposal, _ = await talk(shop, "cap", "dark chocolate", "under 2.40")
    assert names(proposal)
    assert all("Dark Chocolate" in name for name in names(proposal))
