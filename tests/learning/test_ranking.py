"""Ranking follows what was learned, says why, and never loses the point of the query."""

from dataclasses import replace

import pytest

from domain.event import Event, Kind
from domain.product import Product
from domain.profile import Fact, Habit, Preference, Profile, Segment
from domain.proposal import Candidate, Hit
from learning.profile import learn
from learning.ranking.features import NAMES, bent
from learning.ranking.rank import neutral, rank
from learning.ranking.weights import CONTENT, DEFAULT, HYBRID, POPULAR, Weights
from tests.learning.events import OAT_MILK, cart_add, click, day, event, line, order, said

EMPTY = Profile.empty("s1")
NOW = day(1)


def product(sku: str, *attributes: str, category: str = "Yogurt", brand: str = "") -> Product:
    return Product(sku, sku.title(), brand, category, price=3.0, attributes=attributes)


DAIRY = [Hit(product(f"dairy {n}", "organic"), 0.9 + n / 100) for n in range(4)]
PLANT = [Hit(product(f"plant {n}", "plant_based"), 0.7 + n / 100) for n in range(3)]
YOGURTS = [*DAIRY, *PLANT]


def after(*events: Event) -> Profile:
    profile = EMPTY
    for one in events:
        profile = learn(profile, one)
    return profile


def ranked(
    hits: list[Hit], profile: Profile, *, weights: Weights = HYBRID, now: int = NOW
) -> list[Candidate]:
    return list(rank(hits, profile, now=now, weights=weights, popularity=lambda _: 0.0))


def skus(candidates: list[Candidate]) -> list[str]:
    return [candidate.product.sku for candidate in candidates]


def codes(candidate: Candidate) -> list[str]:
    return [reason.code for reason in candidate.reasons]


def test_after_one_click_on_plant_milk_plant_yogurts_come_first() -> None:
    first = skus(ranked(YOGURTS, after(click(1))))[:3]
    assert first == ["plant 2", "plant 1", "plant 0"]


def test_without_a_profile_relevance_decides() -> None:
    assert skus(ranked(YOGURTS, EMPTY))[:4] == ["dairy 3", "dairy 2", "dairy 1", "dairy 0"]


def test_after_one_skip_spicy_ranks_below_its_equals() -> None:
    spicy = {"category": "Chips", "brand": "Firepip", "attributes": ["spicy"]}
    profile = after(event(Kind.RESULT_SKIPPED, 1, spicy))
    hits = [
        Hit(product("a", "spicy", category="Chips"), 1.0),
        Hit(product("b", "salted", category="Chips"), 1.0),
    ]
    assert skus(ranked(hits, EMPTY)) == ["a", "b"]
    assert skus(ranked(hits, profile)) == ["b", "a"]


def test_a_skip_after_clicks_still_lowers() -> None:
    spicy = {"category": "Chips", "attributes": ["spicy"]}
    profile = after(click(1), order(2), event(Kind.RESULT_SKIPPED, 3, spicy))
    hits = [Hit(product("a", "spicy"), 1.0), Hit(product("b", "salted"), 1.0)]
    assert skus(ranked(hits, profile)) == ["b", "a"]


def test_the_most_liked_product_does_not_beat_exact_matches_off_the_point() -> None:
    bought = line(attributes=["plant_based"], size="1 l")
    profile = after(*(order(n, bought, days=n * 7) for n in range(1, 9)), said(9, "goal", "x"))
    oat = Product("oat", "Oat Milk", "Oatfern", "Milk", attributes=("plant_based",), size="1 l")
    hits = [*DAIRY, Hit(oat, 0.3)]
    assert skus(ranked(hits, profile, now=day(63)))[-1] == "oat"


def test_a_trait_that_every_result_has_decides_nothing() -> None:
    profile = after(click(1, attributes=["gluten_free"]))
    hits = [Hit(product(str(n), "gluten_free"), 1.0) for n in range(3)]
    assert {candidate.features["attribute"] for candidate in ranked(hits, profile)} == {0.0}


def test_what_was_said_counts_whatever_the_others_are() -> None:
    profile = after(said(1, "avoids_attribute", "spicy"))
    hits = [Hit(product(str(n), "spicy"), 1.0) for n in range(3)]
    assert all(candidate.features["attribute"] < -0.7 for candidate in ranked(hits, profile))


