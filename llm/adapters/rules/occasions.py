"""Occasions that people shop for, and the words by which a shop's categories serve them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from llm.adapters.rules.words import words


@dataclass(frozen=True, slots=True)
class Occasion:
    """A reason to shop that names no product.

    Attributes:
        phrase: How a question names it, such as `for breakfast`.
        cues: Words that announce it, folded and singular.
        serves: Words found in the names of categories that serve it, best first.
    """

    phrase: str
    cues: frozenset[str]
    serves: tuple[str, ...]


def _occasion(phrase: str, cues: str, serves: str) -> Occasion:
    return Occasion(phrase, frozenset(cues.split()), tuple(serves.split()))


OCCASIONS: Final = (
    _occasion(
        "for breakfast",
        "breakfast brunch morning desayuno frühstück déjeuner colazione ontbijt",
        "cereal breakfast yogurt egg bread pancake fruit coffee milk juice spread",
    ),
    _occasion(
        "for lunch",
        "lunch lunchbox sandwich almuerzo mittagessen pranzo",
        "bread cheese salad vegetable fruit meat soup yogurt",
    ),
    _occasion(
        "for dinner",
        "dinner supper evening meal tonight cena abendessen dîner cook cooking hungry",
        "pasta meat fish meal vegetable rice sauce protein bean frozen",
    ),
    _occasion(
        "for a party",
        "party guest friend celebration celebrate fiesta picnic",
        "chip drink cookie cheese nut ice popcorn cracker juice",
    ),
    _occasion(
        "for a birthday",
        "birthday cake cumpleaños geburtstag anniversaire",
        "baking sweet ice cookie drink chocolate",
    ),
    _occasion(
        "for a film night",
        "movie film cinema netflix game match",
        "popcorn chip drink sweet frozen nut",
    ),
    _occasion(
        "as a snack",
        "snack nibble munchie bite crunchy merienda",
        "chip nut cracker popcorn fruit cookie sweet snack",
    ),
    _occasion(
        "as a dessert",
        "dessert sweet treat postre nachtisch",
        "ice sweet cookie yogurt fruit chocolate",
    ),
    _occasion("for baking", "bake baking", "baking butter egg sweet milk flour"),
    _occasion("as a gift", "gift present regalo geschenk cadeau", "sweet coffee tea nut cookie"),
    _occasion(
        "for the grill",
        "bbq barbecue grill grilling",
        "meat sauce bread protein vegetable drink fish",
    ),
    _occasion(
        "for a cold",
        "sick ill cold flu sore comfort",
        "tea can soup fruit juice spread",
    ),
    _occasion(
        "for something healthy",
        "healthy health diet light fit gym workout sport",
        "fruit vegetable yogurt nut fish protein grain",
    ),
    _occasion(
        "to drink", "thirsty thirst beverage refreshing", "water juice tea coffee drink milk"
    ),
    _occasion(
        "for the children",
        "kid child children school toddler son daughter",
        "fruit yogurt cookie juice cereal cracker",
    ),
    _occasion("for the baby", "baby newborn infant", "baby milk fruit"),
    _occasion("for the pet", "pet dog cat puppy kitten", "pet"),
    _occasion("for the house", "clean cleaning laundry household bathroom", "household"),
    _occasion(
        "for a quick meal",
        "quick fast easy lazy student microwave",
        "frozen meal pasta can soup egg bread",
    ),
    _occasion(
        "for the week", "week weekly usual grocery shopping staple pantry", "milk bread egg fruit"
    ),
)

CUES: Final = frozenset(cue for occasion in OCCASIONS for cue in occasion.cues)
"""Every word that announces an occasion."""


def occasions_in(said: Collection[str]) -> tuple[Occasion, ...]:
    """Return the occasions that these words announce, first announced first."""
    places = {word: place for place, word in reversed(list(enumerate(said)))}
    found = [(min(places[c] for c in o.cues & places.keys()), i, o) for i, o in _announced(places)]
    return tuple(occasion for _, _, occasion in sorted(found, key=lambda f: f[:2]))


def categories_for(occasion: Occasion, known: Iterable[str]) -> tuple[str, ...]:
    """Return the known categories that serve an occasion, best first.

    Example:
        >>> categories_for(OCCASIONS[0], ("Bread", "Pet", "Cereal"))
        ('Cereal', 'Bread')
    """
    ranks = {word: rank for rank, word in enumerate(occasion.serves)}
    served = [
        (min(ranks[w] for w in words(category) if w in ranks), category)
        for category in known
        if ranks.keys() & set(words(category))
    ]
    return tuple(category for _, category in sorted(served))


def _announced(places: Mapping[str, int]) -> list[tuple[int, Occasion]]:
    return [(i, o) for i, o in enumerate(OCCASIONS) if o.cues & places.keys()]
