"""Score texts against a query with Okapi BM25, as Lucene computes it."""

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

K1: Final = 1.2
B: Final = 0.75

Posting = tuple[int, int, int]
"""A text that holds a word: its row id, how often it holds it, how many words it has."""


def score(
    postings: Sequence[Sequence[Posting]], texts: int, words: int
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the row ids of all matching texts and their scores, best first.

    Σ of ln(1 + (N - n + ½) / (n + ½)) · tf · (k₁ + 1) / (tf + k₁ · (1 - b + b · l / m)) over words,
    with k₁ = 1.2 and b = 0.75 (Robertson and Zaragoza, 2009). Equal scores keep the older row
    first.

    Args:
        postings: For each word of the query the texts that hold it.
        texts: How many texts there are, matching or not: N.
        words: How many words they have together; m = words / texts is the mean length.
    """
    held = [np.array(found, dtype=np.int64) for found in postings if found]
    if not held:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float64)
    mean = max(words, 1) / max(texts, 1)
    parts = [_word_scores(found, texts, mean) for found in held]
    rids, places = np.unique(np.concatenate([found[:, 0] for found in held]), return_inverse=True)
    scores = np.zeros(len(rids), dtype=np.float64)
    scores += np.bincount(places, weights=np.concatenate(parts), minlength=len(rids))
    order = np.argsort(-scores, kind="stable")
    return rids[order], scores[order]


def _word_scores(found: NDArray[np.int64], texts: int, mean: float) -> NDArray[np.float64]:
    idf = math.log(1 + (texts - len(found) + 0.5) / (len(found) + 0.5))
    times = found[:, 1].astype(np.float64)
    scores: NDArray[np.float64] = (
        idf * times * (K1 + 1) / (times + K1 * (1 - B + B * found[:, 2] / mean))
    )
    return scores
