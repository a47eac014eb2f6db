"""The plain words of a text, and how user text is quoted inside a question."""

import re
import unicodedata
from collections.abc import Iterable
from itertools import pairwise
from typing import Final

MOST_READ: Final = 2_000
"""Characters of a text that the rules look at."""

_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")  # noqa: RUF001
_SPACE: Final = re.compile(r"\s+")
_QUOTES: Final = str.maketrans(dict.fromkeys("“”„‟«»\"`<>{}", "'"))  # fmt: skip
EMOJI: Final = {
    "🎂": "birthday", "🥳": "party", "🎉": "party", "🎁": "gift", "🍕": "pizza", "🥛": "milk",
    "☕": "coffee", "🍵": "tea", "🍳": "breakfast", "🥞": "pancake", "🥗": "salad", "🍎": "fruit",
    "🍫": "chocolate", "🍪": "cookie", "🍿": "popcorn", "🧀": "cheese", "🥚": "egg", "🍞": "bread",
    "🍝": "pasta", "🍚": "rice", "🐟": "fish", "🥩": "meat", "🌶": "spicy", "🐶": "dog",
    "🐱": "cat", "👶": "baby", "🧹": "cleaning", "🍦": "dessert", "🥜": "nut",
}  # fmt: skip
"""Pictures that say a word."""


def word_set(line: str) -> frozenset[str]:
    """Return the words of a space-separated line as a set."""
    return frozenset(line.split())


STOP_WORDS: Final = word_set(
    """a about all also am an and any are as at be been but by can could did do does for from get
    give had has have he her here his how i if im in into is it its just let like ll look looking
    make me more most my need no not now of off on one or our out over own please s she should show
    so some t than that the their them then there these they this those to too u up us ve very want
    was we were what when where which who why will with without except would you your
    i'm i'd i'll i've let's can't don't it's what's he's she's thanks thank hi hello hey ok"""
)
"""Words that say nothing about what is wanted."""

_REFUSALS: Final = word_set("no not without except")

HEDGES: Final = word_set(
    """something anything idea inspiration suggestion suggest recommend recommendation option
    stuff thing whatever surprise help algo etwas quelque unsure bored mood fancy craving"""
)
"""Words by which a person leaves open what is wanted."""


def words(text: str) -> tuple[str, ...]:
    """Return the words of a text's first `MOST_READ` characters, folded and singular, in order.

    Example:
        >>> words("Two BOXES of cherries 🥛")
        ('two', 'box', 'of', 'cherry', 'milk')
    """
    start = "".join(f" {EMOJI[c]} " if c in EMOJI else c for c in text[:MOST_READ])
    folded = unicodedata.normalize("NFKC", start).casefold().replace("’", "'")  # noqa: RUF001
    return tuple(w if w in STOP_WORDS else singular(w) for w in _WORD.findall(folded))


def content_words(text: str) -> tuple[str, ...]:
    """Return the words that say something, each once, in order.

    Example:
        >>> content_words("I want some of the oat milks, oat please")
        ('oat', 'milk')
    """
    return tuple(dict.fromkeys(w for w in words(text) if w not in STOP_WORDS))


def refused_words(text: str) -> frozenset[str]:
    """Return the words a text rules out: those right after no, not, without or except.

    Example:
        >>> sorted(refused_words("snacks without nuts, no sugar"))
        ['nut', 'sugar']
    """
    said = words(text)
    return frozenset(word for before, word in pairwise(said) if before in _REFUSALS)


def search_text(text: str, skip: frozenset[str] = frozenset(), most: int = 8) -> str:
    """Return the first telling words of a text as they were typed, to search for.

    Args:
        text: What a person wrote.
        skip: Words to leave out, folded and singular.
        most: How many words.

    Example:
        >>> search_text("I'd like something like spicy chips")
        'spicy chips'
    """
    folded = unicodedata.normalize("NFKC", text[:MOST_READ]).casefold()
    telling = (w for w in _WORD.findall(folded) if w not in STOP_WORDS)
    typed = [w for w in telling if singular(w) not in HEDGES | skip]
    return " ".join(dict.fromkeys(typed[:most]))


def singular(word: str) -> str:
    """Take an English plural back to its singular, roughly but always the same way.

    Example:
        >>> [singular(w) for w in ("chips", "dishes", "berries", "gas", "hummus", "glass")]
        ['chip', 'dish', 'berry', 'gas', 'hummus', 'glass']
    """
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("ches", "shes", "xes", "sses", "toes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def quoted(text: str, limit: int = 60) -> str:
    r"""Quote what a person wrote on one line, in quotes that it cannot close.

    At most `limit` characters stand between the quotes.

    Example:
        >>> quoted('say "hi"\nnow')
        "“say 'hi' now”"
        >>> quoted("   ")
        ''
    """
    shown = "".join(c for c in text[:MOST_READ] if c.isspace() or unicodedata.category(c)[0] != "C")
    line = _SPACE.sub(" ", shown.translate(_QUOTES)).strip()
    if len(line) > limit:
        cut = line[: limit - 1]
        line = (cut.rsplit(" ", 1)[0] if " " in cut[limit // 2 :] else cut).rstrip() + "…"
    return f"“{line}”" if line else ""


def overlap(these: Iterable[str], those: Iterable[str]) -> float:
    """Return the Jaccard index of two sets of words, in [0, 1]; 0 when both are empty.

    Example:
        >>> overlap(["oat", "milk"], ["soy", "milk", "oat"])
        0.6666666666666666
    """
    a, b = frozenset(these), frozenset(those)
    return len(a & b) / len(a | b) if a or b else 0.0
