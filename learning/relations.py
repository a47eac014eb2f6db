"""What relations mean: which thing each is about, and which of them speak of the same."""

import re
from collections.abc import Mapping
from typing import Any, Final

from domain.knowledge import RELATIONS, Label, Thing, relation_named
from domain.profile import Facet

STANCES: Final[dict[str, tuple[Facet, float]]] = {
    "prefers_brand": ("brand", 1.0),
    "avoids_brand": ("brand", -1.0),
    "prefers_category": ("category", 1.0),
    "avoids_category": ("category", -1.0),
    "prefers_attribute": ("attribute", 1.0),
    "avoids_attribute": ("attribute", -1.0),
}
"""Relations that are explicit preferences -> their facet and affinity."""

ONE_VALUED: Final = frozenset(name for name, known in RELATIONS.items() if known.one_valued)
"""Relations of which only the newest value holds; of the others several hold at once."""

TASTE: Final = "PREFERS"
"""The relation of a preference in words that no other relation fits."""

_SAID: Final = {
    "HAS_GOAL": "goal",
    "CONSIDERS_BRAND": "prefers_brand",
    "PREFERS_BRAND": "prefers_brand",
    "BROWSES_CATEGORY": "prefers_category",
    "SHOWS_INTEREST": TASTE,
    "REGULARLY_BUYS": TASTE,
    "HAS_PATTERN": TASTE,
}
_PREFERS: Final = re.compile(r"^prefers?\b:?\s*", re.IGNORECASE)


def said_as(relation: str) -> str:
    """Return the relation under which a subject states what was only inferred.

    Example:
        >>> said_as("CONSIDERS_BRAND"), said_as("budget")
        ('prefers_brand', 'budget')
    """
    return _SAID.get(relation, relation)


def meaning(relation: str) -> str:
    """Return one name for the relations that say the same, stated or inferred: goals."""
    return "goal" if relation == "HAS_GOAL" else relation


def slot(relation: str) -> str:
    """Return one name for the explicit relations of which the newest word about a thing holds.

    To prefer and to avoid share one; an allergy has its own: to like something ends no allergy.

    Example:
        >>> slot("avoids_brand") == slot("prefers_brand"), slot("allergic_to")
        (True, 'allergic_to')
    """
    stance = STANCES.get(relation)
    return stance[0] if stance else meaning(relation)


def thing_of(relation: str, value: str) -> Thing:
    """Return what a statement is about: its value, or the relation itself when it is one-valued.

    Example:
        >>> thing_of("allergic_to", "Nuts").key, thing_of("budget", "50").key
        ('nuts', 'budget')
    """
    known = relation_named(relation)
    if known.one_valued:
        return Thing(known.label, relation, relation.replace("_", " "))
    name = _PREFERS.sub("", value).strip() or value if relation == TASTE else value
    return Thing(known.label, name.casefold(), name)


def thing_from(data: Any) -> Thing | None:
    """Read a thing from an event's data, `{label, key, name}`; None for anything else."""
    if not isinstance(data, Mapping) or data.get("label") not in set(Label):
        return None
    key = str(data.get("key") or "")
    return Thing(Label(data["label"]), key, str(data.get("name") or key)) if key else None
