"""Rank a kind by words or by likeness, within its group and its filters, before the cut."""

import math
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

from .filters import Conditions
from .kinds import Kind
from .words import lucene

Read = Callable[..., Awaitable[Any]]
Scored = list[tuple[Any, float]]

_FETCHED: Final = 4
_FEWEST: Final = 100


async def by_words(
    read: Read, kind: Kind, query: str, group_ids: list[str] | None, where: Conditions, limit: int
) -> Scored:
    """Rank by BM25, larger is better, best first.

    Each group is asked alone: of a Lucene query for several groups only the last one's hits come
    back. Lucene's list is filtered as it streams and cut afterwards, so that no hit is lost to a
    filter or to another group.

    Args:
        read: Runs a statement and returns its records.
        kind: What is searched.
        query: Any text.
        group_ids: Checked groups; None for every one.
        where: Further conditions.
        limit: The most hits.

    Returns:
        Models with their scores.
    """
    hits: Scored = []
    for group_id in group_ids if group_ids is not None else [None]:
        text = lucene(query, kind.words, group_id)
        if not text or limit < 1:
            return []
        own = [f"{kind.item}.group_id = $group_id"] if group_id is not None else []
        statement = f"""
            CALL db.index.fulltext.{kind.procedure}($index, $query) {kind.found}
            {where.joined(*own)}
            {_best(kind)}
        """
        values = {"index": kind.words_index, "query": text, "group_id": group_id, "limit": limit}
        hits += _parsed(kind, await read(statement, **values, **where.values))
    return _merged(hits, limit)


async def by_likeness(
    read: Read,
    kind: Kind,
    vector: Sequence[float],
    group_ids: list[str] | None,
    where: Conditions,
    limit: int,
    min_score: float | None,
) -> Scored:
    """Rank by (1 + cosine) / 2, as Neo4j counts, best first.

    Within groups every vector of theirs is compared. Without any, the vector index proposes, and
    every vector is compared where filters leave too few of its proposals. A vector of another
    length is not comparable, and one without direction, all zeros or not finite, is like nothing.

    Args:
        read: Runs a statement and returns its records.
        kind: What is searched.
        vector: The query's embedding.
        group_ids: Checked groups; None for every one.
        where: Further conditions.
        limit: The most hits.
        min_score: Scores must be above it; None for no bound.
    """
    if limit < 1 or not _has_direction(vector):
        return []
    values = {"vector": list(vector), "limit": limit, "groups": group_ids, "floor": min_score}
    if group_ids is None:
        hits = await _proposed(read, kind, where, values)
        if hits is not None:
            return hits
    statement = _compared(kind, group_ids, where, bounded=min_score is not None)
    return _parsed(kind, await read(statement, **values, **where.values, size=len(vector)))


def _compared(kind: Kind, group_ids: list[str] | None, where: Conditions, *, bounded: bool) -> str:
    """Return the statement that compares with every vector."""
    stored = f"{kind.item}.{kind.vector}"
    # Neo4j refuses to compare with a vector of zeros; the first number mostly settles it.
    some = f"({stored}[0] <> 0 OR any(x IN {stored} WHERE x <> 0))"
    return f"""
        {kind.match} {kind.by_group if group_ids is not None else ""}
        {where.joined(*_in_groups(kind, group_ids), f"size({stored}) = $size", some)}
        WITH {kind.item}, vector.similarity.cosine({stored}, $vector) AS score
        {"WHERE score > $floor" if bounded else ""}
        {_best(kind)}
    """


def _has_direction(vector: Sequence[float]) -> bool:
    return any(vector) and all(map(math.isfinite, vector))


async def _proposed(
    read: Read, kind: Kind, where: Conditions, values: dict[str, Any]
) -> Scored | None:
    """Ask the vector index; None when what it proposed may have left out a hit."""
    asked = max(_FETCHED * values["limit"], _FEWEST)
    floor = ["score > $floor"] if values["floor"] is not None else []
    statement = f"""
        CALL db.index.vector.{kind.procedure}($index, $asked, $vector) {kind.found}
        {where.joined(*floor)}
        {_best(kind)}
    """
    indexed = {"index": kind.vector_index, "asked": asked}
    hits = _parsed(kind, await read(statement, **values, **where.values, **indexed))
    return hits if len(hits) == values["limit"] else None


def _in_groups(kind: Kind, group_ids: list[str] | None) -> list[str]:
    return [] if group_ids is None else [f"{kind.item}.group_id IN $groups"]


def _best(kind: Kind) -> str:
    item = kind.item
    return (
        f"WITH {item}, score ORDER BY score DESC, {item}.uuid LIMIT $limit "
        f"RETURN {kind.returned}, score ORDER BY score DESC, uuid"
    )


def _parsed(kind: Kind, found: Sequence[Any]) -> Scored:
    return [(kind.parse(record), float(record["score"])) for record in found]


def _merged(hits: Scored, limit: int) -> Scored:
    return sorted(hits, key=lambda hit: (-hit[1], hit[0].uuid))[:limit]
