"""Sentences of shoppers are read by rules: slots, intents, and whatever anybody may type."""

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.understanding import Asked, Intent, Understanding
from llm.adapters.rules.understanding import RulesUnderstander, understand
from llm.port import Utterance, Words

WORDS = Words(
    categories=("Milk", "Yogurt", "Cheese", "Chips", "Soft Drinks & Water"),
    brands=("Oatly", "Ben & Jerry's", "Organic Valley", "Fresh", "Bread"),
    diets=("vegan", "gluten_free"),
    attributes=("organic", "spicy", "plant_based", "lactose_free", "no_added_sugar"),
    allergens=("milk", "nuts", "gluten", "lupin"),
)
SHOWN = ("Oat Milk", "Whole Milk", "Almond Milk")


def read(text: str, *, words: Words = WORDS, **more: Any) -> Understanding:
    return understand(Utterance(text, words, **more))


def held(text: str, words: Words = WORDS) -> dict[str, Any]:
    """Return the constraints that a sentence sets."""
    found = read(text, words=words).constraints
    values = {name: getattr(found, name) for name in found.__slots__}
    return {name: value for name, value in values.items() if value not in (None, ())}


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("milk under $5", {"price_max": 5.0}),
        ("milk, at most 2,50", {"price_max": 2.5}),
        ("milk up to 1,200 dollars", {"price_max": 1200.0}),
        ("milk for less than 99 cents", {"price_max": 0.99}),
        ("milk between 3 and 6 euros", {"price_min": 3.0, "price_max": 6.0}),
        ("milk between 6 and 3 euros", {"price_min": 3.0, "price_max": 6.0}),
        ("milk $3-$6", {"price_min": 3.0, "price_max": 6.0}),
        ("milk over 4 dollars", {"price_min": 4.0}),
        ("milk at least 4 and under 9", {"price_min": 4.0, "price_max": 9.0}),
        ("milk about $10", {"price_min": 8.0, "price_max": 12.0}),
        ("milk under a dollar", {"price_max": 1.0}),
        ("milk under five bucks", {"price_max": 5.0}),
        ("milk under $2 each", {"price_max": 2.0}),
        ("milk under $3 a pound", {"price_per_kg_max": 6.6139}),
        ("milk under 3 per kilo", {"price_per_kg_max": 3.0}),
        ("milk under 3€ a litre", {"price_per_l_max": 3.0}),
        ("milk less than 50 cents per 100 ml", {"price_per_l_max": 5.0}),
        ("eggs under 30 cents a piece", {"price_per_each_max": 0.3}),
    ],
)
def test_a_price_is_a_limit(text: str, limits: dict[str, float]) -> None:
    assert held(text) == limits


@pytest.mark.parametrize(
    "text",
    ["milk under 500 ml", "milk under 200 calories", "milk within 30 minutes", "milk over 3%",
     "ready in under 10 minutes"],
)  # fmt: skip
def test_a_number_with_another_unit_is_no_price(text: str) -> None:
    assert not {"price_min", "price_max"} & held(text).keys()


@pytest.mark.parametrize(
    ("text", "sizes"),
    [("1 gallon of milk", ("1 gallon",)), ("the 500 g bag", ("500 g",)), ("milk 1l", ("1l",)),
     ("6 x 330 ml cola", ("6 x 330 ml",)), ("a dozen eggs", ("12 ct",)), ("a pack of gum", None)],
)  # fmt: skip
def test_a_size_is_a_size(text: str, sizes: tuple[str, ...] | None) -> None:
    assert held(text).get("sizes") == sizes


@pytest.mark.parametrize(
    ("text", "out"),
    [
        ("milk without nuts", {"free_from": ("nuts",)}),
        ("nut-free milk", {"free_from": ("nuts",)}),
        ("milk, no almonds or eggs", {"free_from": ("nuts", "eggs")}),
        ("nut and gluten free milk", {"free_from": ("gluten", "nuts")}),
        ("lupin free milk", {"free_from": ("lupin",)}),
        ("milk without wheat", {"free_from": ("wheat",)}),
        ("lactose-free milk", {"attributes": ("lactose_free",)}),
        ("milk without lactose", {"attributes": ("lactose_free",)}),
        ("pizza without pineapple", {"attributes": ("pineapple_free",)}),
        ("tomato free sauce", {"attributes": ("tomato_free",)}),
        ("juice with no added sugar", {"attributes": ("no_added_sugar",)}),
        ("no Oatly", {"not_brands": ("Oatly",)}),
        ("anything but ben and jerrys", {"not_brands": ("Ben & Jerry's",)}),
        ("milk not from Oatly", {"not_brands": ("Oatly",)}),
        ("no problem", {}),
        ("no, the milk", {}),
        ("free range eggs", {}),
    ],
)
def test_what_is_ruled_out_is_ruled_out(text: str, out: dict[str, Any]) -> None:
    assert held(text) == out


