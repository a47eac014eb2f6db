"""Rank the rows of a table by words and by vectors, filtered before the cut."""

import sqlite3
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from . import bm25
from .filters import Conditions
from .models import COMMUNITY, EDGE, ENTITY, EPISODE
from .statements import Row, bounded, listed, rows
from .vectors import Floats, VectorCache
from .words import words_of

MOST_WORDS: Final = 128
"""Words of a query that count, as in graphiti_core.search.search_utils."""

_FEWEST: Final = 16
_MOST: Final = 1024
_PER_STEP: Final = 4
_LARGE: Final = 1 << 17

Ranked = tuple[NDArray[np.int64], NDArray[Any]]
"""Row ids and their scores; of equal ones the first is better."""


@dataclass(frozen=True, slots=True)
class Source:
    """A table that is searched: its name, its alias and the columns of a model."""

    table: str
    alias: str
    columns: str


ENTITIES: Final = Source("entity", "n", ENTITY)
EDGES: Final = Source("edge", "e", EDGE)
EPISODES: Final = Source("episode", "e", EPISODE)
COMMUNITIES: Final = Source("community", "c", COMMUNITY)


def by_words(
    con: sqlite3.Connection, table: str, query: str, group_ids: list[str] | None
) -> Ranked:
    """Rank the texts that hold a word of the query, by BM25 over the texts of these groups only."""
    terms = list(dict.fromkeys(words_of(query)))[:MOST_WORDS]
    tallies = _tallies(con, table, group_ids)
    if not terms or not tallies:
        return np.zeros(0, dtype=np.int64), np.zeros(0)
    if len(tallies) == 1:
        groups = tallies[0][0]
        sql = f"SELECT {bm25.PACKED} FROM posting p WHERE gid = ? AND term = ?"
    else:
        sql = (
            f"SELECT {bm25.PACKED} FROM json_each(?) g"
            " CROSS JOIN posting p ON p.gid = g.value AND p.term = ?"
        )
        groups = listed(tally[0] for tally in tallies)
    postings = [con.execute(sql, (groups, term)).fetchone()[0] for term in terms]
    texts, words = sum(tally[1] for tally in tallies), sum(tally[2] for tally in tallies)
    return bm25.score(postings, texts, words)


def by_vector(
    con: sqlite3.Connection,
    vectors: VectorCache,
    table: str,
    vector: Sequence[float],
    group_ids: list[str] | None,
    above: float,
) -> Ranked:
    """Rank the rows with a vector of this length by their cosines in [-1, 1], if above `above`.

    A vector without direction, all zeros or not finite, is like nothing.
    """
    query = np.asarray(vector, dtype=np.float32)
    norm = float(np.linalg.norm(query))
    rids, cosines = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.float32)]
    if query.ndim == 1 and norm > 0 and np.isfinite(norm):
        for group_id in group_ids if group_ids is not None else _all_groups(con, table):
            ids, units = vectors.matrix(con, table, group_id, len(query))
            cosine = np.clip(_products(units, query / norm), -1.0, 1.0)
            kept = cosine > above
            rids.append(ids[kept])
            cosines.append(cosine[kept])
    return np.concatenate(rids), np.concatenate(cosines)


def pick(
    con: sqlite3.Connection,
    source: Source,
    rankings: Sequence[Ranked],
    conditions: Conditions,
    limit: int,
) -> list[list[tuple[Row, float]]]:
    """Return for each ranking its best rows that meet the conditions, with their scores.

    The rankings are walked in growing steps until there are enough, so that a filter never costs
    a hit; the rows of one step are read for all of them at once.
    """
    wanted = bounded(limit)
    found: list[list[tuple[Row, float]]] = [[] for _ in rankings]
    walks = [_steps(ranked, wanted) for ranked in rankings]
    open_ones = list(range(len(rankings))) if wanted else []
    while open_ones:
        parts = {place: part for place in open_ones if (part := next(walks[place], None))}
        read = _read(con, source, {rid for part in parts.values() for rid, _ in part}, conditions)
        for place, part in parts.items():
            found[place] += [(read[rid], score) for rid, score in part if rid in read]
        open_ones = [place for place in parts if len(found[place]) < wanted]
    return [hits[:wanted] for hits in found]


def _steps(ranked: Ranked, wanted: int) -> Iterator[list[tuple[int, float]]]:
    """Yield a ranking from the best, in growing steps; only what is reached is sorted."""
    rids, scores = ranked
    step = max(_FEWEST, wanted)
    if len(rids) > _PER_STEP * step:
        least = np.partition(scores, len(scores) - step)[len(scores) - step]
        halves = [np.flatnonzero(scores >= least), np.flatnonzero(scores < least)]
    else:
        halves = [np.arange(len(rids))]
    for half in halves:
        order = half[np.argsort(-scores[half], kind="stable")]
        start = 0
        while start < len(order):
            part = order[start : start + min(step, _MOST)]
            yield list(zip(rids[part].tolist(), scores[part].tolist(), strict=True))
            start += len(part)
            step *= _PER_STEP


def _read(
    con: sqlite3.Connection, source: Source, rids: Collection[int], conditions: Conditions
) -> dict[int, Row]:
    """Return those of some rows that meet the conditions, by their ids."""
    sql = (
        f"SELECT {source.alias}.rid, {source.columns} FROM {source.table} {source.alias} WHERE"
        f" {source.alias}.rid IN (SELECT value FROM json_each(?)){conditions.where()}"
    )
    return {row[0]: row[1:] for row in rows(con, sql, (listed(rids), *conditions.values))}


def _products(units: Floats, query: Floats) -> Floats:
    """Return the product of a matrix and a vector.

    BLAS shares a large one among threads that then spin; one thread is faster, and leaves the
    other cores to others.
    """
    found: Floats = units @ query if units.size < _LARGE else np.einsum("ij,j->i", units, query)
    return found


def _tallies(con: sqlite3.Connection, table: str, group_ids: list[str] | None) -> list[Any]:
    sql = "SELECT gid, texts, words FROM tally WHERE kind = ?"
    if group_ids is None:
        return rows(con, sql, (table,))
    if len(group_ids) == 1:
        return rows(con, f"{sql} AND group_id = ?", (table, group_ids[0]))
    return rows(
        con, f"{sql} AND group_id IN (SELECT value FROM json_each(?))", (table, listed(group_ids))
    )


def _all_groups(con: sqlite3.Connection, table: str) -> list[str]:
    return [row[0] for row in rows(con, "SELECT group_id FROM tally WHERE kind = ?", (table,))]
