"""Which words name one allergen, and which of them a list of ingredients names."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from domain.product import Product

NAMED_BY: Final[Mapping[str, str]] = {
    "milk": "milk dairy cream butter buttermilk butterfat milkfat cheese whey casein caseinate "
    "caseinates lactose lactalbumin lactoglobulin lactoferrin yogurt yoghurt ghee kefir quark "
    "skyr labneh paneer fraiche cheddar mozzarella parmesan parmigiano pecorino romano provolone "
    "ricotta feta gouda edam brie camembert mascarpone gorgonzola roquefort stilton asiago "
    "gruyere havarti halloumi burrata muenster manchego neufchatel",
    "eggs": "egg eggs yolk yolks albumen albumin ovalbumin lysozyme mayonnaise mayo aioli "
    "meringue eggnog",
    "fish": "fish anchovy anchovies cod salmon tuna haddock halibut hake pollock sardine sardines "
    "tilapia trout bass catfish mackerel herring snapper swordfish flounder perch carp eel "
    "grouper barramundi bonito surimi caviar roe seafood",
    "shellfish": "shellfish crustacean crustaceans mollusc molluscs mollusk mollusks shrimp "
    "shrimps prawn prawns crab crabs crabmeat lobster lobsters crawfish crayfish langoustine "
    "langoustines scampi krill clam clams mussel mussels oyster oysters scallop scallops cockle "
    "cockles whelk whelks squid calamari octopus cuttlefish cephalopods abalone conch escargot "
    "seafood",
    "nuts": "nut nuts treenut treenuts almond almonds almondmilk hazelnut hazelnuts filbert "
    "filberts walnut walnuts pecan pecans cashew cashews cashewmilk pistachio pistachios "
    "macadamia macadamias chestnut chestnuts pinenut pinenuts pignoli praline marzipan "
    "frangipane gianduja",
    "peanuts": "peanut peanuts groundnut groundnuts arachis",
    "wheat": "wheat wheats flour graham semolina durum spelt farina couscous bulgur seitan farro "
    "emmer einkorn kamut triticale matzo matzah panko breadcrumb breadcrumbs",
    "gluten": "gluten wheat wheats flour graham semolina durum spelt farina couscous bulgur "
    "seitan farro emmer einkorn kamut triticale matzo matzah panko breadcrumb breadcrumbs barley "
    "rye malt malts malted beer",
    "soy": "soy soya soybean soybeans soymilk soynut soynuts tofu edamame tempeh miso natto okara "
    "tamari shoyu",
    "sesame": "sesame tahini",
    "mustard": "mustard dijon",
    "celery": "celery celeriac",
    "lupin": "lupin lupins lupine lupini",
    "sulphites": "sulphite sulphites sulfite sulfites bisulphite bisulfite metabisulphite "
    "metabisulfite",
    "coconut": "coconut coconuts coconutmilk copra",
    "corn": "corn maize cornstarch cornflour cornmeal masa polenta hominy",
    "buckwheat": "buckwheat soba kasha",
}
"""Allergen -> words of a list of ingredients that name it. Only words that are certain: lecithin,
E322, is of soy, of eggs or of sunflowers."""

FAMILIES: Final[Mapping[str, str]] = {
    "milk": "dairy lactose",
    "eggs": "egg",
    "fish": "seafood",
    "shellfish": "crustaceans molluscs mollusks shrimp seafood",
    "nuts": "nut tree_nuts treenuts peanuts almonds hazelnuts walnuts pecans cashews pistachios "
    "macadamias",
    "peanuts": "peanut",
    "gluten": "wheat barley rye spelt coeliac celiac",
    "soy": "soya soybeans",
    "sulphites": "sulfites sulphite sulfite sulphur_dioxide sulfur_dioxide",
    "corn": "maize",
}
"""Allergen -> other names that catalogues and people have for it, or for a part of it.

