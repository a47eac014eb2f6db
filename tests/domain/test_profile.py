"""What is known about nobody in particular, and how one preference is found."""

from domain.persona import NEUTRAL, PERSONA_FACETS, Persona
from domain.profile import FACETS, Preference, Profile


def test_nothing_is_known_about_somebody_new() -> None:
    profile = Profile.empty("ann")
    assert profile == Profile("ann")
    assert all(profile.preference(facet, "Oatly") is None for facet in FACETS)
    assert profile.last_reaction_at is None


def test_a_preference_is_found_whatever_its_case() -> None:
    liked = Preference("Straße", 0.5, at=1)
    profile = Profile("ann", preferences={"brand": {"strasse": liked}})
    assert profile.preference("brand", "STRASSE") is profile.preference("brand", "Straße") is liked
    assert profile.preference("brand", "Oatly") is None
    assert profile.preference("category", "Straße") is None


def test_a_new_persona_says_nothing() -> None:
    persona = Persona.empty("ann")
    assert persona.facets == dict.fromkeys(PERSONA_FACETS, NEUTRAL)
    assert (persona.interaction_count, persona.updated_at) == (0, None)


def test_two_new_personas_do_not_share_their_facets() -> None:
    assert Persona.empty("ann").facets is not Persona.empty("bob").facets
