"""What the shelf and the subject say about a shopping request, before readings are made of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from domain.profile import Preference
from llm.adapters.rules.occasions import Occasion, categories_for, occasions_in
from llm.adapters.rules.words import content_words, refused_words, search_text, word_set, words
from llm.port import Ask, Shelf

_NAMED, _OCCASION, _FADE, _SHARE = 0.9, 0.6, 0.9, 0.8
_LEADING: Final = 0.5
_BESIDE_NAMED: Final = 0.4
_BESIDE_OCCASION: Final = 0.4
_NOT_GOODS: Final = word_set("pet baby household kitchen home garden office health beauty kid")
_KNOWN_DIETS: Final = word_set(
    "vegan vegetarian pescatarian keto paleo halal kosher gluten_free low_carb"
)


@dataclass(frozen=True, slots=True)
class View:
    """A shopping request seen against the shelf.

    Attributes:
        ask: The request.
        shelf: Its shelf; an empty one when there is none.
        content: Words of the request that say something.
        occasion: The first occasion it names, or None.
        relevant: Category -> relevance in (0, 1], most relevant first; only what the shop has
            and the subject does not avoid.
        refused: Words that the request or its constraints rule out.
    """

    ask: Ask
    shelf: Shelf
    content: tuple[str, ...]
    occasion: Occasion | None
    relevant: Mapping[str, float]
    refused: frozenset[str]

    @property
    def leading(self) -> str:
        """The category the request is about, or empty when none stands out."""
        first = next(iter(self.relevant), "")
        return first if self.relevant.get(first, 0.0) >= _LEADING else ""

    @property
    def named(self) -> tuple[str, ...]:
        """The relevant categories that the request itself names."""
        return tuple(c for c in self.relevant if set(self.content) & set(words(c)))

    @property
    def telling(self) -> bool:
        """Whether what the shelf found says more than that an occasion's words occur there."""
        return self.occasion is None or bool(self.named)

    def thing_with(self, share: float) -> str:
        """The leading category in lower case, if it surely overlaps a value of this share.

        Two shares of the same hits that add up to more than 1 have hits in common; else a
        question that joins them could promise what the shelf lacks.
        """
        sure = self.shelf.categories.get(self.leading, 0.0) + share > 1.0
        return self.leading.lower() if sure and is_goods(self.leading) else ""

    @property
    def query(self) -> str:
        """The words to search for: those of the request, unless it only names an occasion."""
        if self.occasion is not None or not self.shelf.categories:
            return self.leading.lower()
        return search_text(self.ask.text, self.refused)

    def query_in(self, category: str) -> str:
        """The words to search for within one category.

        The request's own words only where they are known to hit that category; else its name,
        which always finds something.
        """
        hits = self.shelf.categories.get(category, 0.0) >= _LEADING
        if self.occasion is None and (hits or set(self.content) & set(words(category))):
            return search_text(self.ask.text, self.refused)
        return category.lower()

    def likes(self, facet: str) -> tuple[Preference, ...]:
        """Preferences above 0 for one facet, strongest first."""
        return tuple(p for p in self.ask.preferences.get(facet, ()) if p.value > 0)

    def avoids(self, facet: str) -> frozenset[str]:
        """Folded values of a facet that the subject dislikes or said to avoid."""
        disliked = {p.label for p in self.ask.preferences.get(facet, ()) if p.value < 0}
        said = {f.value for f in self.ask.facts if f.relation == f"avoids_{facet}"}
        return frozenset(map(str.casefold, disliked | said))


def view_of(ask: Ask) -> View:
    """Look at a shopping request against its shelf."""
    shelf = ask.shelf or Shelf()
    said = (word for value in ask.constraints.free_from for word in words(value))
    refused = refused_words(ask.text).union(said)
    content = tuple(word for word in content_words(ask.text) if word not in refused)
    occasion = next(iter(occasions_in(content)), None)
    bare = View(ask, shelf, content, occasion, {}, refused)
    relevance: dict[str, float] = {}
    for category, weight in _weights(bare):
        relevance[category] = max(weight, relevance.get(category, 0.0))
    ranked = sorted(relevance.items(), key=lambda item: -item[1])
    return replace(bare, relevant=dict(ranked))


def _weights(view: View) -> list[tuple[str, float]]:
    """Every sign that a category is meant, as (category, relevance), admissible ones only."""
    shelf, content = view.shelf, set(view.content)
    known = shelf.known_categories or tuple(shelf.categories)
    cues = view.occasion.cues if view.occasion else frozenset()
    signs = [(c, _NAMED * said) for c in known if (said := _said(c, content - cues))]
    served: tuple[str, ...] = ()
    if view.occasion:
        served = categories_for(view.occasion, known)
        first = _OCCASION * (_BESIDE_NAMED if signs else 1.0)
        signs += [(c, first * _FADE**rank) for rank, c in enumerate(served)]
    signs += [
        (c, _SHARE * share * (_BESIDE_OCCASION if view.occasion and c not in served else 1.0))
        for c, share in shelf.categories.items()
        if share > 0
    ]
    avoided = view.avoids("category")
    wanted = frozenset(map(str.casefold, view.ask.constraints.categories))
    return [
        (category, min(1.0, weight * _liking(view, category)))
        for category, weight in signs
        if category in known
        and category.casefold() not in avoided
        and not view.refused & set(words(category))
        and (not wanted or category.casefold() in wanted)
    ]


def _said(category: str, content: set[str]) -> float:
    """How fully the request names a category: 0, or from two thirds up to 1."""
    own = set(words(category))
    said = len(own & content) / len(own) if own else 0.0
    return (2.0 + said) / 3.0 if said else 0.0


def is_goods(category: str) -> bool:
    """Whether one can want a category itself: coffee, but not `Pet` or `Beans & Cans`.

    Example:
        >>> is_goods("Ice Cream"), is_goods("Household"), is_goods("Beans & Cans")
        (True, False, False)
    """
    return bool(category) and "&" not in category and not _NOT_GOODS & set(words(category))


def _liking(view: View, category: str) -> float:
    """Up to half more for a category that the subject likes."""
    folded = category.casefold()
    liked = [p.value for p in view.likes("category") if p.label.casefold() == folded]
    return 1.0 + 0.5 * max(liked, default=0.0)


def is_diet(label: str) -> bool:
    """Whether a facet value that the shelf lists as attribute or diet is a diet.

    Example:
        >>> is_diet("Vegan"), is_diet("organic")
        (True, False)
    """
    return label.casefold().replace("-", "_").replace(" ", "_") in _KNOWN_DIETS
