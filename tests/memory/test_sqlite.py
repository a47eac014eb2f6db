"""What every small store gets from SQLite: all or nothing, one writer, and errors with a mend."""

import random
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.errors import Busy, Unavailable
from memory import sqlite
from memory.sqlite import BUSY_TIMEOUT_MS, connect, holds, scrub, transaction, wipe

SCHEMA = "CREATE TABLE IF NOT EXISTS words (word TEXT UNIQUE);"


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    connection = connect(tmp_path / "words.db", SCHEMA)
    yield connection
    connection.close()


@pytest.fixture
def other(db: sqlite3.Connection, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A second connection to the same file, which does not wait."""
    assert count(db) == 0
    connection = connect(tmp_path / "words.db", SCHEMA)
    connection.execute("PRAGMA busy_timeout=0")
    yield connection
    connection.close()


def write(db: sqlite3.Connection, *words: str, half_way: Exception | None = None) -> None:
    with transaction(db):
        db.executemany("INSERT INTO words VALUES (?)", [(word,) for word in words])
        if half_way is not None:
            raise half_way


def count(db: sqlite3.Connection) -> int:
    (number,) = db.execute("SELECT count(*) FROM words").fetchone()
    return int(number)


def test_a_block_that_ends_is_written(db: sqlite3.Connection, other: sqlite3.Connection) -> None:
    write(db, "milk")
    assert count(other) == 1


def test_a_block_that_fails_writes_nothing(db: sqlite3.Connection) -> None:
    with pytest.raises(ValueError, match="half way"):
        write(db, "milk", half_way=ValueError("half way"))
    assert count(db) == 0
    assert not db.in_transaction


def test_what_sqlite_refuses_is_unavailable_and_writes_nothing(db: sqlite3.Connection) -> None:
    with pytest.raises(Unavailable, match="free space"):
        write(db, "milk", "milk")
    assert count(db) == 0


def test_nobody_else_writes_between_the_reads_and_the_commit_of_a_block(
    db: sqlite3.Connection, other: sqlite3.Connection
) -> None:
    with transaction(db), pytest.raises(Unavailable, match="locked"):
        write(other, "milk")
    write(other, "milk")


def test_scrubbing_empties_the_log(db: sqlite3.Connection, tmp_path: Path) -> None:
    write(db, "milk")
    assert (tmp_path / "words.db-wal").stat().st_size > 0
    scrub(db)
    assert (tmp_path / "words.db-wal").stat().st_size == 0


def test_scrubbing_says_when_a_reader_is_in_the_way(
    db: sqlite3.Connection, other: sqlite3.Connection
) -> None:
    other.execute("BEGIN")
    count(other)
    write(db, "milk")
    db.execute("PRAGMA busy_timeout=10")
    with pytest.raises(Busy, match="delete again"):
        scrub(db)


def test_a_store_survives_its_process_waits_for_others_and_wipes_what_it_deletes(
    db: sqlite3.Connection,
) -> None:
    names = ("journal_mode", "synchronous", "secure_delete", "busy_timeout")
    assert [db.execute(f"PRAGMA {name}").fetchone()[0] for name in names] == [
        "wal",
        1,
        1,
        BUSY_TIMEOUT_MS,
    ]


@pytest.mark.parametrize("small", [0, 1024 * 1024 * 1024], ids=["searched", "always"])
def test_copies_that_split_pages_keep_are_wiped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small: int
) -> None:
    monkeypatch.setattr(sqlite, "SMALL_FILE", small)
    path, drawn = tmp_path / "names.db", random.Random(1)
    db = connect(path, "CREATE TABLE names (name TEXT, key BLOB, UNIQUE (name, key));")
    names = [f"canary{number:05}" for number in range(1_000)]
    rows = [(drawn.choice(names), drawn.randbytes(16)) for _ in range(20_000)]
    with transaction(db):
        db.executemany("INSERT INTO names VALUES (?, ?)", rows)
    gone = names[:100]
    db.executemany("DELETE FROM names WHERE name = ?", [(name,) for name in gone])
    scrub(db)
    needles = [name.encode() for name in gone]
    assert holds(path, needles)  # or this would prove nothing
    wipe(path, needles)
    assert not holds(path, needles)
    db.close()


def test_bytes_are_found_across_the_pieces_a_file_is_read_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "_CHUNK", 8)
    path = tmp_path / "file"
    path.write_bytes(b"0123456needle-89")
    assert holds(path, [b"needle", b"absent"])
    assert not holds(path, [b"needles"])
    assert not holds(path, [])
