"""What takes the place of a product: alike, allowed, and ordered as the shop or person prefers."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.constraints import Constraints
from domain.product import Product
from domain.profile import Fact, Profile
from learning.substitution import (
    PREFERENCES,
    Prefer,
    Substitution,
    Wish,
    likeness,
    substitutes,
    wish_of,
)

OAT = Product(
    "oat",
    "Oat Milk",
    "Oatly",
    "Milk",
    "Dairy",
    price=3.0,
    size="1 l",
    diets=("vegan",),
    attributes=("plant_based",),
    allergens=(),
)
SOY = replace(OAT, sku="soy", name="Soy Milk", brand="Alpro", price=2.5, allergens=("soy",))
BARISTA = replace(OAT, sku="barista", name="Oat Milk Barista", price=3.5)
BIG = replace(OAT, sku="big", name="Soy Milk", brand="Alpro", price=4.0, size="2 l")
WHOLE = Product("whole", "Whole Milk", "Arla", "Milk", "Dairy", price=2.0, size="1 l")
BREAD = Product("bread", "Bread", "Hovis", "Bakery", "Bakery", price=3.0, diets=("vegan",))


def skus(*others: Product, prefer: Prefer = "most_alike", **more: Any) -> list[str]:
    constraints = more.pop("constraints", Constraints())
    found = substitutes(OAT, others, constraints, Substitution(prefer), **more)
    return [one.product.sku for one in found]


def test_the_most_alike_comes_first() -> None:
    assert skus(SOY, BARISTA, BIG) == ["barista", "soy", "big"]


def test_a_substitute_keeps_the_diets_of_the_original() -> None:
    assert skus(WHOLE) == []
    assert skus(replace(WHOLE, diets=("Vegan",), attributes=("plant_based",))) == ["whole"]


def test_a_substitute_holds_what_was_stated() -> None:
    assert skus(SOY, BARISTA, constraints=Constraints(free_from=("soy",))) == ["barista"]
    unknown = replace(SOY, allergens=None)
    assert skus(unknown, constraints=Constraints(free_from=("soy",))) == []


def test_what_is_unlike_out_of_stock_or_left_out_is_not_offered() -> None:
    assert skus(OAT, BREAD, replace(SOY, in_stock=False)) == []
    assert skus(SOY, BARISTA, without={"soy"}) == ["barista"]
    assert skus(replace(SOY, in_stock=True)) == ["soy"]


def test_no_more_are_offered_than_wanted_and_ties_go_by_sku() -> None:
    twins = [replace(SOY, sku=sku) for sku in "cab"]
    assert skus(*twins, limit=2) == ["a", "b"]


def test_the_same_brand_means_no_other_and_what_has_none_is_free() -> None:
    other = replace(SOY, name="Oat Milk", price=3.0)
    assert skus(other, BARISTA) == ["soy", "barista"]
    assert skus(other, BARISTA, prefer="same_brand") == ["barista"]
    nobody = replace(OAT, brand="")
    found = substitutes(
        nobody, (replace(SOY, brand=""),), Constraints(), Substitution("same_brand")
    )
    assert [reason.code for reason in found[0].reasons if reason.code == "same_brand"] == []


def test_the_cheapest_is_so_for_the_same_amount() -> None:
    assert skus(SOY, BARISTA, BIG, prefer="cheapest") == ["big", "soy", "barista"]


def test_without_a_size_the_plain_price_counts_and_without_a_price_it_comes_last() -> None:
    loose, unpriced = replace(SOY, sku="loose", size="", price=2.1), replace(SOY, price=None)
    eggs = replace(SOY, sku="eggs", size="6 pack", price=2.2)
    assert skus(unpriced, loose, eggs, prefer="cheapest") == ["loose", "eggs", "soy"]
    counted = replace(OAT, size="6 pack")
    rules = Substitution("cheapest")
    found = substitutes(counted, (replace(eggs, size="12 pack"), loose), Constraints(), rules)
    assert [one.product.sku for one in found] == ["eggs", "loose"]


@pytest.mark.parametrize("default", PREFERENCES)
def test_what_the_subject_wants_wins_over_the_default_and_is_the_first_reason(
    default: Prefer,
) -> None:
    def wanted(prefer: Prefer) -> list[str]:
        wish = Wish(prefer, ("f1",))
        found = substitutes(
            OAT, (SOY, BARISTA, BIG), Constraints(), Substitution(default), wish=wish
        )
        for one in found[:1]:
            assert one.reasons[0].code == "wanted_instead"
            assert one.reasons[0].evidence == ("f1",)
        return [f"{one.product.sku}: {one.reasons[0].text}" for one in found]

    assert wanted("cheapest")[0] == "big: You want the cheapest instead"
    assert wanted("same_brand") == ["barista: You want the same brand instead"]
    assert wanted("most_alike")[0] == "barista: You want the most alike instead"
    assert len(wanted("cheapest")) == len(wanted("most_alike")) == 3
    assert wanted("never") == []


def test_nothing_is_called_the_cheapest_while_its_price_is_unknown() -> None:
    unpriced = replace(SOY, price=None)
    found = substitutes(OAT, (unpriced,), Constraints(), wish=Wish("cheapest"))
    assert "wanted_instead" not in {reason.code for reason in found[0].reasons}


def test_a_wish_is_read_from_the_profile_and_an_unknown_one_is_none() -> None:
    assert wish_of(Profile("s1")) is None
    assert wish_of(Profile("s1", facts=(Fact("f1", "substitutes", "best", 0),))) is None
    said = Profile(
        "s1", facts=(Fact("f2", "budget", "9", 0), Fact("f3", "substitutes", "never", 1))
    )
    assert wish_of(said) == Wish("never", ("f3",))


def test_never_means_never() -> None:
    assert skus(SOY, BARISTA, prefer="never") == []


def test_the_reasons_say_what_is_alike_and_what_it_costs() -> None:
    def told(other: Product, original: Product = OAT) -> list[str]:
        return [reason.text for reason in likeness(original, other).reasons]

    assert told(SOY) == ["Also Milk", "Also plant-based", "0.50 cheaper", "A size like it, 1 l"]
    assert told(BARISTA)[2:] == ["Also by Oatly", "0.50 more", "A size like it, 1 l"]
    assert "The same price" in told(replace(SOY, price=3.0))
    assert told(replace(BREAD, price=30.0)) == []
    assert told(replace(BREAD, price=None), replace(OAT, price=None)) == []


@pytest.mark.parametrize(
    ("feature", "other", "value"),
    [
        ("category", SOY, 1.0),
        ("category", replace(SOY, category="Drinks"), 0.5),
        ("category", BREAD, 0.0),
        ("category", replace(SOY, category="Drinks", department=""), 0.0),
        ("attribute", SOY, 1.0),
        ("attribute", WHOLE, 0.0),
        ("name", SOY, 0.5),
        ("price", replace(SOY, price=1.5), 0.5),
        ("price", replace(SOY, price=None), 0.0),
        ("price", replace(SOY, price=-1.0), 0.0),
        ("size", BIG, 0.5),
        ("size", replace(SOY, size="1 kg"), 0.0),
        ("size", replace(SOY, size="a lot"), 0.0),
    ],
)
def test_each_feature_is_a_share(feature: str, other: Product, value: float) -> None:
    assert likeness(OAT, other).features[feature] == pytest.approx(value)


def test_no_attribute_is_missed_where_the_original_has_none() -> None:
    plain = replace(OAT, attributes=(), category="", department="")
    assert likeness(plain, SOY).features["attribute"] == 1.0
    assert likeness(plain, SOY).features["category"] == 0.0


def test_weights_of_nothing_give_no_likeness() -> None:
    nothing = Substitution(category=0, attribute=0, name=0, price=0, size=0)
    assert likeness(OAT, OAT, nothing).score == 0.0


words = st.sampled_from(["vegan", "kosher", "organic", "milk", "nuts"])
some = st.lists(words, max_size=3, unique=True).map(tuple)
products = st.builds(
    Product,
    st.sampled_from("abcdefgh"),
    st.sampled_from(["Oat Milk", "Soy Milk", "Milk"]),
    category=st.sampled_from(["Milk", ""]),
    price=st.one_of(st.none(), st.floats(0.1, 20)),
    size=st.sampled_from(["", "1 l", "2 l", "500 g"]),
    diets=some,
    allergens=st.one_of(st.none(), some),
    attributes=some,
    in_stock=st.sampled_from([True, False, None]),
)


@given(
    products,
    st.lists(products, max_size=12),
    st.builds(Constraints, diets=some, free_from=some),
    st.sampled_from(["most_alike", "same_brand", "cheapest"]),
)
def test_every_substitute_is_allowed_and_in_stock_and_never_the_original(
    original: Product, others: list[Product], constraints: Constraints, prefer: Prefer
) -> None:
    rules = Substitution(prefer)
    for one in substitutes(original, others, constraints, rules, limit=99):
        assert constraints.admit(one.product)
        assert set(original.diets) <= set(one.product.diets)
        assert one.product.in_stock is not False
        assert one.product.sku != original.sku
        assert rules.alike_from <= one.score <= 1.0
