"""What a liking is of: a brand, a category, an attribute, a food; or nothing one can shop for."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from llm.adapters.rules.said_words import ATTRIBUTES, FOODS
from llm.adapters.rules.words import STOP_WORDS, singular, word_set

_SPLIT: Final = re.compile(r"\s*,\s*(?:and\s+|or\s+)?|\s+(?:and|or)\s+", re.IGNORECASE)
_OTHER: Final = re.compile(
    r"\s+(?:over|more\s+than|instead\s+of|rather\s+than)\s+.*$|\s+to\s+.*$", re.I
)
_LEAD: Final = re.compile(
    r"^(?:(?:the|all|any|only|eating|drinking|having|(?:the\s+)?brand|products\s+(?:from|by))\s+)+",
    re.IGNORECASE,
)
_TAIL: Final = re.compile(
    r"\s+(?:brand|products?|foods?|things|stuff|items|ingredients|a\s+lot|very\s+much|at\s+all)$",
    re.IGNORECASE,
)
_SEPARATOR: Final = re.compile(r"[\s_-]+")
_WORD: Final = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)?")
_MOST_WORDS: Final = 3
_NO_FOOD: Final = STOP_WORDS | word_set("you it shop store recipe idea joke game story other")


@dataclass(frozen=True, slots=True)
class Shop:
    """The casefolded words of a shop.

    Attributes:
        brands: Brands.
        categories: Categories.
        attributes: Attributes.
    """

    brands: Collection[str] = ()
    categories: Collection[str] = ()
    attributes: Collection[str] = ()


def tastes(liked: str, shop: Shop) -> list[tuple[str, str]]:
    """Return (facet, value) for everything that is liked; nothing unless all of it is understood.

    Args:
        liked: What follows "I like", such as `oat milk and apples`.
        shop: Words that are known.

    Example:
        >>> tastes("Oatly and spicy food", Shop(brands={"oatly"}))
        [('brand', 'Oatly'), ('attribute', 'spicy')]
        >>> tastes("the way you talk", Shop())
        []
    """
    whole = _known(liked.strip(), shop)
    if whole:
        return [whole]
    parts = _SPLIT.split(_OTHER.sub("", liked.strip()))
    found = [_known(part, shop) or _food(part) for part in parts]
    return [one for one in found if one] if all(found) else []


def _known(text: str, shop: Shop) -> tuple[str, str] | None:
    for form in _forms(text):
        folded = form.casefold()
        if folded in shop.brands:
            return "brand", form
        for facet, names in (("category", shop.categories), ("attribute", shop.attributes)):
            name = next((name for name in names if _plain(name) == _plain(folded)), None)
            if name is not None:
                return facet, name
        if "_".join(_plain(folded)) in ATTRIBUTES:
            return "attribute", "_".join(_plain(folded))
    return None


def _forms(text: str) -> Iterator[str]:
    """Yield a text as it stands, and without the words around a name."""
    yield text
    led = _LEAD.sub("", text)
    yield led
    yield _TAIL.sub("", led)


def _food(text: str) -> tuple[str, str] | None:
    """Take at most three plain words of which the last is a food."""
    bare = _TAIL.sub("", _LEAD.sub("", text)).strip()
    said = bare.casefold().split()
    plain = all(_WORD.fullmatch(word) and word not in _NO_FOOD for word in said)
    if not plain or not 0 < len(said) <= _MOST_WORDS:
        return None
    if FOODS.isdisjoint((singular(said[-1]), said[-1].removesuffix("es"))):
        return None
    return None if any(word.endswith("ing") for word in said[:-1]) else ("attribute", bare)


def _plain(name: str) -> tuple[str, ...]:
    return tuple(singular(word) for word in _SEPARATOR.split(name) if word)
