"""Whether a correction fits the memory it corrects: which words, which form, which length."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from catalog.port import Facets
from domain.errors import Invalid
from domain.knowledge import KnownFact, Label
from learning.relations import TASTE
from learning.substitution import PREFERENCES, SUBSTITUTES, preference_named
from llm.prompts.fence import plain

_LONGEST_SENTENCE: Final = 240
_LONGEST_WORD: Final = 120
_MOST_MONEY: Final = 1e9
_TOLD: Final = 20
_BREAK: Final = re.compile(r"[\n\t]")
_NAMED: Final = frozenset({Label.PRODUCT, Label.BRAND, Label.CATEGORY})


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person puts in place of a memory: one of both.

    Attributes:
        value: A word, a name or a number, such as `milk` or `60`.
        content: A sentence.
    """

    value: str | None = None
    content: str | None = None

    @property
    def words(self) -> str:
        """Whichever was sent, trimmed."""
        return (self.value if self.value is not None else self.content or "").strip()


def amended(old: KnownFact, correction: Correction, facets: Facets) -> str:
    """Return what the memory says from now on.

    Args:
        old: What is corrected.
        correction: Value or content.
        facets: The catalogue's words; diets and allergens must be among them where it has any.

    Raises:
        Invalid: The memory cannot say that; the message names what to send.
    """
    words = correction.words
    if (correction.value is None) == (correction.content is None):
        raise Invalid("send either `value` or `content`, not both and not neither")
    if is_sentence(old):
        return _text(words, "content", _LONGEST_SENTENCE)
    if correction.value is None:
        raise Invalid(f"send `value`: this memory is {old.relation} {_now(old)}, no free sentence")
    if old.relation == "budget":
        return _number(words)
    if old.relation == "allergic_to":
        return _known(words, "allergen", facets.allergens)
    if old.relation == SUBSTITUTES:
        return _preference(words)
    if old.relation == "follows_diet":
        return _known(words, "diet", facets.diets)
    return _text(words, "value", _LONGEST_WORD)


def is_sentence(fact: KnownFact) -> bool:
    """Whether a memory is a sentence rather than a relation to a word, a name or a number."""
    if fact.type in ("goal", "history", "pattern") or fact.relation == TASTE:
        return True
    return not fact.value and (fact.thing is None or fact.thing.label not in _NAMED)


def _text(words: str, field: str, longest: int) -> str:
    if not 1 <= len(words) <= longest or _BREAK.search(words) or plain(words) != words:
        raise Invalid(f"{field}: send 1 to {longest} characters of plain text on one line")
    return words


def _number(words: str) -> str:
    try:
        number = float(words.strip(" $€£"))
    except ValueError:
        number = math.nan
    if not 0 < number <= _MOST_MONEY:
        raise Invalid("value: a budget is a number above 0, such as 60")
    return f"{number:.2f}".removesuffix(".00")


def _preference(words: str) -> str:
    if preference_named(words) is None:
        raise Invalid(f"value: for substitutes send one of {', '.join(PREFERENCES)}")
    return words


def _known(words: str, kind: str, known: Iterable[str]) -> str:
    named = {word.casefold(): word for word in known}
    if named and words.casefold() not in named:
        told = ", ".join(sorted(named.values())[:_TOLD])
        raise Invalid(f"value: the catalogue knows no such {kind}; send one of {told}")
    return named.get(words.casefold()) or _text(words, "value", _LONGEST_WORD)


def _now(old: KnownFact) -> str:
    return repr(old.value or (old.thing.name if old.thing else ""))