def test_what_was_said_does_not_drown_what_was_just_learned() -> None:
    profile = after(said(1, "prefers_category", "Tea"), click(2))
    assert skus(ranked(YOGURTS, profile))[0] == "plant 2"


def test_diets_and_pack_sizes_count_as_traits() -> None:
    profile = after(click(1, attributes=["vegan"]))
    vegan = Product("v", "V", category="Yogurt", diets=("vegan",), size="1 L")
    hits = [Hit(product("a"), 1.0), Hit(vegan, 1.0)]
    assert skus(ranked(hits, profile)) == ["v", "a"]


def test_products_above_the_budget_are_lowered() -> None:
    profile = replace(EMPTY, facts=(Fact("f1", "budget", "2", NOW),))
    cheap = Hit(replace(product("z"), price=1.0), 1.0)
    (first, second) = ranked([Hit(product("a"), 1.0), cheap], profile)
    assert (first.product.sku, second.features["price_fit"]) == ("z", -1.0)


def test_ties_are_broken_by_sku() -> None:
    hits = [Hit(product(sku), 0.5) for sku in "cab"]
    assert skus(ranked(hits, after(click(1)))) == ["a", "b", "c"]
    assert [one.product.sku for one in neutral(hits, popularity=lambda _: 0.0)] == ["a", "b", "c"]


def test_positions_count_from_one_and_the_limit_holds() -> None:
    candidates = rank(YOGURTS, EMPTY, now=NOW, popularity=lambda _: 0.0, limit=2)
    assert [candidate.position for candidate in candidates] == [1, 2]
    assert len(neutral(YOGURTS, popularity=lambda _: 0.0, limit=3)) == 3


def test_nothing_found_ranks_to_nothing() -> None:
    assert ranked([], after(click(1))) == []
    assert neutral([], popularity=lambda _: 0.0) == ()


def test_without_a_query_liking_alone_decides() -> None:
    hits = [replace(hit, relevance=0.0) for hit in YOGURTS]
    assert skus(ranked(hits, after(click(1))))[0].startswith("plant")
    assert neutral(hits, popularity=lambda _: 0.0)[0].reasons == ()


def test_every_candidate_has_every_feature() -> None:
    assert all(tuple(one.features) == NAMES for one in ranked(YOGURTS, after(click(1))))


def test_the_popular_strategy_puts_what_everybody_takes_first() -> None:
    taken = {"dairy 0": 1.0}
    candidates = rank(
        YOGURTS, EMPTY, now=NOW, weights=POPULAR, popularity=lambda sku: taken.get(sku, 0.0)
    )
    assert candidates[0].product.sku == "dairy 0"
    assert "popular" in codes(candidates[0])


def test_popularity_moves_the_neutral_order_a_little() -> None:
    hits = [Hit(product("a"), 1.0), Hit(product("b"), 0.98)]
    candidates = neutral(hits, popularity=lambda sku: float(sku == "b"))
    assert [one.product.sku for one in candidates] == ["b", "a"]
    assert codes(candidates[0]) == ["text_match", "popular"]


def test_popularity_decides_between_equals_and_never_against_the_words() -> None:
    hits = [Hit(product("meant"), 1.0), Hit(product("taken"), 0.9)]
    for candidates in (
        neutral(hits, popularity=lambda sku: float(sku == "taken")),
        rank(hits, EMPTY, now=NOW, popularity=lambda sku: float(sku == "taken")),
    ):
        assert [one.product.sku for one in candidates] == ["meant", "taken"]


def test_a_product_is_popular_beside_the_others_found() -> None:
    hits = [Hit(product("a"), 1.0), Hit(product("b"), 1.0), Hit(product("c"), 1.0)]
    counts = {"a": 0.0001, "b": 0.0004}
    candidates = rank(hits, EMPTY, now=NOW, popularity=lambda sku: counts.get(sku, 0.0))
    taken = {one.product.sku: one.features["popularity"] for one in candidates}
    assert taken == {"b": 1.0, "a": 0.5, "c": 0.0}
    assert all("popular" not in codes(one) for one in candidates)


