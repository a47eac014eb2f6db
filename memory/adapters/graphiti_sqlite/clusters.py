"""Group nodes into clusters by label propagation that always ends."""

from collections import Counter, defaultdict
from typing import Final

Neighbours = dict[str, Counter[str]]
"""For each node the nodes it has facts with, and how many."""

_TOGETHER: Final = 10
_ROUNDS: Final = 50


def clusters_of(near: Neighbours) -> list[list[str]]:
    """Return the clusters of a graph.

    The rule is that of graphiti_core.utils.maintenance.community_operations, which changes all
    labels at once and can swap two of them for ever. After ten such rounds labels are changed one
    by one, which settles, and after fifty the clusters are taken as they are.
    """
    label = {node: place for place, node in enumerate(near)}
    for number in range(_ROUNDS):
        new = _relabelled(near, label, together=number < _TOGETHER)
        done, label = new == label, new
        if done:
            break
    found: dict[int, list[str]] = defaultdict(list)
    for node, place in label.items():
        found[place].append(node)
    return list(found.values())


def _relabelled(near: Neighbours, label: dict[str, int], *, together: bool) -> dict[str, int]:
    new: dict[str, int] = {}
    for node, others in near.items():
        votes: Counter[int] = Counter()
        for other, facts in others.items():
            votes[label[other] if together else new.get(other, label[other])] += facts
        count, best = max(((facts, place) for place, facts in votes.items()), default=(0, -1))
        new[node] = best if count > 1 else max(best, label[node])
    return new
