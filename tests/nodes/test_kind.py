"""A refinement by price or size stays with the kind of thing that was shown."""

from typing import Any

import pytest

from catalog.port import Found, Query
from domain.constraints import Constraints
from domain.kind import Kind
from domain.product import Product
from domain.proposal import Outcome
from nodes.kind import OfKind, alike, kind_of
from nodes.search import Reads, Search
from tests.fakes.catalog import MemoryCatalog

OATS = (
    Product("oat", "Oat Milk", category="Milk", price=3.0),
    Product("barista", "Oat Milk Barista", category="Milk", price=3.5),
)
UHT = Product("uht", "UHT Milk", category="Milk", price=1.0)
BAR = Product("bar", "Oat Milk Chocolate", category="Sweets", price=2.0)
OAT_MILK = Kind(("milk", "oat"), "Milk")


def shown(*products: Product) -> list[dict[str, Any]]:
    return [
        {"product": {"name": p.name, "brand": p.brand, "category": p.category}} for p in products
    ]


async def search(constraints: Constraints, kind: Kind = OAT_MILK) -> Found:
    step = Search(MemoryCatalog(*OATS, UHT, BAR))
    state: Reads = {
        "query": "milk",
        "constraints": constraints,
        "limit": 10,
        "soft": ["attributes"],
    }
    state["kind"] = {"words": list(kind.words), "category": kind.category}
    return (await step(state))["found"]


def under(price: float) -> Constraints:
    return Constraints(price_max=price)


def test_the_kind_is_what_the_best_results_have_in_common() -> None:
    assert kind_of("oat milk", shown(*OATS, UHT)) == OAT_MILK
    assert kind_of("milk", shown(*OATS, UHT, BAR)) == Kind(("milk",), "")


def test_a_mistyped_word_that_no_result_carries_says_nothing_of_the_kind() -> None:
    assert kind_of("oat mlik", shown(*OATS, UHT)) == Kind(("oat",), "Milk")


def test_what_was_found_by_meaning_has_its_category_in_common() -> None:
    assert kind_of("latte stuff", shown(*OATS, UHT)) == Kind((), "Milk")


def test_constraints_without_words_and_empty_shelves_have_no_other_kind() -> None:
    assert kind_of("", shown(*OATS)) == kind_of("oat milk", []) == Kind()


def test_words_that_no_result_has_all_of_leave_all_of_them_alike() -> None:
    bread, butter = (Product(word, word.title(), category=word) for word in ("bread", "butter"))
    both = shown(bread, butter)
    assert alike("bread butter", both) == both
    assert kind_of("bread butter", both) == Kind()


async def test_only_what_is_of_the_kind_is_found() -> None:
    assert [hit.product.sku for hit in (await search(under(3.2))).hits] == ["oat"]


async def test_when_none_of_the_kind_is_so_cheap_its_own_prices_are_said() -> None:
    found = await search(under(2.9))
    assert (found.hits, found.outcome) == ((), Outcome.OUT_OF_PRICE_RANGE)
    assert found.price_range == (3.0, 3.5)


async def test_what_is_not_of_the_kind_lends_it_no_prices() -> None:
    found = await search(under(2.9), Kind(("almond",), "Milk"))
    assert (found.hits, found.price_range, found.outcome) == ((), None, Outcome.OK)


async def test_what_is_given_up_for_results_is_never_the_kind() -> None:
    found = await search(Constraints(attributes=("organic",)))
    assert {hit.product.sku for hit in found.hits} == {"oat", "barista"}


@pytest.mark.parametrize("limit", [1, 2])
async def test_no_more_is_found_than_is_asked_for(limit: int) -> None:
    shelf = OfKind(MemoryCatalog(*OATS, UHT), OAT_MILK)
    assert len((await shelf.search(Query("milk", limit=limit))).hits) == limit
