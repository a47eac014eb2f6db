"""Searches are scored by slice and weight, on any catalogue."""

from bench.known_items import ALL
from bench.relevance import Judged, Score, judged_queries, measured, parts
from catalog.port import Found, Query
from domain.product import Product
from domain.proposal import Hit
from tests.fakes.catalog import MemoryCatalog

ASKED = [
    Judged("known item", "milk", {"m1": ALL}, False),
    Judged("brand", "oatly", {"m2": ALL, "m3": ALL}, True),
]


class Ranked(MemoryCatalog):
    """A catalogue that finds what it is told, better with more weight on meaning."""

    async def search(self, query: Query) -> Found:
        self.asked.append(query)
        skus = ("m1", "m2", "m3") if query.semantic_weight else ("x", "x2", "m2", "m3", "m1")
        return Found(tuple(Hit(Product(sku, sku)) for sku in skus))


def row(scores: list[Score], part: str, weight: float) -> Score:
    return next(each for each in scores if (each.part, each.weight) == (part, weight))


async def test_every_slice_is_scored_at_every_weight() -> None:
    scores = await measured(Ranked(), ASKED, (0.0, 0.5), 0.0)
    assert len(scores) == 2 * len(list(parts(ASKED)))
    better = row(scores, "known item", 0.5)
    assert better.ndcg is not None
    assert better.gain is not None
    assert better.ndcg["mean"] == 1.0
    assert better.gain["mean"] > 0.5
    assert row(scores, "known item", 0.0).gain == {"mean": 0.0, "low": 0.0, "high": 0.0}


async def test_only_the_first_ten_are_asked_for_at_the_weight_given() -> None:
    catalog = Ranked()
    await measured(catalog, ASKED, (0.3,), 0.3)
    assert {(query.limit, query.semantic_weight) for query in catalog.asked} == {(10, 0.3)}


def test_typos_are_a_slice_of_their_own() -> None:
    slices = dict(parts(ASKED))
    assert slices["mistyped"] == [1]
    assert slices["typed right"] == [0]
    assert slices["kinds together"] == [1]


def test_queries_are_for_items_and_for_kinds() -> None:
    shop = [Product(f"s{n}", f"Thing {n}", "Brand", "Shelf", "Aisle") for n in range(5)]
    asked = judged_queries(shop)
    assert {each.kind for each in asked} >= {"known item", "brand", "department"}
    assert all(each.relevant <= {product.sku for product in shop} for each in asked)
