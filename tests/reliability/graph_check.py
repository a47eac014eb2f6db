"""Read a graph file without its driver, and count what is wrong in it."""

import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tests.reliability.graph_writer import BULK

TABLES = ("entity", "edge", "episode", "link")
TEXTS = ("entity", "edge", "episode", "community")
_POSTED = """
    SELECT t.gid, j.key, (x.rid << 24) + (j.value << 12) + x.words
    FROM {table} x, json_each(x.terms) j
    JOIN tally t ON t.kind = '{table}' AND t.group_id = x.group_id
"""
_COUNTED = """
    SELECT group_id, count(*), sum(words) FROM {table} GROUP BY group_id
"""


@dataclass(frozen=True, slots=True)
class Stored:
    """What a graph file holds.

    Attributes:
        nodes: Ids of entities saved one by one.
        bulks: Rows of each bulk, 4 x `BULK` when whole.
        words_wrong: Words filed for no text, or not filed for one, and groups counted wrongly.
        integrity: Answer of SQLite's own check.
    """

    nodes: frozenset[str]
    bulks: Counter[str]
    words_wrong: int
    integrity: str

    @property
    def torn(self) -> int:
        """Bulks of which only a part is there."""
        return sum(rows != 4 * BULK for rows in self.bulks.values())

    @property
    def saved(self) -> frozenset[str]:
        """Names of the saves that are there, whole or not."""
        return self.nodes | frozenset(self.bulks)


def read(path: Path) -> Stored:
    """Read a graph file that no process writes to."""
    with closing(sqlite3.connect(path)) as con:
        ids = [uuid for table in TABLES for (uuid,) in con.execute(f"SELECT uuid FROM {table}")]
        bulks = Counter(uuid.partition("/")[0] for uuid in ids if "/" in uuid)
        integrity = str(con.execute("PRAGMA integrity_check").fetchone()[0])
        nodes = frozenset(uuid for uuid in ids if uuid.startswith("n"))
        return Stored(nodes, bulks, _words_wrong(con), integrity)


def _words_wrong(con: sqlite3.Connection) -> int:
    """Compare what is searched with the texts it was made from."""
    filed = Counter(con.execute("SELECT gid, term, hit FROM posting"))
    meant: Counter[tuple[object, ...]] = Counter()
    wrong = 0
    for table in TEXTS:
        meant.update(con.execute(_POSTED.format(table=table)))
        counted = set(con.execute(_COUNTED.format(table=table)))
        sql = "SELECT group_id, texts, words FROM tally WHERE kind = ? AND texts > 0"
        wrong += len(counted ^ set(con.execute(sql, (table,))))
    return wrong + ((filed - meant) + (meant - filed)).total()
