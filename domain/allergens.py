"""Which words name one allergen, and which of them a list of ingredients names."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from domain.product import Product

NAMED_BY: Final[Mapping[str, str]] = {
    "milk": "milk cream butter buttermilk cheese whey casein caseinate lactose yogurt yoghurt ghee",
    "eggs": "egg eggs albumen albumin mayonnaise meringue",
    "fish": "fish anchovy anchovies cod salmon tuna haddock pollock sardine sardines tilapia",
    "shellfish": "shellfish shrimp prawn prawns crab lobster crayfish clam clams mussel mussels "
    "oyster oysters scallop scallops squid",
    "nuts": "nut nuts almond almonds hazelnut hazelnuts walnut walnuts pecan pecans cashew "
    "cashews pistachio pistachios macadamia praline marzipan",
    "peanuts": "peanut peanuts groundnut groundnuts",
    "wheat": "wheat flour semolina durum spelt farina couscous bulgur seitan",
    "gluten": "gluten wheat barley rye malt spelt durum semolina farina couscous bulgur seitan",
    "soy": "soy soya soybean soybeans tofu edamame tempeh miso",
    "sesame": "sesame tahini",
    "mustard": "mustard",
    "celery": "celery celeriac",
    "lupin": "lupin lupine",
    "sulphites": "sulphite sulphites sulfite sulfites",
}
"""Allergen -> words of a list of ingredients that name it."""

FAMILIES: Final[Mapping[str, str]] = {
    "milk": "dairy lactose", "eggs": "egg", "nuts": "nut tree_nuts peanuts almonds hazelnuts "
    "walnuts pecans cashews pistachios macadamias", "peanuts": "peanut", "soy": "soya soybeans",
    "shellfish": "crustaceans molluscs mollusks shrimp", "gluten": "wheat barley rye spelt",
    "sulphites": "sulfites sulphite sulfite",
}  # fmt: skip
"""Allergen -> other names that catalogues and people have for it, or for a part of it.

Who rules out nuts is not offered peanuts: shops and people mean both by the word.
"""

_WORD: Final = re.compile(r"[^\W\d_]+")
_FREE: Final = re.compile(r"\b(?:free from|free of|no|without)\s+[^\W\d_]+|[^\W\d_]+[\s-]free\b")


@lru_cache(maxsize=4096)
def family_of(allergen: str) -> frozenset[str]:
    """Return the names that a product must not hold when an allergen is ruled out.

    A part of an allergen rules out all of it: a list of ingredients does not always say which nut.

    Example:
        >>> "peanuts" in family_of("Nuts"), "nuts" in family_of("peanuts")
        (True, False)
        >>> family_of("almond") >= {"almond", "nuts"}
        True
    """
    name = _name(allergen)
    roots = {name}
    if name not in FAMILIES:
        roots |= named_in(allergen)
        roots |= {whole for whole in FAMILIES if name in _aliases(whole)}
    return frozenset(roots).union(*map(_aliases, roots))


@lru_cache(maxsize=4096)
def named_in(ingredients: str) -> frozenset[str]:
    """Return the allergens that a list of ingredients names.

    Example:
        >>> sorted(named_in("Rolled oats, WHEY powder, may contain almonds. Gluten free."))
        ['milk', 'nuts']
    """
    plain = _FREE.sub(" ", ingredients.casefold())
    found = set(_WORD.findall(plain))
    return frozenset(name for name, by in NAMED_BY.items() if not found.isdisjoint(by.split()))


def held_by(product: Product) -> frozenset[str] | None:
    """Return the allergens a product holds, by its data and its ingredients; None when unknown.

    Ingredients only ever add to what is stated: a list that names none is not known to be whole.

    Example:
        >>> sorted(held_by(Product("a", "Bar", allergens=("Brazil nuts",), ingredients="Whey")))
        ['brazil_nuts', 'milk', 'nuts']
    """
    if product.allergens is None:
        return None
    stated = product.allergens
    return frozenset(map(_name, stated)).union(
        named_in(product.ingredients), *map(named_in, stated)
    )


def _name(allergen: str) -> str:
    return "_".join(allergen.casefold().replace("-", " ").replace("_", " ").split())


def _aliases(allergen: str) -> list[str]:
    return FAMILIES.get(allergen, "").split()
