"""The catalogue's words as a shopper may say them: in the singular, with or without a hyphen."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final, Literal

from llm.adapters.rules.said_words import ATTRIBUTES, DIETS, FOODS
from llm.adapters.rules.words import HEDGES, STOP_WORDS, singular, word_set
from llm.port import Words

Facet = Literal["brands", "diets", "attributes", "categories"]
Key = tuple[str, ...]

LONGEST: Final = 5
"""Words of a name that are looked at."""

_PARTS: Final = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_JOINTS: Final = frozenset(("and", "the"))
_ALSO: Final[Mapping[str, tuple[str, ...]]] = {
    "organic": ("bio", "organically grown"),
    "plant_based": ("plantbased", "plant base"),
    "whole_grain": ("wholegrain", "wholemeal", "whole meal"),
    "kids": ("kid friendly", "child friendly", "for kids", "for children", "for the kids"),
    "fair_trade": ("fairtrade", "fairly traded"),
    "high_protein": ("high in protein", "protein rich", "rich in protein", "more protein"),
    "low_sugar": ("low in sugar", "less sugar", "reduced sugar"),
    "low_fat": ("low in fat", "less fat", "reduced fat"),
    "low_salt": ("low in salt", "less salt", "reduced salt", "low sodium"),
    "low_carb": ("low in carb", "less carb"),
    "sugar_free": ("sugarless",),
}
"""Attribute -> how else people say it."""

_EVERYDAY: Final = (
    STOP_WORDS
    | HEDGES
    | FOODS
    | word_set(
        "cheap best good nice local fresh plain simple private national natural pure great new gold"
    )
)
"""Words that are a brand only where the sentence says so."""


class Lexicon:
    """Finds the catalogue's names in a sentence.

    Args:
        words: The catalogue's names.
    """

    def __init__(self, words: Words) -> None:
        self.known = any((words.categories, words.brands, words.diets, words.attributes))
        self.categories = _keyed(words.categories)
        self.brands = _keyed(words.brands)
        self.diets = _keyed((*DIETS.values(), *words.diets)) | _spoken_diets(words.diets)
        own = words.attributes if self.known else tuple(sorted(ATTRIBUTES))
        self.attributes = _keyed(own) | _said_otherwise(own)
        self.allergens = _keyed(words.allergens)
        named = (self.categories, self.brands, self.diets, self.attributes)
        self.vocabulary = frozenset(word for names in named for key in names for word in key)
        aisles = {word for key in self.categories for word in key}
        self.doubtful = {
            key for key in self.brands if len(key) == 1 and key[0] in _EVERYDAY | aisles
        } | (self.brands.keys() & (self.attributes.keys() | self.diets.keys()))

    def find(self, facet: Facet, keys: list[str]) -> tuple[str, int]:
        """Return the longest name of a facet that words begin with, and how many words it takes.

        Args:
            facet: Where to look.
            keys: Words as `key_word` makes them.

        Returns:
            An empty name and 0 when there is none.
        """
        names: Mapping[Key, str] = getattr(self, facet)
        for length in range(min(LONGEST, len(keys)), 0, -1):
            name = names.get(tuple(word for word in keys[:length] if word not in _JOINTS))
            if name is not None and keys[length - 1] not in _JOINTS:
                return name, length
        return "", 0


@lru_cache(maxsize=4)
def lexicon_of(words: Words) -> Lexicon:
    """Return the lexicon of a catalogue's names, made once for as long as they stay the same."""
    return Lexicon(words)


def key_word(word: str) -> str:
    """Return a word without its plural and possessive, as names are compared.

    Example:
        >>> key_word("tilly's"), key_word("berries")
        ('tilly', 'berry')
    """
    return singular(word.removesuffix("'s").removesuffix("'"))


def key_of(name: str) -> Key:
    """Return a name as it is compared.

    Example:
        >>> key_of("Ben & Jerry's"), key_of("plant_based")
        (('ben', 'jerry'), ('plant', 'based'))
    """
    parts = map(key_word, _PARTS.findall(name.casefold().replace("’", "'")))  # noqa: RUF001
    return tuple(part for part in parts if part not in _JOINTS)[:LONGEST]


def _keyed(names: Iterable[str]) -> dict[Key, str]:
    return {key: name for name in names if (key := key_of(name))}


def _said_otherwise(attributes: Iterable[str]) -> dict[Key, str]:
    own = {"_".join(key_of(name)): name for name in attributes}
    return {
        key_of(said): own[key]
        for label, others in _ALSO.items()
        if (key := "_".join(key_of(label))) in own
        for said in others
    }


def _spoken_diets(diets: Iterable[str]) -> dict[Key, str]:
    own = {key_of(name): name for name in diets}
    return {key_of(said): own.get(key_of(name), name) for said, name in DIETS.items()}
