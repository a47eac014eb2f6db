"""Rank the rows of a table by words and by vectors, filtered before the cut."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

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
_LARGE: Final = 1 << 17

Ranked = tuple[Sequence[int], Sequence[float]]
"""Row ids and scores, best first."""


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
        return [], []
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
    rids, scores = bm25.score(postings, texts, words)
    return rids.tolist(), scores.tolist()


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
    every, found = np.concatenate(rids), np.concatenate(cosines)
    order = np.argsort(-found, kind="stable")
    return every[order].tolist(), found[order].tolist()


def pick(
    con: sqlite3.Connection, source: Source, ranked: Ranked, conditions: Conditions, limit: int
) -> list[tuple[Row, float]]:
    """Return the best rows that meet the conditions, with their scores.

    The ranking is walked in growing steps until there are enough, so that a filter never costs a
    hit.
    """
    rids, scores = ranked
    found: list[tuple[Row, float]] = []
    wanted, start = bounded(limit), 0
    step = max(_FEWEST, wanted)
    sql = (
        f"SELECT {source.alias}.rid, {source.columns} FROM {source.table} {source.alias} WHERE"
        f" {source.alias}.rid IN (SELECT value FROM json_each(?)){conditions.where()}"
    )
    while start < len(rids) and len(found) < wanted:
        part = rids[start : start + min(step, _MOST)]
        rows_by_id = {row[0]: row for row in rows(con, sql, (listed(part), *conditions.values))}
        for place, rid in enumerate(part, start):
            if rid in rows_by_id:
                found.append((rows_by_id[rid][1:], scores[place]))
        start += len(part)
        step *= 4
    return found[:wanted]


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
