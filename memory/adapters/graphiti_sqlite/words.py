"""Split text into the words it is found by."""

import json
import re
import unicodedata
from collections import Counter
from typing import Final

_WORD: Final = re.compile(r"[^\W_]+")
_MARKS: Final = re.compile("[\u0300-\u036f]")
_LONGEST: Final = 64


def words_of(text: str) -> list[str]:
    """Return the words of a text in order, without case and accents.

    Letters and digits make words, everything else separates them, so no character of a query is
    an operator. Words are cut at 64 characters.

    Example:
        >>> words_of("Crème-brûlée, 2 GLASSES")
        ['creme', 'brulee', '2', 'glasses']
    """
    plain = text.lower()
    if not plain.isascii():
        plain = _MARKS.sub("", unicodedata.normalize("NFKD", plain.casefold()))
    return [word[:_LONGEST] for word in _WORD.findall(plain)]


def tallied(*texts: str | None) -> tuple[str, int]:
    """Return the words of a record as JSON `{word: times}`, and how many there are.

    Example:
        >>> tallied("oat milk", None, "oat")
        ('{"oat":2,"milk":1}', 3)
    """
    found = [word for text in texts if text for word in words_of(text)]
    return json.dumps(Counter(found), ensure_ascii=False, separators=(",", ":")), len(found)
