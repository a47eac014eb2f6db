"""How vague a shopping request is: whether to ask back before searching."""

import re
from typing import Final

from llm.adapters.rules.occasions import CUES as ALL_CUES
from llm.adapters.rules.words import HEDGES, content_words, word_set, words
from llm.port import Shelf

VAGUE_FROM: Final = 0.5
"""From this value on a request gets hypotheses first."""

_FILLER: Final = word_set(
    """nice good best better tasty delicious new different cheap buy find get order search
    see try eat usual"""
)
CUES: Final = ALL_CUES - word_set("pet dog cat puppy kitten baby newborn infant")
"""Words that announce an occasion without naming whom the goods are for."""

_SIZE: Final = re.compile(
    r"\d+(?:[.,]\d+)?\s*(?:x|ml|cl|l|liter|litre|g|kg|oz|lb|gal|gallon|pack|%)\b"
)

_BASE, _HEDGED, _OCCASION, _NOTHING, _SPREAD = 0.25, 0.35, 0.25, 0.4, 0.2
_NAMED, _SIZED = 0.5, 0.25


def vagueness(text: str, shelf: Shelf | None) -> float:
    """Rate how little a request says about what to search for.

    A sum of what makes a request vague (it hedges, it names an occasion, no word is left beside
    those, its words are spread over many categories) less what makes it precise (it names a
    category or brand of the shelf, it states a size), on a base of .25.

    Args:
        text: What the shopper wrote.
        shelf: What the catalogue holds for it, or None when that is not known.

    Returns:
        0 for a request that names its product, 1 for one that names none; see `VAGUE_FROM`.

    Example:
        >>> vagueness("oat milk 1l", None), vagueness("something for breakfast", None)
        (0.0, 1.0)
    """
    content = content_words(text)
    hedged = bool(HEDGES & set(words(text)))
    occasion = bool(CUES & set(content))
    named = _named(content, shelf)
    specific = [w for w in content if w not in HEDGES | _FILLER and (w not in CUES or w in named)]
    sized = bool(_SIZE.search(text[:200].casefold()))
    score = (
        _BASE
        + _HEDGED * hedged
        + _OCCASION * occasion
        + _NOTHING * (not specific)
        + _SPREAD * _spread(shelf)
        - _NAMED * bool(named)
        - _SIZED * (sized and bool(specific))
    )
    return round(min(1.0, max(0.0, score)), 4)


def _named(content: tuple[str, ...], shelf: Shelf | None) -> frozenset[str]:
    """Words of the request that name a category or brand; an occasion's cue alone never does."""
    if shelf is None:
        return frozenset()
    names = (*shelf.known_categories, *shelf.categories, *shelf.brands)
    vocabulary = {word for name in names for word in words(name)}
    found = frozenset(content) & vocabulary
    return found if found - CUES else frozenset()


def _spread(shelf: Shelf | None) -> float:
    """1 less the share of the leading category; 0 when nothing was found."""
    if shelf is None or not shelf.categories:
        return 0.0
    return max(0.0, 1.0 - max(shelf.categories.values()))
