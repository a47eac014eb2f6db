"""Fences around what people wrote, so that a prompt's reader can tell data from instructions."""

import hashlib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

LONGEST_LINE: Final = 240
"""Characters of a remembered sentence that a prompt repeats."""

_CUT: Final = "…"
_KEPT: Final = frozenset("\n\t")
_DIRECTIONS: Final = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))


@dataclass(frozen=True, slots=True)
class Fence:
    """A pair of delimiters whose tag occurs in nothing that is fenced with it.

    Attributes:
        tag: Hexadecimal digits, eight unless asked otherwise.
    """

    tag: str

    @property
    def opening(self) -> str:
        """The line before the data."""
        return f"<data-{self.tag}>"

    @property
    def closing(self) -> str:
        """The line after the data."""
        return f"</data-{self.tag}>"

    def around(self, text: str) -> str:
        """Return a text between the delimiters, each on a line of its own."""
        return f"{self.opening}\n{text}\n{self.closing}"


def fence_for(texts: Iterable[str], digits: int = 8) -> Fence:
    """Make the fence for these texts: always the same one for the same texts.

    The tag is a digest of all texts; in the case that one of them holds it anyway, in any case or
    width of letters, the digest is taken again with a counter until none does. So no text can
    close the fence, whatever its author knows about the method.

    Args:
        texts: Everything that will be fenced.
        digits: Length of the tag in hexadecimal digits, at most 32.
    """
    folded = [unicodedata.normalize("NFKC", text).casefold() for text in texts]
    digest = hashlib.blake2b(digest_size=16)
    for text in folded:
        digest.update(f"{len(text)}:".encode() + text.encode("utf-8", "surrogatepass"))
    attempt = 0
    while True:
        salted = hashlib.blake2b(digest.digest() + attempt.to_bytes(4, "big"), digest_size=16)
        tag = salted.hexdigest()[:digits]
        if not any(tag in text for text in folded):
            return Fence(tag)
        attempt += 1


def plain(text: str) -> str:
    r"""Drop control and direction characters and lone surrogates, which no prompt needs.

    Example:
        >>> plain("a\x00b\u202ec")
        'abc'
    """
    return "".join(c for c in text if c in _KEPT or not _dropped(c))


def one_line(text: str, most: int = LONGEST_LINE) -> str:
    r"""Put a text on one line of at most `most` characters, without control characters.

    Example:
        >>> one_line("buy\nmilk\x00 today", most=9)
        'buy milk…'
    """
    line = " ".join(plain(text[: 4 * most]).split())
    return line if len(line) <= most else line[: most - 1].rstrip() + _CUT


def _dropped(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cs"} or character in _DIRECTIONS
