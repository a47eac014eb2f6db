"""Leave out of an event what its subject does not want to be learned.

An event carries it under `unlearned`: True for everything, or a list of parts.

dietary: allergies, diets, and attributes or goals that tell a diet, such as vegan or gluten_free.
brands: brands that are liked or avoided, and the brand of whatever is looked at or bought.
price: prices that are paid, and a stated budget.
schedule: when something is bought. That and how often it was bought stays known; the dates of its
purchases do not, also those from before, so that nothing is due and no rhythm is told.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from domain.consent import PARTS
from domain.event import Event, Kind

_RELATIONS: Final = {
    "dietary": frozenset({"allergic_to", "follows_diet"}),
    "brands": frozenset({"prefers_brand", "avoids_brand", "CONSIDERS_BRAND", "PREFERS_BRAND"}),
    "price": frozenset({"budget"}),
}
_DIET: Final = re.compile(
    r"\b(?:(?:vegan|vegetarian|pescatarian|flexitarian|halal|kosher|keto(?:genic)?|paleo|diabetic)s?"
    r"|plant[ _-]based|(?:low|no)[ _-](?:carb|sugar|salt|sodium|fat|fodmap)s?"
    r"|(?:gluten|lactose|dairy|milk|nut|peanut|egg|soy|wheat|sugar|fish)s?[ _-]free|\w+[_-]free"
    r"|allerg\w*|intoleran\w*|c(?:o?e)liacs?|diet\w*)\b",
    re.IGNORECASE,
)
_LISTS: Final = ("items", "skipped")


def parts_off(data: Mapping[str, Any]) -> frozenset[str]:
    """Return the parts that must not be learned from an event; all of them for True.

    Example:
        >>> sorted(parts_off({"unlearned": ["price"]})), parts_off({})
        (['price'], frozenset())
    """
    off = data.get("unlearned")
    if isinstance(off, list | tuple):
        return frozenset(map(str, off))
    return frozenset(PARTS) if off else frozenset()


def learnable(event: Event) -> Event | None:
    """Return what may be learned from an event; None when that is nothing at all.

    To forget is always allowed: what an event takes back, deletes or corrects still ends.

    Args:
        event: Of any kind.

    Returns:
        The same event when nothing is withheld.
    """
    data = event.data
    off = data.get("unlearned")
    if not off or event.kind is Kind.FACT_DELETED or data.get("action") == "remove":
        return event
    all_off = not isinstance(off, list | tuple)
    if event.kind is Kind.FACT_CORRECTED:
        hidden = all_off or _tells(data, parts_off(data))
        return event.with_data({**data, "value": "", "content": ""}) if hidden else event
    return None if all_off else event.with_data(_without(data, parts_off(data)))


def is_dietary(text: str) -> bool:
    """Whether an attribute or a sentence tells a diet or an allergy.

    Example:
        >>> [is_dietary(text) for text in ("gluten_free", "eat more vegan food", "organic")]
        [True, True, False]
    """
    return bool(_DIET.search(text.replace("_", "-")))


def _tells(data: Mapping[str, Any], off: frozenset[str]) -> bool:
    """Whether a statement is about a part that is off."""
    relation, value = data.get("relation"), str(data.get("value") or "")
    if any(relation in _RELATIONS.get(part, ()) for part in off):
        return True
    return "dietary" in off and is_dietary(value)


def _without(data: Mapping[str, Any], off: frozenset[str]) -> dict[str, Any]:
    left = _item_without(data, off)
    for name in _LISTS:
        if name in data:
            left[name] = [_item_without(line, off) for line in data[name] or ()]
    if "relation" in data and _tells(data, off):
        left["relation"] = ""
    return left


def _item_without(item: Mapping[str, Any], off: frozenset[str]) -> dict[str, Any]:
    left = dict(item)
    if "brands" in off:
        left.pop("brand", None)
    if "price" in off:
        left.pop("price", None)
    if "dietary" in off and left.get("attributes"):
        left["attributes"] = [word for word in left["attributes"] if not is_dietary(word)]
    return left
