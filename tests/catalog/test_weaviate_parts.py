"""The parts of the Weaviate adapter that need no server."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.adapters.weaviate.address import Address
from catalog.adapters.weaviate.asking import Kept
from catalog.adapters.weaviate.legs import Asked, Shown, fused
from catalog.adapters.weaviate.lexicon import Lexicon
from catalog.adapters.weaviate.stored import identity, product_of, properties
from domain.constraints import Constraints
from domain.errors import Misconfigured
from domain.product import Product
from tests.contracts.shelf import ALLERGIES, PACKS, SHELF

EVERYTHING = (*SHELF, *PACKS, *ALLERGIES)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://h", Address("h", 8080)),
        ("https://h", Address("h", 443, secure=True)),
        ("http://h:1/shop?grpc=2", Address("h", 1, 2, name="Shop")),
        ("http://:a%40b@h:1", Address("h", 1, key="a@b")),
        ("http://key@h:1", Address("h", 1, key="key")),
    ],
)
def test_an_address_says_where_and_which(url: str, expected: Address) -> None:
    assert Address.read(url) == expected


@pytest.mark.parametrize(
    "url",
    ["http://", "ftp://h", "http://h:x", "http://h?grpc=x", "http://h?grpc=0", "http://h?rpc=1",
     "http://h:50051", "http://h/a-b", "http://h/1", "http://h?grpc", f"http://h/{'a' * 41}"],
)  # fmt: skip
def test_an_address_that_cannot_be_read_is_refused(url: str) -> None:
    with pytest.raises(Misconfigured, match=r"LEAFLOOP_CATALOG: .* write it as http://HOST"):
        Address.read(url)


def test_a_key_is_in_no_message() -> None:
    assert "secret" not in repr(Address.read("http://:secret@h"))


@pytest.mark.parametrize("product", EVERYTHING)
def test_a_product_is_read_back_as_it_was(product: Product) -> None:
    assert product_of(properties(product, 1)) == product


def test_each_state_of_a_product_has_an_id_of_its_own() -> None:
    assert identity("a", 1) == identity("a", 1)
    assert len({identity("a", 1), identity("a", 2), identity("b", 1), identity("1 a", 1)}) == 4


def shown(shelf: list[tuple[Product, float]], asked: Asked, born: int = 1) -> Shown:
    """Return what is shown of products that the server gives, best first, in generation 1."""
    shown = Shown(asked, 1)
    shown.take((Kept(product, born), relevance) for product, relevance in shelf)
    return shown


def test_no_hit_leaves_that_the_constraints_refuse_whatever_the_server_says() -> None:
    wanted = Constraints(price_max=2, free_from=("nuts",))
    shelf = [
        Product("dear", "Bar", price=3, allergens=()),
        Product("nutty", "Bar", price=1, allergens=("almonds",)),
        Product("unknown", "Bar", price=1),
        Product("good", "Bar", price=1, allergens=()),
    ]
    given = shown([(product, 0.5) for product in shelf], Asked("bar", wanted, 10, 0.3))
    assert [hit.product.sku for hit in given.hits] == ["good"]
    assert not given.full


def test_a_sku_comes_once_at_its_best_place_and_no_more_than_asked_for() -> None:
    shelf = [(Product(sku, "Bar"), 1.25 - place / 4) for place, sku in enumerate("bbac")]
    given = shown(shelf, Asked("bar", Constraints(), 2, 0.3))
    assert [(hit.product.sku, hit.relevance) for hit in given.hits] == [("b", 1.0), ("a", 0.75)]
    assert given.full


def test_what_is_not_live_yet_is_not_shown_and_noted() -> None:
    shelf = [(Product("next", "Bar"), 1.0)]
    given = shown(shelf, Asked("bar", Constraints(), 2, 0.3), born=2)
    assert (given.hits, given.unborn) == ((), True)


def test_words_and_meaning_make_one_order() -> None:
    scores, cosines = np.array([2, 4, 0], np.float32), np.array([0.5, 0, 1], np.float32)
    ranked = fused([b"a", b"b", b"c"], scores, cosines, 0.25)
    assert ranked == [(b"b", 0.75), (b"a", 0.5), (b"c", 0.25)]


def state(lexicon: Lexicon) -> object:
    texts = ("milk", "yogurts", "chocolate", "soap", "bar", "1")
    values = (
        Constraints(brands=("oatly", "none"), categories=("milk",), diets=("vegan",)),
        Constraints(free_from=("almond", "milk", "lupin"), sizes=("1 l", "9 l", "big")),
    )
    return (
        sorted(lexicon.vocabulary()),
        [lexicon.knows(text) for text in texts],
        [lexicon.unsupported(wanted) for wanted in values],
        lexicon.facets(),
        lexicon.skus,
    )


@given(st.sets(st.sampled_from(range(len(EVERYTHING)))), st.sets(st.sampled_from(range(9))))
def test_counting_a_product_no_more_is_as_if_it_never_was(kept: set[int], gone: set[int]) -> None:
    there = [product for at, product in enumerate(EVERYTHING) if at in kept - gone]
    dropped = [EVERYTHING[at] for at in gone]
    changed, fresh = Lexicon(1), Lexicon(1)
    changed.add(dropped)
    changed.add(there)
    changed.drop(dropped)
    fresh.add(there)
    assert state(changed) == state(fresh)