def test_without_relevance_popularity_counts_in_full() -> None:
    hits = [Hit(product("a")), Hit(product("b"))]
    candidates = rank(hits, EMPTY, now=NOW, popularity=lambda sku: float(sku == "b"))
    assert [one.features["popularity"] for one in candidates] == [1.0, 0.0]


def brand_liking(*brands: str, explicit: bool = False) -> Profile:
    """Return a profile that likes some brands alike."""
    likings = {
        brand: Preference(brand, 0.5, NOW, ("e1",), agree=3, explicit=explicit) for brand in brands
    }
    return replace(EMPTY, preferences={"brand": likings})


def test_a_liking_spread_over_many_brands_tells_less_by_each() -> None:
    hits = [Hit(product("a", brand="One"), 1.0), Hit(product("b"), 1.0)]
    few, many = brand_liking("one"), brand_liking("one", "two", "three", "four")
    assert ranked(hits, few)[0].features["brand"] == 1.0
    spread = ranked(hits, many)[0]
    assert spread.features["brand"] == 0.25
    assert "brand_affinity" in codes(spread)


def test_what_was_said_about_brands_is_not_spread() -> None:
    hits = [Hit(product("a", brand="One"), 1.0), Hit(product("b"), 1.0)]
    said_so = brand_liking("one", "two", explicit=True)
    assert ranked(hits, said_so)[0].features["brand"] == 0.5


def test_a_liking_of_a_pack_size_is_spread_and_one_of_an_attribute_is_not() -> None:
    sized = Hit(Product("a", "A", category="Yogurt", size="1 l"), 1.0)
    organic = Hit(product("b", "organic"), 1.0)
    values = ("1 l", "2 l", "3 l", "organic")
    likings = {value: Preference(value, 0.5, NOW, ("e1",), agree=3) for value in values}
    profile = replace(EMPTY, preferences={"attribute": likings})
    found = {
        one.product.sku: one.features["attribute"]
        for one in ranked([sized, organic, Hit(product("c"), 1.0)], profile)
    }
    assert found == {"a": pytest.approx(bent(0.25)), "b": bent(1.0), "c": 0.0}


def test_the_content_strategy_knows_nobody() -> None:
    profile = after(click(1), cart_add(2, product_sku="plant 0"))
    candidates = ranked(YOGURTS, profile, weights=CONTENT)
    assert skus(candidates)[0] == "dairy 3"
    assert {code for one in candidates for code in codes(one)} == {"text_match"}


def test_personal_reasons_come_first_with_their_evidence() -> None:
    (candidate, *_) = ranked(YOGURTS, after(click(1)))
    assert codes(candidate) == ["attribute_affinity", "text_match"]
    assert candidate.reasons[0].text == "Plant-based, because you looked at Oat Milk"
    assert candidate.reasons[0].evidence


def test_a_liking_seen_twice_is_said_outright() -> None:
    (candidate, *_) = ranked(YOGURTS, after(click(1), click(2)))
    assert candidate.reasons[0].text == "You like plant-based"


def test_a_stated_liking_is_quoted() -> None:
    (candidate, *_) = ranked(YOGURTS, after(said(1, "prefers_attribute", "plant_based")))
    assert candidate.reasons[0].text == "You said you like plant-based"


def test_the_usual_and_what_is_due_are_reasons() -> None:
    profile = after(*(order(n, line(quantity=2), days=7 * n) for n in range(1, 5)))
    oat = Product("oat", "Oat Milk", "Oatfern", "Milk")
    (candidate,) = ranked([Hit(oat, 1.0)], profile, now=day(35))
    assert [reason.text for reason in candidate.reasons[:2]] == [
        "You usually buy 2",
        "You buy it about every 7 days, and it is due",
    ]
    assert candidate.usual is not None
    assert candidate.usual.due is True
    assert len(candidate.reasons) == 3


def test_what_is_bought_daily_is_said_so() -> None:
    profile = after(*(order(n, days=n / 2) for n in range(1, 20)))
    oat = Product("oat", "Oat Milk")
    (candidate,) = ranked([Hit(oat, 1.0)], profile, now=day(12))
    assert candidate.reasons[1].text == "You buy it every day, and it is due"


