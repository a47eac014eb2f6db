"""Describe each candidate of a list by numbers that may tell whether people want it."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from domain.embedder import Embedder
from training.evaluate.picks import Asked

NAMES: Final = (
    "likeness",
    "position",
    "is_first",
    "candidates",
    "letters",
    "words",
    "new_words",
    "share_from_input",
    "share_of_input",
    "closest_other",
    "mean_other",
    "input_words",
    "input_letters",
    "has_digit",
)
"""Cosines by the embedder, the place from 1, lengths, and words shared with the input."""

Floats = npt.NDArray[np.float64]
_WORD: Final = re.compile(r"\w+")


def features_of(asked: Asked, embedder: Embedder, own: Sequence[str]) -> Floats:
    """Return one row a candidate: `NAMES`, then the file's own features.

    Args:
        asked: A list that was shown.
        embedder: Its vectors have length 1, or 0 for a text it does not know.
        own: Names of the file's features; what a candidate lacks is NaN.

    Returns:
        Shape (candidates, len(NAMES) + len(own)).
    """
    texts = [option.text for option in asked.candidates]
    vectors = np.asarray(embedder.embed([asked.input, *texts]), dtype=np.float64)
    alike = vectors[1:] @ vectors[1:].T
    np.fill_diagonal(alike, np.nan)
    likeness, rows = vectors[1:] @ vectors[0], []
    for place, option in enumerate(asked.candidates):
        others = np.delete(alike[place], place)
        rows.append(
            (
                float(likeness[place]),
                place + 1.0,
                float(place == 0),
                float(len(texts)),
                *_of_words(option.text, asked.input),
                float(others.max()) if len(others) else 0.0,
                float(others.mean()) if len(others) else 0.0,
                float(len(_words(asked.input))),
                float(len(asked.input)),
                float(any(map(str.isdigit, option.text))),
                *_own(option.features, own),
            )
        )
    return np.array(rows)


def _of_words(text: str, asked: str) -> tuple[float, ...]:
    mine, theirs = _words(text), _words(asked)
    both = len(mine & theirs)
    return (
        float(len(text)),
        float(len(mine)),
        float(len(mine) - both),
        both / max(1, len(mine)),
        both / max(1, len(theirs)),
    )


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))


def _own(features: Mapping[str, float], own: Sequence[str]) -> tuple[float, ...]:
    return tuple(features.get(name, np.nan) for name in own)
