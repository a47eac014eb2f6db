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


async def talk(
    shop: Shop, thread: str, *sentences: str, user: str = "ann"
) -> tuple[dict[str, Any], str]:
    """Say sentences one after the other; return the last proposal and what was said with it."""
    for sentence in sentences:
        updates = await shop.ask(sentence, user, thread=thread)
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


def said_asked(proposal: dict[str, Any], field: str) -> set[Any]:
    return {result["product"][field] for result in proposal["products"]}


async def test_what_a_conversation_asked_for_can_be_taken_back(shop: Shop) -> None:
    first, _ = await talk(shop, "brand", "organic milk from Dunmere Dairy under 3")
    assert said_asked(first, "brand") == {"Dunmere Dairy"}
    wider, _ = await talk(shop, "brand", "any brand is fine", "never mind organic")
    assert len(said_asked(wider, "brand")) > 1
    assert max(said_asked(wider, "price")) <= 3.0
    dearer, _ = await talk(shop, "brand", "price doesn't matter")
    assert max(said_asked(dearer, "price")) > 3.0


async def test_an_allergen_of_the_conversation_alone_is_let_in_again(shop: Shop) -> None:
    without, _ = await talk(shop, "nuts", "granola without nuts")
    assert not any("nuts" in result["product"]["allergens"] for result in without["products"])
    with_nuts, said = await talk(shop, "nuts", "with nuts is fine")
    assert any("nuts" in (r["product"]["allergens"] or ()) for r in with_nuts["products"])
    assert said == ""


async def test_a_stated_allergy_holds_and_that_is_said(shop: Shop) -> None:
    proposal, said = await talk(
        shop, "stated", "I'm allergic to nuts", "granola", "with nuts is fine", user="bea"
    )
    assert names(proposal)
    assert not any("nuts" in result["product"]["allergens"] for result in proposal["products"])
    assert said.startswith("Allergic to nuts still holds.")
    assert "say “I'm not allergic to nuts any more”" in said


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("add a dozen eggs", "Added 1 × Large Free-Range Eggs"),  # noqa: RUF001
        ("add 24 eggs", "Added 2 × Large Free-Range Eggs"),  # noqa: RUF001
        ("add 5 bagels", "Added 1 × Plain Bagels"),  # noqa: RUF001
        ("add 2 packs of bagels", "Added 2 × Plain Bagels"),  # noqa: RUF001
    ],
)
async def test_pieces_are_bought_in_the_packs_there_are(
    shop: Shop, sentence: str, said: str
) -> None:
    _, told = await talk(shop, sentence, sentence, user=sentence)
    assert told.startswith(said)


async def test_two_packs_of_a_size_are_two_of_that_size(shop: Shop) -> None:
    proposal, _ = await talk(shop, "litres", "two 1-liter milks", user="cid")
    assert proposal["pending"] == {"intent": "add", "quantity": 2.0}
    assert said_asked(proposal, "size") == {"1 l"}


async def test_what_a_search_without_results_left_in_view_can_be_added(shop: Shop) -> None:
    said = ("oat milk under 4", "cheaper", "add the first one")
    _, told = await talk(shop, "left", *said, user="lea")
    assert told.startswith("Added 1")
    assert "Oat Milk Original" in told


async def test_a_pack_is_a_refinement_too(shop: Shop) -> None:
    proposal, said = await talk(shop, "six", "cola", "6 pack")
    assert "6 x 330 ml" in said_asked(proposal, "size")
    assert not said
