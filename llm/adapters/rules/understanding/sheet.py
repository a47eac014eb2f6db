"""A sentence on a sheet of paper: made level first, then struck out part by part as it is read."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from llm.adapters.rules.words import EMOJI

MOST_READ: Final = 600
"""Characters of a sentence that the rules look at."""

_STRUCK: Final = "|"
_LEVEL: Final = str.maketrans(
    {**dict.fromkeys("‘’‚´`", "'"), **dict.fromkeys("“”„«»\"|\n\t", " "), **dict.fromkeys("–—‐‑−", "-"), "×": "x", "…": " "}  # noqa: E501, RUF001
)  # fmt: skip
_SPACE: Final = re.compile(r"\s+")
WORD: Final = re.compile(r"\d+(?:[.,]\d+)?%?|[^\W\d_]+(?:'[^\W\d_]+)?|\d+[^\W\d_]+")
"""A word or a number, with what belongs to it: `2%`, `don't`."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a sheet.

    Attributes:
        word: As it stands there.
        start: Where it begins.
        end: Where it ends.
    """

    word: str
    start: int
    end: int


class Sheet:
    """A sentence of which every part is read once: what was read is struck out.

    Attributes:
        text: What is left, with a bar for each character that was read, so that places stay.
    """

    def __init__(self, text: str) -> None:
        self.text = level(text)

    def strike(self, start: int, end: int) -> None:
        """Strike a part out."""
        self.text = self.text[:start] + _STRUCK * (end - start) + self.text[end:]

    def take(self, form: re.Pattern[str]) -> re.Match[str] | None:
        """Strike out the first place that has a form and return it.

        When the form has groups named `v…`, only those are struck out.
        """
        found = form.search(self.text)
        if found is not None:
            self.strike_found(found)
        return found

    def strike_found(self, found: re.Match[str]) -> None:
        """Strike out what a form found; see `take`."""
        parts = [name for name in found.re.groupindex if name[0] == "v"]
        for start, end in map(found.span, parts or (0,)):
            self.strike(max(start, 0), max(end, 0))

    def tokens(self) -> list[Token]:
        """Return the words that are left, in order."""
        return [Token(m.group(), *m.span()) for m in WORD.finditer(self.text)]


def level(text: str) -> str:
    r"""Return a text in one case and width on one line, with plain quotes and nothing hidden.

    Example:
        >>> level('  MILK "Barista" \t🥛')
        'milk barista milk'
    """
    spoken = "".join(f" {EMOJI[c]} " if c in EMOJI else c for c in text[:MOST_READ])
    folded = unicodedata.normalize("NFKC", spoken).casefold().translate(_LEVEL)[: 2 * MOST_READ]
    seen = "".join(c for c in folded if unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
    return _SPACE.sub(" ", seen).strip()
