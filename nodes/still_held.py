"""Say that what a person stated of themselves holds on, whatever a sentence takes back."""

from collections.abc import Iterable
from typing import Final

from domain.allergens import family_of
from domain.profile import Fact
from domain.taken_back import TakenBack
from learning.knowledge.sentences import stated_sentence
from llm.port import Stated
from nodes.noting import way_back

_STATED: Final = {"free_from": "allergic_to", "diets": "follows_diet", "brands": "avoids_brand"}


def still_held(taken_back: Iterable[TakenBack], facts: Iterable[Fact]) -> str:
    """Return a sentence for each stated fact that the conversation does not take back.

    Args:
        taken_back: What the sentence takes back, which only ever was of the conversation.
        facts: What the person stated.

    Example:
        >>> nuts = Fact("f1", "allergic_to", "nuts", at=0)
        >>> still_held([TakenBack("free_from", "nuts")], [nuts])
        "Allergic to nuts still holds. To take it back, say “I'm not allergic to nuts any more”."
    """
    known = list(facts)
    held = [
        fact
        for one in taken_back
        for fact in known
        if fact.relation == _STATED.get(one.what) and _is_meant(one, fact)
    ]
    return " ".join(map(_in_words, dict.fromkeys(held)))


def _is_meant(one: TakenBack, fact: Fact) -> bool:
    if not one.value:
        return True
    if one.what == "free_from":
        return not family_of(one.value).isdisjoint(family_of(fact.value))
    return one.value.casefold() == fact.value.casefold()


def _in_words(fact: Fact) -> str:
    way = way_back(Stated(fact.relation, fact.value, ""))
    sentence = stated_sentence(fact.relation, fact.value)
    return f"{sentence} still holds. To take it back, say “{way}”."
