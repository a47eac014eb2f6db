"""Merge what was found by words with what was found by meaning into one relevance."""

import numpy as np

from catalog.adapters.embedded.vectors import Floats, Slots


def fuse(
    slots: Slots, lexical: Floats, cosines: Floats, semantic_weight: float
) -> tuple[Slots, Floats]:
    """Return slots by falling relevance, with relevance in [0, 1].

    relevance = (1 - w) * lexical / max(lexical) + w * max(cosine, 0); equal ones by slot.

    Args:
        slots: Distinct slots, shape (n,).
        lexical: BM25 scores, 0 for what no word matched, shape (n,).
        cosines: Cosine with the query, shape (n,).
        semantic_weight: The w, in [0, 1].
    """
    best = lexical.max(initial=0.0)
    words = lexical / best if best > 0 else lexical
    relevance = (1 - semantic_weight) * words + semantic_weight * np.clip(cosines, 0, 1)
    order = np.lexsort((slots, -relevance))
    return slots[order], relevance[order].astype(np.float32)
