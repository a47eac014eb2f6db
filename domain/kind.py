"""The kind of thing that is talked of, so that a cheaper one is still one of them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from domain.product import Product

_WORD: Final = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Kind:
    """What products have in common; without words and category, every product is of the kind.

    Attributes:
        words: Each of them stands in a product's name or labels, in `plain_words`.
        category: Their category, or empty when they have several.
    """

    words: tuple[str, ...] = ()
    category: str = ""

    @property
    def empty(self) -> bool:
        """Whether every product is of this kind."""
        return not self.words and not self.category

    def admit(self, product: Product) -> bool:
        """Whether a product is of this kind.

        Example:
            >>> oat_milk = Kind(("oat", "milk"), "Milk")
            >>> oat_milk.admit(Product("a", "Oat Milk", category="Milk"))
            True
            >>> oat_milk.admit(Product("b", "UHT Milk", category="Milk"))
            False
        """
        if self.category and product.category.casefold() != self.category.casefold():
            return False
        said = (product.name, product.brand, product.category, *product.attributes)
        return set(self.words) <= plain_words(said)


def plain_words(texts: Iterable[str]) -> frozenset[str]:
    """Return the words of texts without case and plural.

    Example:
        >>> sorted(plain_words(["Oat Milks", "berries", "plant_based"]))
        ['based', 'berry', 'milk', 'oat', 'plant']
    """
    return frozenset(_plain(word) for text in texts for word in _WORD.findall(text.casefold()))


def _plain(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("ches", "shes", "xes", "sses", "toes")):
        return word[:-2]
    return word[:-1] if len(word) > 3 and word.endswith("s") and word[-2] not in "sui" else word
