"""Move a subject's persona: four dials, nudged by picks, drifting back to the middle."""

from collections.abc import Mapping
from typing import Final

from domain.clock import MS_PER_DAY
from domain.event import Event
from domain.persona import NEUTRAL, PERSONA_FACETS, Persona

STEP: Final = 0.02
"""How far one pick moves a facet by rule."""

LARGEST_STEP: Final = 0.05
"""How far a language model may move a facet."""

HALF_LIFE_DAYS: Final = 90.0
"""Days without evidence after which a facet is half as far from the middle."""

DIGITS: Final = 6
"""Decimals of a decayed facet: finer ones only say how many milliseconds have passed."""


def deltas(choice: str) -> dict[str, float]:
    """Return what a pick moves by the published rules.

    Args:
        choice: A hypothesis id, a sku or `none`.

    Returns:
        Facet -> change; empty when the pick says nothing about style.

    Example:
        >>> deltas("h1"), deltas("h3"), deltas("none")
        ({'concise': 0.02}, {'step_by_step': 0.02, 'concise': -0.02}, {})
    """
    if choice == "h1":
        return {"concise": STEP}
    if choice in ("h2", "h3"):
        return {"step_by_step": STEP, "concise": -STEP}
    return {}


def decayed(persona: Persona, now: int) -> dict[str, float]:
    """Return the facets at a time: half as far from 0.5 every `HALF_LIFE_DAYS`.

    Args:
        persona: What is known.
        now: Milliseconds; a time before the last update changes nothing.

    Example:
        >>> decayed(Persona("s1", facets={"concise": 0.9}, updated_at=0), 90 * MS_PER_DAY)
        {'concise': 0.7, 'step_by_step': 0.5, 'code_first': 0.5, 'formal': 0.5}
    """
    age = 0 if persona.updated_at is None else max(0, now - persona.updated_at)
    kept = 0.5 ** (age / (HALF_LIFE_DAYS * MS_PER_DAY))
    return {
        facet: round(NEUTRAL + kept * (persona.facets.get(facet, NEUTRAL) - NEUTRAL), DIGITS)
        for facet in PERSONA_FACETS
    }


def applied(facets: Mapping[str, float], changes: Mapping[str, float]) -> dict[str, float]:
    """Return the facets after a change, each in [0, 1].

    Args:
        facets: Facet -> value in [0, 1].
        changes: Facet -> change; unknown facets are left out, and none moves by more than 0.05.

    Example:
        >>> applied({"concise": 0.99}, {"concise": 0.02, "charming": 0.05})["concise"]
        1.0
    """
    return {
        facet: _clip(facets.get(facet, NEUTRAL) + _bounded(changes.get(facet, 0.0)))
        for facet in PERSONA_FACETS
    }


def move(persona: Persona, event: Event) -> Persona:
    """Return the persona after a persona_updated event, which holds the facets after decay.

    Args:
        persona: State before.
        event: With data `{new_facets: {facet: value}}`; facets it lacks stay as they are.

    Returns:
        The state after; the same one when the event is not newer.
    """
    if event.seq <= persona.seq:
        return persona
    new = event.data.get("new_facets") or {}
    facets = {
        facet: _clip(float(new.get(facet, persona.facets.get(facet, NEUTRAL))))
        for facet in PERSONA_FACETS
    }
    moved_at = max(event.at, persona.updated_at or 0)
    # What a model read out of a pick is no further pick.
    picks = persona.interaction_count + (event.data.get("source") != "llm")
    return Persona(persona.subject, event.seq, facets, picks, moved_at)


def _bounded(change: float) -> float:
    return min(LARGEST_STEP, max(-LARGEST_STEP, change))


def _clip(value: float) -> float:
    # Facets of old events were rounded differently; nine digits make equal moves equal.
    return round(min(1.0, max(0.0, value)), 9)
