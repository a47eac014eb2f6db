"""What a question promises of the products behind it, and the constraints that keep it.

A question is only words; what is found is decided by constraints. So a question that says vegan
must filter for vegan, by the shelf's own label, or must not be asked.
"""

from itertools import pairwise
from typing import Final

from domain.constraints import Constraints
from llm.adapters.model.plain_text import numbers
from llm.adapters.rules.shelf_view import is_diet
from llm.adapters.rules.words import refused_words, words
from llm.port import Ask, Shelf
from llm.prompts.readings import told

_UNSURE: Final = frozenset({"or", "non"})


def kept_promises(question: str, ask: Ask) -> Constraints | None:
    """Return the constraints under which a question is true of every product found.

    Those of the request, and for each diet, attribute and brand of the shelf that the question
    names, that one too. The labels are the shelf's, never the model's text.

    Args:
        question: As it would be asked.
        ask: The request.

    Returns:
        None when the question promises what cannot be kept: a diet that the shelf lacks, a brand
        that is ruled out, a thing left out that nothing filters for, a number nobody gave, or
        one thing or another.
    """
    said, shelf = words(question), ask.shelf or Shelf()
    attributes = [label for label in shelf.attributes if _names(said, label)]
    brands = tuple(label for label in shelf.brands if _names(said, label))
    if (attributes or brands) and _UNSURE & set(said):
        return None
    made = ask.constraints.also(
        Constraints(
            brands=brands,
            diets=tuple(filter(is_diet, attributes)),
            attributes=tuple(label for label in attributes if not is_diet(label)),
        )
    )
    kept = (
        _diets_in(said) <= _folded(made.diets)
        and _left_out(question, said) <= _covered(made)
        and not any(_names(said, brand) for brand in made.not_brands)
        and _folded(brands) <= _folded(made.brands)
        and numbers(question) <= numbers(" ".join(_told(ask)))
    )
    return made if kept else None


def _told(ask: Ask) -> list[str]:
    return [line for lines in told(ask).values() for line in lines]


def _names(said: tuple[str, ...], label: str) -> bool:
    """Whether all words of a label stand together in a question."""
    wanted = words(label.replace("_", " "))
    return bool(wanted) and any(
        said[start : start + len(wanted)] == wanted for start in range(len(said))
    )


def _diets_in(said: tuple[str, ...]) -> frozenset[str]:
    """The known diets that a question names, on the shelf or not."""
    pairs = map("_".join, pairwise(said))
    return frozenset(filter(is_diet, (*said, *pairs)))


def _left_out(question: str, said: tuple[str, ...]) -> frozenset[str]:
    """What a question says is not in the products."""
    left_out = set(refused_words(question))
    for place, word in enumerate(said):
        if word == "free":
            after = said[place + 1 : place + 3]
            left_out |= set(after[1:] if after[:1] in (("of",), ("from",)) else said[:place][-1:])
    return frozenset(left_out)


def _covered(made: Constraints) -> frozenset[str]:
    """Words that the constraints keep out, or promise to."""
    labels = (*made.free_from, *made.not_brands, *made.diets, *made.attributes)
    return frozenset(word for label in labels for word in words(label.replace("_", " ")))


def _folded(labels: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(str.casefold, labels))
