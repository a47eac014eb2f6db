"""How much of a candidate's place is the person's own doing adds up, and says from what."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.event import Event, Kind
from domain.product import Product
from domain.profile import Profile
from domain.proposal import Candidate, Hit, Personal
from learning.profile import learn
from learning.ranking.features import NAMES, bent, traits_of
from learning.ranking.lens import focus
from learning.ranking.personal import STRANGERS, TELLERS, trait_affinities
from learning.ranking.rank import rank, score
from learning.ranking.weights import CONTENT, HYBRID, POPULAR, Weights
from learning.signals import DEFAULT
from tests.learning.events import OAT_MILK, cart_add, click, day, event, line, order, said

EMPTY = Profile.empty("s1")
NOW = day(1)

OAT = Product("oat", "Oat Milk", "Oatfern", "Milk", price=3.0, size="1 l",
              attributes=("plant_based", "lactose_free"))  # fmt: skip
SOY = Product("soy", "Soy Milk", "Sojade", "Milk", price=3.0, attributes=("plant_based", "spicy"))
COW = Product("cow", "Milk", "Dairyco", "Milk", price=9.0, attributes=("organic",))
HITS = [Hit(COW, 1.0), Hit(SOY, 0.9), Hit(OAT, 0.9)]


def after(*events: Event) -> Profile:
    profile = EMPTY
    for one in events:
        profile = learn(profile, one)
    return profile


def skip(seq: int, **data: object) -> Event:
    return event(Kind.RESULT_SKIPPED, seq, {**OAT_MILK, **data})


def explained(
    profile: Profile, hits: list[Hit] = HITS, *, weights: Weights = HYBRID, now: int = NOW
) -> dict[str, Candidate]:
    found = rank(hits, profile, now=now, weights=weights, popularity=popular, explain=True)
    return {candidate.product.sku: candidate for candidate in found}


def popular(sku: str) -> float:
    return {"cow": 1.0, "soy": 0.4}.get(sku, 0.0)


def own(candidate: Candidate) -> Personal:
    assert candidate.personal is not None
    return candidate.personal


def points(candidate: Candidate) -> dict[str, float]:
    return {part.text: part.points for part in own(candidate).parts}


def moved(candidate: Candidate, weights: Weights, *, home: str = "") -> float:
    """Return the ranking score less the one of a stranger, as a percentage of the sway."""
    gate = weights.gate(candidate.features["relevance"])
    shared = {"segment_prior"} - ({"segment_prior"} if home else set())
    bare = {
        name: value if name in STRANGERS | shared else 0.0
        for name, value in candidate.features.items()
    }
    known = score(candidate.features, gate, weights) - score(bare, gate, weights)
    return 100 * known / weights.sway


def test_a_stranger_moves_nothing() -> None:
    assert [own(one) for one in explained(EMPTY).values()] == [Personal()] * 3


def test_it_is_not_told_unless_it_is_asked_for() -> None:
    found = rank(HITS, after(click(1)), now=NOW, popularity=popular)
    assert [one.personal for one in found] == [None] * 3


def test_telling_it_changes_no_place() -> None:
    profile = after(click(1))
    plain = rank(HITS, profile, now=NOW, popularity=popular)
    told = explained(profile).values()
    assert [(one.product.sku, one.score) for one in told] == [
        (one.product.sku, one.score) for one in plain
    ]


def test_the_score_is_what_the_person_adds_to_the_ranking_score() -> None:
    for candidate in explained(after(click(1))).values():
        assert own(candidate).score == pytest.approx(max(0.0, moved(candidate, HYBRID)), abs=0.06)
    assert own(explained(after(click(1)))["oat"]).score > 10


def test_each_part_says_what_it_comes_from_and_names_its_events() -> None:
    candidate = explained(after(click(1)))["soy"]
    (part,) = [one for one in own(candidate).parts if one.code == "attribute_affinity"]
    assert part.text == "Plant-based, because you looked at Oat Milk"
    assert len(part.evidence) == 1
    assert part.points > 0


def test_a_brand_of_its_own_is_a_part_of_its_own() -> None:
    told = points(explained(after(click(1)))["oat"])
    assert {"Oatfern, because you looked at Oat Milk"} <= set(told)
    assert list(map(abs, told.values())) == sorted(map(abs, told.values()), reverse=True)


def test_what_was_skipped_speaks_against_and_scores_nothing() -> None:
    candidate = explained(after(skip(1)))["oat"]
    assert own(candidate).score == 0
    assert points(candidate)
    assert all(value < 0 for value in points(candidate).values())
    assert any(text.startswith("You have passed over") for text in points(candidate))


def test_what_speaks_for_and_against_is_told_apart() -> None:
    profile = after(click(1), said(2, "avoids_attribute", "spicy"))
    told = points(explained(profile)["soy"])
    assert (
        told["You said you avoid spicy"] < 0 < told["Plant-based, because you looked at Oat Milk"]
    )


def test_a_habit_and_its_time_are_parts() -> None:
    profile = after(order(1), order(2, days=7))
    told = {part.code: part for part in own(explained(profile, now=day(15))["oat"]).parts}
    assert told["usual"].text == "In 2 of your 2 orders"
    assert told["due"].text == "It is time to buy it again"
    assert len(told["usual"].evidence) == 2
    early = {part.code: part for part in own(explained(profile, now=day(8))["oat"]).parts}
    assert early["due"].text == "You may need it again within a week"


def test_what_is_only_in_the_cart_says_so() -> None:
    told = points(explained(after(cart_add(1)))["oat"])
    assert "You put it into your cart" in told


def test_a_price_over_the_budget_speaks_against_with_what_was_said() -> None:
    (part,) = own(explained(after(said(1, "budget", "5")))["cow"]).parts
    assert (part.text, part.points < 0) == ("Above your budget of 5", True)
    assert len(part.evidence) == 1


def test_a_price_like_those_paid_speaks_for_it() -> None:
    told = points(explained(after(order(1, line(price=3.0))))["soy"])
    assert told["Near what you pay for Milk"] > 0


def test_far_from_the_point_of_the_query_the_person_moves_less() -> None:
    near = explained(after(click(1)), [Hit(COW, 1.0), Hit(OAT, 0.9)])["oat"]
    far = explained(after(click(1)), [Hit(COW, 1.0), Hit(OAT, 0.2)])["oat"]
    assert 0 < own(far).score < own(near).score / 5


def test_without_a_query_the_gate_is_open() -> None:
    assert own(explained(after(click(1)), [Hit(COW), Hit(OAT)])["oat"]).score > 10


def test_popularity_is_nobodys_own() -> None:
    both = explained(after(click(1)), weights=POPULAR)
    assert "popularity" not in {part.code for one in both.values() for part in own(one).parts}
    assert own(explained(EMPTY, weights=POPULAR)["cow"]) == Personal()


def test_a_strategy_that_counts_nothing_personal_moves_nothing() -> None:
    assert own(explained(after(click(1)), weights=CONTENT)["oat"]) == Personal()


def test_the_prior_of_a_regular_of_a_shelf_belongs_to_the_shelf() -> None:
    profile = after(*(click(n, brand="", attributes=()) for n in range(1, 120)))
    hits = [Hit(COW, 1.0), Hit(Product("pen", "Milk Pen", category="Pens"), 1.0)]
    candidate = explained(profile, hits)["cow"]
    assert candidate.features["segment_prior"] > 0
    assert {part.code for part in own(candidate).parts} <= {"category_affinity", "price_fit"}
    whole = moved(candidate, HYBRID, home="category")
    assert own(candidate).score == pytest.approx(whole, abs=0.06)


def test_somebody_who_was_away_gets_the_prior_of_what_is_due_and_not_of_an_offer() -> None:
    profile = after(*(order(n, days=n) for n in range(1, 8)))
    offer = Product("tea", "Tea", price=1.0, regular_price=2.0)
    found = explained(profile, [Hit(OAT, 1.0), Hit(offer, 1.0)], now=day(60))
    assert found["oat"].features["segment_prior"] == found["tea"].features["segment_prior"] == 1.0
    assert own(found["tea"]) == Personal()
    assert own(found["oat"]).score == pytest.approx(
        moved(found["oat"], HYBRID, home="due"), abs=0.06
    )


def test_every_feature_is_a_strangers_or_has_its_words() -> None:
    assert {*STRANGERS, *TELLERS, "segment_prior"} == set(NAMES)


def test_every_feature_but_relevance_is_in_the_sum_that_is_bent() -> None:
    weights = Weights(**dict.fromkeys(NAMES, 0.1))
    lift = 0.1 * (len(NAMES) - 1)
    whole = weights.relevance + weights.sway * math.tanh(lift / weights.sway)
    assert score(dict.fromkeys(NAMES, 1.0), 1.0, weights) == pytest.approx(whole)


histories = st.lists(
    st.sampled_from(
        [
            lambda n: click(n),
            lambda n: skip(n),
            lambda n: cart_add(n),
            lambda n: order(n, days=n % 30),
            lambda n: order(n, line("soy", name="Soy Milk", brand="Sojade"), days=n % 7),
            lambda n: skip(n, product_sku="soy", brand="Sojade", attributes=["spicy"]),
            lambda n: said(n, "prefers_brand", "Sojade"),
            lambda n: said(n, "avoids_attribute", "plant_based"),
            lambda n: said(n, "budget", "4"),
        ]
    ),
    max_size=12,
)


@given(made=histories, days=st.integers(0, 90))
def test_all_points_together_are_what_the_person_moves(made: list[object], days: int) -> None:
    profile = after(*(make(n) for n, make in enumerate(made, start=1)))  # type: ignore[operator]
    for candidate in explained(profile, now=day(days)).values():
        personal = own(candidate)
        total = math.fsum(part.points for part in personal.parts)
        rounding = 0.06 * (len(personal.parts) + len(NAMES))
        assert 0 <= personal.score <= 100
        assert personal.score == pytest.approx(max(0.0, total), abs=rounding)


@given(made=histories)
def test_the_affinities_of_traits_make_up_the_feature(made: list[object]) -> None:
    profile = after(*(make(n) for n, make in enumerate(made, start=1)))  # type: ignore[operator]
    lens = focus(profile, NOW, HYBRID.floor, DEFAULT)
    for candidate in explained(profile, [Hit(OAT, 1.0)]).values():
        told = trait_affinities(OAT, traits_of(OAT), lens)
        total = math.fsum(told.values())
        assert bent(total) == pytest.approx(candidate.features["attribute"])
