"""For any products and constraints: every hit is admitted, and none that should come is missing."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.adapters.embedded import EmbeddedCatalog, codec
from catalog.adapters.embedded.lexical import stemmer
from catalog.adapters.embedded.snapshot import NEAR
from catalog.port import Query
from domain.constraints import Constraints
from domain.product import Product
from llm.adapters.static_embedder import StaticEmbedder

EMBEDDER: Final = StaticEmbedder()

names = st.sampled_from(
    ["Oat Milk", "Milk", "Cola", "Soda Pop", "Rye Bread", "Bread Rolls", "Soap"]
)
words = st.sampled_from(["Oatly", "OATLY", "acme", "Ärger", "straße", "", "a:b", "two words"])
sizes = st.sampled_from(
    ["1 l", "1000 ML", "500 g", "2 kg", "6 ct", "half dozen", "34 fl oz", "tall"]
)
lists = st.sampled_from(["", "oats, salt", "WHEY (milk)", "gluten free. Hazelnuts", "barley"])
allergens = st.sampled_from(["nuts", "Tree Nuts", "almond", "peanuts", "dairy", "wheat", "kiwi"])
some_words = st.lists(words, max_size=2).map(tuple)
prices = st.none() | st.sampled_from([0.0, 0.1, 1.0, 2.5, 1e6])

products = st.builds(
    Product,
    sku=st.sampled_from([f"s{n}" for n in range(30)]),
    name=names,
    brand=words,
    category=words,
    price=prices,
    diets=some_words,
    allergens=st.none() | st.lists(allergens, max_size=2).map(tuple),
    attributes=some_words,
    in_stock=st.none() | st.booleans(),
    size=sizes | st.just(""),
    ingredients=lists,
)
one_word = st.lists(words, max_size=1).map(tuple)
limits: dict[str, st.SearchStrategy[Any]] = {
    "price_min": prices,
    "price_max": prices,
    "brands": some_words,
    "not_brands": some_words,
    "categories": some_words,
    "diets": one_word,
    "attributes": one_word,
    "free_from": st.lists(allergens, max_size=2).map(tuple),
    "in_stock": st.none() | st.booleans(),
    "sizes": st.lists(sizes, max_size=2).map(tuple),
    "price_per_kg_max": prices,
    "price_per_l_max": prices,
    "price_per_each_max": prices,
}
# One or two at a time: more would mostly admit nothing and so say nothing.
constraints = st.lists(st.sampled_from(sorted(limits)), max_size=2, unique=True).flatmap(
    lambda chosen: st.fixed_dictionaries({name: limits[name] for name in chosen}).map(
        lambda wanted: Constraints(**wanted)
    )
)


def matches(product: Product, text: str, weight: float | None) -> bool:
    if not text:
        return True
    asked = set(stemmer().analyze(text))
    if asked & set(stemmer().analyze(" ".join(codec.search_text(product)))):
        return True
    if weight == 0:
        return False
    query, vector = EMBEDDER.matrix([text, codec.embedded_text(product)])
    return float(np.dot(query, vector)) >= NEAR


@settings(max_examples=20, deadline=None)
@given(
    st.lists(products, min_size=10, max_size=40),
    st.lists(
        st.tuples(st.sampled_from(["milk", "bread rolls", "soda", ""]), constraints),
        min_size=6,
        max_size=24,
    ),
    st.sampled_from([1, 3, 10, 50]),
    st.sampled_from([None, 0.0, 1.0]),
)
async def test_hits_are_exactly_what_is_admitted_and_matches(
    shelf: list[Product], asked: list[tuple[str, Constraints]], limit: int, weight: float | None
) -> None:
    with TemporaryDirectory() as folder:
        catalog = EmbeddedCatalog.open(Path(folder), EMBEDDER)
        half = len(shelf) // 2
        await catalog.upsert(shelf[:half])
        await catalog.upsert(shelf[half:])
        present = {product.sku: product for product in shelf}.values()
        for text, wanted in asked:
            found = await catalog.search(Query(text, wanted, limit, weight))
            # A word that nothing carries was searched as corrected.
            meant = " ".join(found.corrections.get(word, word) for word in text.split())
            hits = [hit.product for hit in found.hits]
            assert all(product in present and wanted.admit(product) for product in hits)
            assert len(hits) == len({product.sku for product in hits})
            due = sum(
                wanted.admit(product) and matches(product, meant, weight) for product in present
            )
            assert len(hits) == min(limit, due)
        await catalog.close()
