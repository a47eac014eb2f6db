"""Say what was noted, and tell a request from the statements around it."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from learning.knowledge.sentences import stated_sentence
from llm.port import Stated

_JOINTS: Final = frozenset(
    (
        "and", "but", "so", "also", "then", "please", "because", "since", "as", "plus", "btw",
        "hi", "hello", "hey", "thanks", "fyi", "just", "well", "ok", "okay",
    )
)  # fmt: skip
"""Words that join a statement to a request, or greet; they ask for nothing by themselves."""

_EMPTY: Final = _JOINTS | {""}
_MARKS: Final = " \t\r\n,;:.!-\u2013\u2014"
_WORD: Final = re.compile(r"\w")
_LONGEST: Final = 120
_WAY_BACK: Final = {
    "allergic_to": "I'm not allergic to {} any more",
    "follows_diet": "I don't follow a {} diet any more",
    "budget": "forget my budget",
    "household": "forget my household",
    "substitutes": "forget my substitute preference",
    "prefers_brand": "I don't like {} any more",
    "prefers_category": "I don't like {} any more",
    "prefers_attribute": "I don't like {} any more",
    "avoids_brand": "I no longer avoid {}",
    "avoids_category": "I no longer avoid {}",
    "avoids_attribute": "I no longer avoid {}",
}
_CALLED: Final = {"substitutes": "preference for substitutes"}
_NOT_KEPT: Final = "For this request only, since you do not want it kept"


def request_beside(text: str, words: Iterable[str]) -> str:
    """Return what a text asks for beside what it states; empty when it only states.

    Args:
        text: What the person wrote.
        words: The parts of it that are statements.

    Example:
        >>> request_beside("I'm allergic to nuts, so find me a bar", ["I'm allergic to nuts"])
        'find me a bar'
        >>> request_beside("Hi, I'm vegan.", ["I'm vegan"])
        ''
    """
    left = text
    for part in filter(None, words):
        left = re.sub(re.escape(part), ",", left, count=1, flags=re.IGNORECASE)
    if left == text:
        return text
    parts = left.strip(_MARKS).split(" ")
    while parts and parts[0].strip(_MARKS).casefold() in _EMPTY:
        parts.pop(0)
    while parts and parts[-1].strip(_MARKS).casefold() in _EMPTY:
        parts.pop()
    asked = " ".join(parts).strip(_MARKS)
    return asked if _WORD.search(asked) else ""


def noted_in_words(said: Sequence[Stated], kept: Sequence[bool]) -> str:
    """Say in a sentence what was noted, and how to take it back.

    Args:
        said: What the person stated.
        kept: For each, whether it is remembered.

    Example:
        >>> noted_in_words([Stated("allergic_to", "nuts", "")], [True])
        "Noted: allergic to nuts. To take it back, say “I'm not allergic to nuts any more”."
    """
    told = [one for one, is_kept in zip(said, kept, strict=True) if is_kept]
    passing = [one for one, is_kept in zip(said, kept, strict=True) if not is_kept]
    sentences = []
    if told:
        sentences.append(f"Noted: {_listed(told)}.")
        ways = [way for one in told if (way := way_back(one))]
        if ways:
            sentences.append(f"To take it back, say “{ways[-1]}”.")
    if passing:
        sentences.append(f"{_NOT_KEPT}: {_listed(passing)}.")
    return " ".join(sentences)


def way_back(one: Stated) -> str:
    """Return what a person can say to take a statement back; empty when no words do that.

    Example:
        >>> way_back(Stated("budget", "50", "my budget is 50"))
        'forget my budget'
    """
    return "" if one.action == "remove" else _WAY_BACK.get(one.relation, "").format(one.value)


def _listed(said: Sequence[Stated]) -> str:
    return "; ".join(_in_words(one) for one in said)


def _in_words(one: Stated) -> str:
    if one.action == "remove" and not one.value:
        return f"no longer a {_CALLED.get(one.relation, one.relation).replace('_', ' ')}"
    sentence = stated_sentence(one.relation, _short(one.value))
    words = sentence[:1].lower() + sentence[1:]
    return f"no longer {words}" if one.action == "remove" else words


def _short(value: str) -> str:
    """One line; what is told again need not be told at length."""
    line = " ".join(value.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1].rstrip() + "…"
