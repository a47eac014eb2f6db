"""What a search found is read back as it was, and holds nothing that the shopper typed."""

from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.found_bytes import MOST_BYTES, FoundBytes
from catalog.port import Found, Query
from domain.constraints import Constraints
from domain.product import Product
from domain.proposal import Hit, Outcome

SECRET = b"sixteen bytes or more"
FORM = FoundBytes(SECRET, "shop")
QUERY = Query("Crème for my Psoriasis", Constraints(brands=("Oatly",), diets=("KETO",)))
FOUND = Found(
    (
        Hit(Product("a", "Oat Milk", "Oatly", "Milk", price=3.5, allergens=None), 0.9),
        Hit(Product("b", "Soap", allergens=(), diets=("vegan",), in_stock=False), 0.25),
    ),
    Outcome.FILTER_UNSUPPORTED,
    price_range=(0.5, 9.0),
    corrections={"psoriasis": "porridge", "crème": "cream"},
    unsupported=("keto", "Oatly"),
    nearest=("Milk", "Soap"),
    relaxed=("KETO",),
)
KEY = FORM.key(QUERY, "7")


def written(query: Query = QUERY, found: Found = FOUND, key: bytes = KEY) -> bytes:
    value = FORM.write(query, key, found)
    assert value is not None
    return value


def test_an_answer_is_read_back_as_it_was() -> None:
    assert FORM.read(QUERY, KEY, written()) == FOUND


def test_nothing_that_was_typed_is_in_it() -> None:
    value = written(found=replace(FOUND, hits=()))
    for typed in ("soriasis", "psoria", "cr\xe8me", "eto", "atly"):
        assert typed.encode() not in value.lower()
        assert typed.encode() not in KEY


TEXTS = st.text(max_size=12) | st.text("abMILK é\udcff\x00\n'\"", max_size=12)
PRODUCTS = st.builds(
    Product,
    sku=st.text(min_size=1, max_size=5),
    name=st.text(max_size=9),
    price=st.none() | st.floats(0, 99),
    diets=st.lists(st.text(max_size=3), max_size=2).map(tuple),
    allergens=st.none() | st.lists(st.text(max_size=3), max_size=2).map(tuple),
    in_stock=st.none() | st.booleans(),
)
QUERIES = st.builds(
    Query,
    text=TEXTS,
    constraints=st.builds(
        Constraints,
        price_max=st.none() | st.floats(0, 99),
        brands=st.lists(TEXTS, max_size=2).map(tuple),
        free_from=st.lists(TEXTS, max_size=2).map(tuple),
    ),
    limit=st.integers(1, 1000),
    semantic_weight=st.none() | st.floats(0, 1),
)


@given(QUERIES, st.lists(st.tuples(PRODUCTS, st.floats(0, 1)), max_size=4), st.data())
def test_every_answer_is_read_back_as_it_was_or_not_kept(
    query: Query, hits: list[tuple[Product, float]], data: st.DataObject
) -> None:
    words = [word for word in query.text.casefold().split() if word]
    corrections = dict.fromkeys(words, "milk")
    unsupported = data.draw(st.permutations((*query.constraints.brands, "free")))
    found = Found(
        tuple(Hit(product, relevance) for product, relevance in hits),
        data.draw(st.sampled_from(Outcome)),
        corrections=corrections,
        unsupported=tuple(word for word in unsupported if word in query.constraints.brands),
    )
    key = FORM.key(query, "1")
    value = FORM.write(query, key, found)
    assert value is not None
    assert FORM.read(query, key, value) == found


@pytest.mark.parametrize(
    "found",
    [
        Found((), corrections={"never typed": "milk"}),
        Found((), unsupported=("never asked for",)),
        Found((Hit(Product("a", "lone \udcff surrogate")),)),
        Found((Hit(Product("a", "b", description="x" * MOST_BYTES)),)),
    ],
    ids=["word", "value", "surrogate", "long"],
)
def test_what_cannot_be_written_is_not_kept(found: Found) -> None:
    assert FORM.write(QUERY, KEY, found) is None


def test_a_number_of_another_library_is_kept_as_it_is_or_not_at_all() -> None:
    found = Found((Hit(Product("a", "b"), np.float64(0.5)),))
    value = FORM.write(QUERY, KEY, found)
    assert value is None or FORM.read(QUERY, KEY, value) == found


@given(st.data())
def test_damaged_bytes_are_not_read(data: st.DataObject) -> None:
    value = bytearray(written())
    place = data.draw(st.integers(0, len(value) - 1))
    value[place] ^= data.draw(st.integers(1, 255))
    assert FORM.read(QUERY, KEY, bytes(value)) is None
    assert FORM.read(QUERY, KEY, bytes(value[:place])) is None


@pytest.mark.parametrize("value", [b"", b"\x00" * 16, b"x" * 500])
def test_foreign_bytes_are_not_read(value: bytes) -> None:
    assert FORM.read(QUERY, KEY, value) is None


def test_an_answer_under_another_key_is_not_read() -> None:
    assert FORM.read(QUERY, FORM.key(QUERY, "8"), written()) is None


@pytest.mark.parametrize(
    "other",
    [
        FoundBytes(b"another secret of somebody", "shop"),
        FoundBytes(SECRET, "another shop"),
        FoundBytes(SECRET, "shop", layout="of last year"),
    ],
    ids=["secret", "scope", "layout"],
)
def test_another_secret_catalogue_or_layout_finds_nothing(other: FoundBytes) -> None:
    assert other.key(QUERY, "7") != KEY


def test_an_older_layout_under_the_same_key_is_not_read() -> None:
    import msgspec

    body = msgspec.msgpack.encode([[{"sku": "a"}], [0.5], "ok"])
    assert FORM.read(QUERY, KEY, FORM._seal(KEY, body) + body) is None


def other_values(kind: type, value: Any) -> Any:
    """Return a value that differs from the default of a field."""
    if isinstance(value, tuple):
        return ("x",)
    return "x" if isinstance(value, str) else 0.25 if kind is Constraints else 7


@pytest.mark.parametrize("name", [field.name for field in fields(Constraints)])
def test_every_constraint_makes_another_key(name: str) -> None:
    other = other_values(Constraints, getattr(Constraints(), name))
    changed = Query("milk", replace(Constraints(), **{name: other}))
    assert FORM.key(changed, "7") != FORM.key(Query("milk"), "7")


@pytest.mark.parametrize("name", [field.name for field in fields(Query)])
def test_every_part_of_a_query_makes_another_key(name: str) -> None:
    plain = Query("milk")
    value: Any = Constraints(in_stock=True) if name == "constraints" else None
    value = value or other_values(Query, getattr(plain, name))
    assert FORM.key(replace(plain, **{name: value}), "7") != FORM.key(plain, "7")


@given(QUERIES, QUERIES, st.text(max_size=3), st.text(max_size=3))
def test_only_the_same_question_to_the_same_version_has_the_same_key(
    one: Query, two: Query, first: str, second: str
) -> None:
    same = (one, first) == (two, second) and repr(one) == repr(two)
    assert (FORM.key(one, first) == FORM.key(two, second)) == same
    assert FORM.key(one, first) == FORM.key(replace(one), first)
