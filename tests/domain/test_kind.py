"""A kind tells products apart by their words and their category."""

import pytest

from domain.kind import Kind, plain_words
from domain.product import Product

OAT = Product("oat", "Oat Milk", "Oatly", "Milk", attributes=("plant_based",))


@pytest.mark.parametrize(
    "kind",
    [
        Kind(),
        Kind(("milk", "oat")),
        Kind(("plant", "milk")),
        Kind(("oatly",), "milk"),
        Kind(category="Milk"),
    ],
)
def test_what_carries_every_word_and_is_of_the_category_is_of_the_kind(kind: Kind) -> None:
    assert kind.admit(OAT)


@pytest.mark.parametrize("kind", [Kind(("oat", "yogurt")), Kind(("oat",), "Yogurt")])
def test_a_word_or_a_category_that_is_not_its_own_keeps_a_product_out(kind: Kind) -> None:
    assert not kind.admit(OAT)


@pytest.mark.parametrize(
    ("one", "other"),
    [("eggs", "egg"), ("berries", "berry"), ("dishes", "dish"), ("MILK", "milk")],
)
def test_case_and_plural_tell_no_words_apart(one: str, other: str) -> None:
    assert plain_words([one]) == plain_words([other])


@pytest.mark.parametrize("word", ["hummus", "glass", "gas", "tennis"])
def test_a_word_that_ends_in_s_is_not_cut_for_that(word: str) -> None:
    assert plain_words([word]) == {word}