def test_without_such_an_attribute_lactose_is_milk() -> None:
    assert held("lactose free yogurt", Words(brands=("x",))) == {"free_from": ("milk",)}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Oatly milk", {"brands": ("Oatly",)}),
        ("ben & jerry's ice cream", {"brands": ("Ben & Jerry's",)}),
        ("organic valley milk", {"brands": ("Organic Valley",)}),
        ("fresh bread", {}),
        ("milk by Fresh", {"brands": ("Fresh",)}),
        ("goat cheese", {}),
        ("anything in cheese", {"categories": ("Cheese",)}),
        ("the soft drinks and water aisle", {"categories": ("Soft Drinks & Water",)}),
        ("vegan spicy chips", {"diets": ("vegan",), "attributes": ("spicy",)}),
        ("plant-based chips", {"attributes": ("plant_based",)}),
        ("halal chicken", {"diets": ("halal",)}),
        ("milk in stock", {"in_stock": True}),
    ],
)  # fmt: skip
def test_names_are_the_catalogues_own(text: str, named: dict[str, Any]) -> None:
    assert held(text) == named


@pytest.mark.parametrize(
    ("text", "words"),
    [("local milk", "local"), ("ethically sourced milk", "ethically sourced"),
     ("milk fresh today", "fresh today"), ("best rated milk", "best rated"),
     ("milk, gift-wrapped", "gift-wrapped"), ("milk delivered by 5pm", "delivered by 5pm"),
     ("milk that is not spicy", "not spicy"), ("fair trade milk", "fair trade")],
)  # fmt: skip
def test_what_no_filter_gives_is_said_and_not_searched(text: str, words: str) -> None:
    found = read(text)
    assert found.unsupported == (words,)
    assert found.query == "milk"
    assert found.constraints.empty


def test_what_the_shop_marks_is_supported() -> None:
    local = Words(brands=("x",), attributes=("local", "fair_trade"))
    found = read("local fair trade milk", words=local)
    assert found.unsupported == ()
    assert set(found.constraints.attributes) == {"local", "fair_trade"}


def test_a_word_that_must_be_marked_and_is_not_is_no_word_to_search_for() -> None:
    found = read("organic milk", words=Words(brands=("x",)))
    assert (found.query, found.unsupported) == ("milk", ("organic",))


@pytest.mark.parametrize(
    ("text", "places"),
    [("add the second one", [2]), ("add the last two", [-2, -1]), ("add the first 3", [1, 2, 3]),
     ("add #2 and #3", [2, 3]), ("add the first, the third", [1, 3]), ("add option two", [2]),
     ("add the second to last one", [-2]), ("the 3rd one please", [3])],
)  # fmt: skip
def test_a_place_is_a_place(text: str, places: list[int]) -> None:
    found = read(text, shown=SHOWN)
    assert [one.position for one in found.references] == places
    assert found.intent is Intent.ADD
    assert found.quantity is None


def test_a_name_is_pointed_at_only_where_something_of_that_name_is() -> None:
    (one,) = read("add the oat milk", shown=SHOWN).references
    assert one.name == "oat milk"
    found = read("add the oat milk", shown=("Rye Bread",))
    assert (found.references, found.query) == ((), "oat milk")


@pytest.mark.parametrize(
    ("text", "quantity"),
    [("add two of those", 2), ("3x oat milk", 3), ("oat milk x 4", 4), ("add a pair of socks", 2),
     ("add a dozen bagels", 12), ("add 2 cartons of milk", 2), ("put 10 lemons in my cart", 10)],
)  # fmt: skip
def test_a_quantity_is_a_quantity(text: str, quantity: float) -> None:
    found = read(text, shown=SHOWN)
    assert (found.intent, found.quantity) == (Intent.ADD, quantity)
    assert found.constraints.sizes == ()


@pytest.mark.parametrize(("text", "by"), [("two more", 2), ("one less", -1), ("three fewer", -3)])
def test_more_and_fewer_are_differences(text: str, by: float) -> None:
    found = read(text, cart=("Oat Milk",))
    assert (found.intent, found.quantity) == (Intent.CHANGE_QUANTITY, by)
    assert found.relative == ("more",)