def test_one_cart_add_is_enough_for_the_usual() -> None:
    oat = Product("oat", "Oat Milk", "Oatfern", "Milk")
    (candidate,) = ranked([Hit(oat, 1.0)], after(cart_add(1, 2)))
    assert candidate.usual is not None
    assert candidate.usual.quantity == 2
    assert codes(candidate)[0] == "usual"
    assert 0 < candidate.features["habit"] < 0.5


def test_a_habit_whose_cart_was_emptied_is_no_habit() -> None:
    emptied = event(Kind.CART_ITEM_REMOVED, 2, OAT_MILK)
    (candidate,) = ranked([Hit(Product("oat", "Oat Milk"), 1.0)], after(cart_add(1, 2), emptied))
    assert (candidate.features["habit"], candidate.usual) == (0.0, None)


def test_three_reasons_that_say_the_same_are_one() -> None:
    hit = Hit(Product("x", "X", "Oatfern", "Milk"), 1.0)
    (candidate,) = ranked([hit], after(click(1)))
    assert [reason.text for reason in candidate.reasons] == [
        "Because you looked at Oat Milk",
        "Matches your words",
    ]


def test_a_shelf_that_every_hit_is_from_tells_nothing() -> None:
    chips = [Hit(Product(f"c{n}", f"Chips {n}", "", "Chips"), 1.0 - n / 100) for n in range(5)]
    cookies = Hit(Product("k", "Chip Cookies", "", "Cookies"), 0.85)
    passed_by = event(Kind.RESULT_SKIPPED, 1, {"product_sku": "z", "category": "Chips"})
    order = [one.product.sku for one in ranked([*chips, cookies], after(passed_by))]
    assert order == ["c0", "c1", "c2", "c3", "c4", "k"]


def test_there_are_never_more_than_three_reasons() -> None:
    many = {f"t{n}": Preference(f"t{n}", 1.0, NOW, ("e1",), 2) for n in range(9)}
    hits = [Hit(product("a", *many), 1.0), Hit(product("b"), 1.0)]
    profile = replace(EMPTY, preferences={"attribute": many})
    assert [len(one.reasons) for one in ranked(hits, profile)] == [3, 1]


@pytest.mark.parametrize("habits", [{}, {"oat": Habit("oat", quantities=(1,))}])
def test_a_habit_without_evidence_is_no_reason(habits: dict[str, Habit]) -> None:
    profile = replace(EMPTY, habits=habits)
    (candidate,) = ranked([Hit(Product("oat", "Oat Milk"), 1.0)], profile)
    assert codes(candidate) == ["text_match"]


def profile_in(segment: Segment) -> Profile:
    reactions = {Segment.NEW: 0, Segment.POWER: 500}.get(segment, 50)
    last = day(-99) if segment is Segment.INACTIVE else NOW
    return replace(EMPTY, reactions=reactions, last_reaction_at=last)


def prior(profile: Profile, what: Product) -> float:
    (candidate,) = rank([Hit(what, 1.0)], profile, now=NOW, popularity=lambda _: 0.25)
    return candidate.features["segment_prior"]


def test_new_subjects_are_served_by_popularity() -> None:
    assert prior(profile_in(Segment.NEW), product("a")) == 1.0


def test_regular_subjects_need_no_prior() -> None:
    assert prior(profile_in(Segment.REGULAR), product("a")) == 0.0


def test_power_users_are_served_by_their_shelves() -> None:
    likings = {"category": {"yogurt": Preference("Yogurt", 0.4, NOW)}}
    assert prior(replace(profile_in(Segment.POWER), preferences=likings), product("a")) == 1.0


def test_absent_subjects_are_served_by_offers_and_what_is_due() -> None:
    due = Habit("oat", orders=1, first_at=0, last_at=0)
    absent = replace(profile_in(Segment.INACTIVE), habits={"oat": due})
    offer = replace(product("a"), regular_price=5.0)
    assert prior(absent, offer) == prior(absent, product("oat")) == 1.0
    assert prior(absent, product("b")) == prior(absent, replace(offer, price=None)) == 0.0


@pytest.mark.parametrize("name", sorted(DEFAULT.all()))
def test_equal_inputs_give_equal_order_and_words(name: str) -> None:
    profile, weights = after(click(1), order(2), cart_add(3)), DEFAULT.named(name)
    assert ranked(YOGURTS, profile, weights=weights) == ranked(YOGURTS, profile, weights=weights)