Who rules out nuts is not offered peanuts: shops and people mean both by the word.
"""

_NUTS: Final = (
    "almond|cashew|coconut|hazelnut|hemp|macadamia|nut|peanut|pecan|pistachio|seed|sesame|soya?|"
    "sunflower|walnut"
)
_PLANTS: Final = f"{_NUTS}|barley|flax|oat|pea|plant|potato|quinoa|rice"
_SPREADS: Final = f"{_NUTS}|cocoa|cacao|shea|mango|kokum|illipe|apple|pumpkin"
_GRAINS: Final = (
    f"{_PLANTS}|amaranth|arrowroot|banana|bean|buckwheat|carob|cassava|chick[ ]?pea|corn|fava|"
    "garbanzo|lentil|lupine?|maize|masa|millet|plantain|sorghum|tapioca|teff|gluten[ -]free"
)
_VEGAN: Final = r"vegan|plant[ -]based|(?:dairy|milk)[ -]free|non[ -]?dairy"
_DAIRY: Final = r"(?:milk|cream|butter|cheese|yogh?urt|kefir)s?"
_OF_MILK: Final = rf"(?![ -]+(?:chocolate|solids|fat|protein|{_DAIRY})\b)"

_SOUNDS_LIKE: Final = re.compile(
    rf"""
      \b(?P<vegan>{_VEGAN})[ -]+{_DAIRY}(?:[ -]+{_DAIRY})*\b
    | \b(?P<plant>{_PLANTS})[ -]+milks?\b{_OF_MILK}
    | \b(?P<cream>coconut|oat|soya?)[ -]+creams?\b{_OF_MILK}
    | \b(?P<spread>{_SPREADS})[ -]+butters?\b{_OF_MILK}
    | \b(?P<grain>{_GRAINS})[ -]+flours?\b
    | \b(?P<malt>rice|corn|sorghum|millet)[ -]+(?:malt(?:s|ed)?|gluten)\b
    | \b(?P<egg>vegan|plant[ -]based|egg[ -]free|eggless)[ -]+(?:eggs?|mayo(?:nnaise)?|meringue)\b
    | \bcream[ ](?=of[ ](?:tartar|coconut|wheat|rice)\b)
    | \bbutter[ -](?=(?:beans?|lettuce)\b) | \bmilk[ -](?=thistle\b) | \begg[ -](?=plants?\b)
    | \b(?P<bean>soy|corn)[ -]nuts?\b | \bwater[ -]chestnuts?\b | \btiger[ -]nuts?(?:[ -]milk)?\b
    | \bromano[ -](?=beans?\b) | \b(?:root|ginger)[ -]beer\b | \b(?:water|non[ -]?dairy)[ ]kefir\b
    | \bnon[ -]?dairy\b
    """,
    re.VERBOSE,
)
"""Names of plants with an animal's word in them, and of what is no nut or no wheat."""

_FREE: Final = re.compile(
    r"\b(?:free (?:from|of)|no|(?<!or )without)\s+[^\W\d_]+"
    r"|(?<![^\W\d_])[^\W\d_]++[ -]free\b(?![\s-]*(?:from|of|range|run|flow))"
)
"""What is said not to be there. `Eggs, free range` and `milk free from hormones` are there."""

_WORD: Final = re.compile(r"[^\W\d_]+")
_GLUED: Final = re.compile(r"(?<=[a-z])(?=[A-Z]{3})")
_NUMBERED: Final = re.compile(r"\be-?(?:22[0-8]|1105)\b|\bsul(?:ph|f)ur[\s_-]+dioxide\b")
"""Additives that are an allergen for certain: sulphites, and lysozyme, which is made of eggs."""


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


@lru_cache(maxsize=32_768)
def named_in(ingredients: str) -> frozenset[str]:
    """Return the allergens that a list of ingredients names.

    Example:
        >>> sorted(named_in("Rolled oats, WHEY powder, may contain almonds. Gluten free."))
        ['milk', 'nuts']
        >>> sorted(named_in("Water, almond milk, cocoa butter, rice flour, cream of tartar"))
        ['nuts']
    """
    text = _GLUED.sub(" ", ingredients).casefold()
    plain = _FREE.sub(" ", _SOUNDS_LIKE.sub(_kept_of, text))
    found = set(_WORD.findall(plain))
    for number in _NUMBERED.findall(plain):
        found.add("lysozyme" if number.endswith("1105") else "sulphites")
    names = _names_by_word(tuple(NAMED_BY.items()))
    return frozenset().union(*(names[word] for word in found & names.keys()))


@lru_cache(maxsize=2)
def _names_by_word(table: tuple[tuple[str, str], ...]) -> Mapping[str, frozenset[str]]:
    words = {word for _, named in table for word in named.split()}
    return {word: frozenset(n for n, named in table if word in named.split()) for word in words}


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


def _kept_of(match: re.Match[str]) -> str:
    """Return what still counts of a name: the almonds of almond milk."""
    return f"{match[match.lastgroup]} " if match.lastgroup else " "
