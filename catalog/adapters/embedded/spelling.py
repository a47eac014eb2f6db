"""Correct words that no product carries to words that some product does."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final, Protocol, runtime_checkable

from rapidfuzz import process
from rapidfuzz.distance import OSA

from catalog.adapters.embedded.lexical import splitter, stemmer
from domain.embedder import Embedder

SHORTEST: Final = 4
"""Shorter words are never corrected: too many are one letter apart."""

_LONG: Final = 9
_LETTERS: Final = re.compile(r"[a-z]+")
_REMEMBERED: Final = 2048


class Vocabulary(Protocol):
    """The words that products carry."""

    def knows(self, word: str) -> bool:
        """Whether any product carries a word, in this form or with the same stem."""
        ...

    def frequency(self, word: str) -> int:
        """Return the number of products that carry a word in exactly this form."""
        ...

    def vocabulary(self) -> list[tuple[str, int]]:
        """Return every word and the number of products that carry it."""
        ...


@runtime_checkable
class CountsTokens(Protocol):
    """An embedder that can say into how many tokens it cuts a text."""

    def count_tokens(self, text: str) -> int:
        """Return the number of tokens of a text."""
        ...


def language_of(embedder: Embedder) -> Callable[[str], bool]:
    """Return what tells a real word from a typo, as far as an embedder knows its language.

    Word pieces keep whole only what is common: `horse` is one token, `choclate` is three.
    """
    if not isinstance(embedder, CountsTokens):
        return lambda _: False
    counter = embedder
    return lambda word: counter.count_tokens(word) == 1


class Spelling:
    """The vocabulary of one state of the index, and what unknown words were corrected to.

    Args:
        words: What is carried; its vocabulary is read at the first unknown word.
        is_word: Tells words of the language: one that is not sold is no typo of one that is.
    """

    def __init__(self, words: Vocabulary, is_word: Callable[[str], bool]) -> None:
        self._words = words
        self._is_word = is_word
        self._by_length: dict[int, dict[str, int]] | None = None
        self._correct = lru_cache(_REMEMBERED)(self._nearest)

    def corrected(self, text: str) -> tuple[str, dict[str, str]]:
        """Return a text with its unknown words corrected, and word -> correction.

        Known words, stop words, short words, and words with digits stay as they are.
        """
        corrections: dict[str, str] = {}
        spoken = splitter().analyze(text)
        for word in spoken:
            if word in corrections or not stemmer().analyze(word) or self._words.knows(word):
                continue
            better = self._correct(word)
            if better is not None:
                corrections[word] = better
        if not corrections:
            return text, corrections
        return " ".join(corrections.get(word, word) for word in spoken), corrections

    def _nearest(self, word: str) -> str | None:
        if len(word) < SHORTEST or not _LETTERS.fullmatch(word) or self._is_word(word):
            return None
        return self._within(word, 1) or self._halves(word) or self._within(word, 2)

    def _within(self, word: str, distance: int) -> str | None:
        """Return the known word at most this many edits away; a frequent one of equally near."""
        if distance > 1 and len(word) < _LONG:
            return None
        known = self._known(len(word), distance)
        # A short word may not lose its first letter: `beer` is no `deer`.
        found = [
            (edits, other[0] != word[0], -known[other], other)
            for other, edits, _ in process.extract(
                word, known.keys(), scorer=OSA.distance, score_cutoff=distance, limit=20
            )
            if len(word) > SHORTEST + 1 or other[0] == word[0]
        ]
        return min(found)[3] if found else None

    def _halves(self, word: str) -> str | None:
        """Return the two known words it was run together from."""
        found = []
        for cut in range(3, len(word) - 2):
            weight = min(self._words.frequency(word[:cut]), self._words.frequency(word[cut:]))
            if weight:
                found.append((weight, f"{word[:cut]} {word[cut:]}"))
        return max(found)[1] if found else None

    def _known(self, length: int, distance: int) -> dict[str, int]:
        if self._by_length is None:
            by_length: dict[int, dict[str, int]] = {}
            for word, count in self._words.vocabulary():
                if len(word) >= SHORTEST - 1 and _LETTERS.fullmatch(word):
                    by_length.setdefault(len(word), {})[word] = count
            self._by_length = by_length
        near: dict[str, int] = {}
        for other in range(length - distance, length + distance + 1):
            near.update(self._by_length.get(other, {}))
        return near