@pytest.mark.parametrize(
    ("text", "intent"),
    [("rmeove the milk", Intent.REMOVE), ("chekout", Intent.CHECKOUT), ("reoder", Intent.REORDER),
     ("shwo my cart", Intent.SHOW_CART), ("ad the second one", Intent.ADD),
     ("chanage it to 3", Intent.CHANGE_QUANTITY)],
)  # fmt: skip
def test_a_wrong_letter_changes_no_intent(text: str, intent: Intent) -> None:
    assert read(text, shown=SHOWN, cart=SHOWN).intent is intent


@pytest.mark.parametrize(
    "text", ["snow peas", "birthday card", "a plain bagel", "head of cabbage", "bellow cheese"]
)
def test_a_word_of_its_own_is_no_mistyped_verb(text: str) -> None:
    assert read(text).intent is Intent.FIND


def test_the_same_words_refine_only_what_was_looked_for() -> None:
    assert read("without nuts").intent is Intent.FIND
    found = read("without nuts", asked=Asked("milk"))
    assert (found.intent, found.query) == (Intent.REFINE, "")


def test_ones_narrow_what_was_looked_for_and_another_product_takes_its_place() -> None:
    assert read("chocolate ones", asked=Asked("milk")).query == "chocolate milk"
    assert read("what about chocolate", asked=Asked("milk")).query == "chocolate"


def test_without_the_catalogues_words_known_labels_still_count() -> None:
    assert held("spicy vegan chips", Words()) == {"attributes": ("spicy",), "diets": ("vegan",)}


@pytest.mark.parametrize("text", ["", "   ", "?!", "...", "👍", "\x00", "|||", "\ud800"])
def test_nothing_is_nothing(text: str) -> None:
    found = read(text)
    assert (found.query, found.references, found.unsupported) == ("", (), ())
    assert found.constraints.empty


@pytest.mark.parametrize(
    "text",
    ["a" * 10_000, "no " * 4_000, "first and " * 1_000, "1 x " * 2_500, "$" * 10_000,
     "make a " * 1_500, "nut-" * 2_500 + "free", "🥛" * 10_000, "牛奶" * 5_000, "مرحبا " * 1_500,
     "ﷺ" * 10_000, "the a " * 1_500 + "one", "between 3 and " * 700, "\u202e" * 10_000,
     "add 2 of the first and no nut free from $3 to 5 a pound " * 180],
    ids=lambda text: text[:12].encode("unicode_escape").decode(),
)  # fmt: skip
def test_whatever_is_typed_is_read_in_bounded_time(text: str) -> None:
    read(text, shown=SHOWN)
    start = time.process_time()
    read(text, shown=SHOWN * 20, cart=SHOWN * 20, asked=Asked("milk"))
    assert time.process_time() - start < 0.5


@given(st.text(max_size=200), st.lists(st.text(max_size=30), max_size=4))
def test_any_text_is_read_and_read_the_same_again(text: str, shown: list[str]) -> None:
    first = read(text, shown=tuple(shown))
    assert first == read(text, shown=tuple(shown))
    assert len(first.query.split()) <= 12


PARTS = st.sampled_from(
    ["add", "remove", "make", "the", "second", "one", "it", "those", "3", "$5", "under", "between",
     "and", "no", "nuts", "free", "organic", "Oatly", "milk", "my", "cart", "usual", "why",
     "instead", "of", "x", ",", ".", "500", "g", "cheaper", "for", "a", "party", "each", "per"]
)  # fmt: skip


@given(st.lists(PARTS, max_size=12))
def test_any_heap_of_known_words_is_read_within_the_rules(parts: list[str]) -> None:
    found = read(" ".join(parts), shown=SHOWN, cart=SHOWN, asked=Asked("milk"))
    held = found.constraints
    if held.price_min is not None and held.price_max is not None:
        assert held.price_min <= held.price_max or "between" not in parts
    assert set(held.brands) | set(held.not_brands) <= {"Oatly"}
    assert set(held.free_from) <= {"nuts", "milk"}
    assert all(one.position is None or -10 <= one.position <= 99 for one in found.references)


async def test_it_is_named_and_asked_like_any_other() -> None:
    rules = RulesUnderstander()
    assert rules.name == "rules"
    assert (await rules.understand(Utterance("oat milk"))).query == "oat milk"
