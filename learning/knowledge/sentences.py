"""Say a fact in one sentence, honest about how much is behind it."""

from collections.abc import Mapping
from typing import Final

_STATED: Final[Mapping[str, str]] = {
    "goal": "{}",
    "PREFERS": "{}",
    "budget": "Budget: {}",
    "household": "Household: {}",
    "preferred_store": "Preferred store: {}",
    "substitutes": "When something is out: {}",
    "allergic_to": "Allergic to {}",
    "follows_diet": "Diet: {}",
    "prefers_brand": "Likes the brand {}",
    "avoids_brand": "Avoids the brand {}",
    "prefers_category": "Likes {}",
    "avoids_category": "Avoids {}",
    "prefers_attribute": "Prefers {}",
    "avoids_attribute": "Avoids {}",
}
_IN_WORDS: Final[Mapping[tuple[str, str], str]] = {
    ("substitutes", "most_alike"): "the most alike",
    ("substitutes", "same_brand"): "the same brand or nothing",
    ("substitutes", "cheapest"): "the cheapest",
    ("substitutes", "never"): "nothing instead",
}
"""Relation and value -> how the value is said, where it is a name and no word."""

_SHOWN: Final[Mapping[str, tuple[str, str]]] = {
    "SHOWS_INTEREST": ("Put {} into the cart or bought it once", "Chose {} {} times"),
    "CONSIDERS_BRAND": ("Chose the brand {} once", "Chose the brand {} {} times"),
    "BROWSES_CATEGORY": ("Chose something from {} once", "Chose something from {} {} times"),
    "REGULARLY_BUYS": ("Bought {} once", "Buys {} regularly: {} orders"),
}
_TWICE: Final = 2


def stated_sentence(relation: str, value: str) -> str:
    """Return the sentence of a statement.

    Example:
        >>> stated_sentence("allergic_to", "nuts"), stated_sentence("favourite_colour", "green")
        ('Allergic to nuts', 'Favourite colour: green')
        >>> stated_sentence("substitutes", "cheapest")
        'When something is out: the cheapest'
    """
    form, value = _STATED.get(relation), _IN_WORDS.get((relation, value), value)
    return form.format(value) if form else f"{relation.replace('_', ' ').capitalize()}: {value}"


def shown_sentence(relation: str, name: str, count: int) -> str | None:
    """Return the sentence of what was seen some times; None when it does not depend on that.

    Args:
        relation: What was seen.
        name: Of the product, brand or category.
        count: Number of events behind it, at least 1.

    Example:
        >>> shown_sentence("REGULARLY_BUYS", "Oat Milk", 1)
        'Bought Oat Milk once'
        >>> shown_sentence("REGULARLY_BUYS", "Oat Milk", 2)
        'Bought Oat Milk twice'
        >>> shown_sentence("REGULARLY_BUYS", "Oat Milk", 4)
        'Buys Oat Milk regularly: 4 orders'
    """
    forms = _SHOWN.get(relation)
    if forms is None:
        return None
    once, often = forms
    if count == _TWICE and relation == "REGULARLY_BUYS":
        return f"Bought {name} twice"
    return once.format(name) if count == 1 else often.format(name, count)
