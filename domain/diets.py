"""Which of its diets a product keeps to, and which words are about a diet at all."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from domain.allergens import family_of, named_in
from domain.product import Product

BROKEN_BY: Final[Mapping[str, tuple[str, ...]]] = {
    "vegan": ("milk", "eggs", "fish", "shellfish", "meat", "pork", "gelatin", "bees", "insects"),
    "plant_based": ("milk", "eggs", "fish", "shellfish", "meat", "pork", "gelatin"),
    "vegetarian": ("fish", "shellfish", "meat", "pork", "gelatin"),
    "pescatarian": ("meat", "pork"),
    "halal": ("pork",),
    "kosher": ("pork", "shellfish"),
    "gluten_free": ("gluten",),
    "wheat_free": ("wheat",),
    "dairy_free": ("milk",),
    "milk_free": ("milk",),
    "egg_free": ("eggs",),
    "nut_free": ("nuts",),
    "peanut_free": ("peanuts",),
    "soy_free": ("soy",),
}
"""Diet -> what a product cannot hold and keep to it: allergens, and kinds of `ANIMAL`.

Only what is certain: milk without lactose is milk, so `lactose_free` is broken by nothing here.
"""

ANIMAL: Final[Mapping[str, str]] = {
    "meat": "beef chicken veal venison mutton lamb bison tallow suet pastrami collagen",
    "pork": "pork bacon ham lard prosciutto pancetta",
    "gelatin": "gelatin gelatine isinglass e441",
    "bees": "honey beeswax propolis e901",
    "insects": "carmine cochineal shellac e120 e904",
}
"""Kind -> words of a list of ingredients that name it and no allergen does."""

_OTHER_DIETS: Final = frozenset({"keto", "paleo", "low_fodmap", "diabetic"})
_WORD: Final = re.compile(r"[^\W_]+")
_TRACES: Final = re.compile(r"\b(?:may (?:also )?contain|traces? of|facility|equipment)[^.;)\]]*")
_NOT_ANIMAL: Final = re.compile(
    r"\b(?:plant[\s-]based|vegan|vegetarian|veggie|vegetable|meatless|imitation|mock|soy|agar|"
    r"no|without|free (?:from|of))[\s-]+(?:beef|chicken|bacon|ham|pork|gelatine?|honey|collagen)\b"
    r"|\b(?:beef|chicken|bacon|ham|pork|honey|gelatine?|lamb|collagen)"
    r"(?:[\s-]+(?:free|style|type|flavou?r\w*|alternative|substitute|mushrooms?|melons?|"
    r"tomato(?:es)?|of the woods)\b|['’]s[\s-]+(?:lettuce|quarters)\b)"  # noqa: RUF001
)
"""Words that sound like an animal's and are a plant's, or are said not to be there."""


def kept_diets(product: Product) -> tuple[str, ...]:
    """Return the diets a product claims, without those that its own data contradict.

    Example:
        >>> honey = Product("a", "Bar", diets=("Vegan", "vegetarian"), ingredients="Oats, honey.")
        >>> kept_diets(honey)
        ('vegetarian',)
    """
    if not product.diets:
        return ()
    return _kept(product.diets, product.allergens or (), product.ingredients)


def is_dietary(word: str) -> bool:
    """Whether a word, used as an attribute, is about health or faith rather than taste.

    Example:
        >>> is_dietary("Sugar-free"), is_dietary("plant_based"), is_dietary("organic")
        (True, True, False)
    """
    name = _name(word)
    return name in BROKEN_BY or name in _OTHER_DIETS or name.endswith("_free")


@lru_cache(maxsize=4096)
def _kept(diets: tuple[str, ...], allergens: tuple[str, ...], ingredients: str) -> tuple[str, ...]:
    stated, text = frozenset(map(_name, allergens)), ingredients.casefold()
    itself = _TRACES.sub(" ", text)
    words = frozenset(_WORD.findall(_NOT_ANIMAL.sub(" ", itself)))

    def holds(kind: str, within: str) -> bool:
        if kind in ANIMAL:
            return not words.isdisjoint(ANIMAL[kind].split())
        return not family_of(kind).isdisjoint(stated) or kind in named_in(within)

    def broken(diet: str) -> bool:
        # Traces make a product unsafe for who cannot have it, but not less vegan.
        within = text if diet.endswith("_free") else itself
        return any(holds(kind, within) for kind in BROKEN_BY.get(diet, ()))

    return tuple(diet for diet in diets if not broken(_name(diet)))


def _name(word: str) -> str:
    return "_".join(re.split(r"[\s_-]+", word.casefold().strip()))
