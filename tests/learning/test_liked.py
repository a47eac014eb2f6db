"""Replies show the strongest likings first, as they are now."""

from dataclasses import replace

from domain.clock import MS_PER_DAY
from domain.profile import Preference, Profile
from learning.liked import MOST, liked

PROFILE = Profile(
    "s1",
    preferences={
        "brand": {
            "oatly": Preference("Oatly", 0.2, at=0),
            "acme": Preference("Acme", -0.4, at=0),
        }
    },
)


def test_the_strongest_liking_or_disliking_comes_first() -> None:
    assert list(liked(PROFILE, 0)["brand"].items()) == [("Acme", -0.4), ("Oatly", 0.2)]


def test_every_facet_is_there_also_without_a_preference() -> None:
    assert liked(Profile("s1"), 0) == {"category": {}, "brand": {}, "attribute": {}}


def test_an_inferred_liking_is_shown_as_it_has_faded() -> None:
    assert liked(PROFILE, 60 * MS_PER_DAY)["brand"]["Acme"] == -0.2


def test_no_more_than_a_page_is_shown() -> None:
    many = {str(n): Preference(str(n), 0.1, at=0) for n in range(MOST + 5)}
    profile = replace(PROFILE, preferences={"brand": many})
    assert len(liked(profile, 0)["brand"]) == MOST
