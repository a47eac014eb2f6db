"""Whether a model's words are plain text, fit to be shown and kept."""

import re
import unicodedata
from typing import Final

_MARKUP: Final = re.compile(r"[<>{}\[\]|`\\]|\*\*|__|://|www\.|&#?\w+;")
_JOINERS: Final = frozenset("\u200c\u200d")
_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)*")


def plain_line(text: str, least: int, most: int) -> str | None:
    r"""Return a text on one line, or None when it is no plain text of this length.

    Plain is: at least one letter; no control or direction characters; nothing that markup,
    templates, links or code are made of.

    Example:
        >>> plain_line(" Do you want\noat milk?", 3, 200)
        'Do you want oat milk?'
        >>> plain_line("<b>Oat milk?</b>", 3, 200), plain_line("Oat milk?", 3, 5)
        (None, None)
    """
    line = " ".join(text[: 4 * most].split())
    whole = least <= len(line) <= most and len(text) <= 4 * most
    if not whole or _MARKUP.search(line) or not any(map(str.isalpha, line)):
        return None
    return None if any(map(_hidden, line)) else line


def numbers(text: str) -> frozenset[float]:
    """Return the numbers a text names.

    Example:
        >>> sorted(numbers("6 eggs under 3.50 or 3,5"))
        [3.5, 6.0]
    """
    found = (n.replace(",", ".").split(".") for n in _NUMBER.findall(text))
    return frozenset(float(".".join(parts[:2])) for parts in found)


def _hidden(character: str) -> bool:
    return unicodedata.category(character)[0] == "C" and character not in _JOINERS
