"""Score texts against a query with Okapi BM25, as Lucene computes it."""

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

K1: Final = 1.2
B: Final = 0.75

_DENSE: Final = 8

PACKED: Final = "group_concat(p.hit)"
"""All postings p of a word in one text: rows cost three times as much to fetch as they hold."""


def score(
    postings: Sequence[str | None], texts: int, words: int
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the row ids of all matching texts, ascending, and their scores.

    Σ of ln(1 + (N - n + ½) / (n + ½)) · tf · (k₁ + 1) / (tf + k₁ · (1 - b + b · l / m)) over words,
    with k₁ = 1.2 and b = 0.75 (Robertson and Zaragoza, 2009).

    Args:
        postings: For each word of the query the texts that hold it, as `PACKED`.
        texts: How many texts there are, matching or not: N.
        words: How many words they have together; m = words / texts is the mean length.
    """
    held = [np.fromstring(found, dtype=np.int64, sep=",") for found in postings if found]
    if not held:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float64)
    mean = max(words, 1) / max(texts, 1)
    return _summed(
        np.concatenate(held) >> 24,
        np.concatenate([_word_scores(found, texts, mean) for found in held]),
    )


def _word_scores(found: NDArray[np.int64], texts: int, mean: float) -> NDArray[np.float64]:
    idf = math.log(1 + (texts - len(found) + 0.5) / (len(found) + 0.5))
    times, words = (found >> 12 & 4095).astype(np.float64), found & 4095
    scores: NDArray[np.float64] = idf * times * (K1 + 1) / (times + K1 * (1 - B + B * words / mean))
    return scores


def _summed(
    rids: NDArray[np.int64], scores: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Add up the scores of each row; every score is above 0."""
    first = int(rids.min())
    if int(rids.max()) - first < _DENSE * len(rids):
        sums = np.bincount(rids - first, weights=scores).astype(np.float64)
        places = np.flatnonzero(sums).astype(np.int64)
        return places + first, sums[places]
    found, places = np.unique(rids, return_inverse=True)
    return found, np.bincount(places, weights=scores).astype(np.float64)
