"""Delete whole groups, and count what they hold."""

import sqlite3
from collections.abc import Sequence

from .schema import GID_BYTES, TABLES, TEXTS
from .statements import rows, run


def delete_groups(con: sqlite3.Connection, tables: Sequence[str], group_ids: Sequence[str]) -> None:
    """Delete the rows of groups from some tables, in this order: edges before their ends."""
    for table in tables:
        groups = [(group_id,) for group_id in group_ids]
        if table in TEXTS:
            # The words go first and at once, so that the triggers find none to remove one by one.
            gids = f"SELECT gid FROM tally WHERE kind = '{table}' AND group_id = ?"
            run(con, f"DELETE FROM posting WHERE gid IN ({gids})", groups)
            run(con, f"DELETE FROM tally WHERE kind = '{table}' AND group_id = ?", groups)
        run(con, f"DELETE FROM {table} WHERE group_id = ?", groups)


def delete_everything(con: sqlite3.Connection) -> None:
    """Empty every table."""
    for table in ("posting", "tally", *TABLES):
        con.execute(f"DELETE FROM {table}")


def count(con: sqlite3.Connection, group_id: str) -> int:
    """Return how many nodes and edges of every kind a group has."""
    counts = " + ".join(f"(SELECT count(*) FROM {table} WHERE group_id = ?1)" for table in TABLES)
    return int(rows(con, f"SELECT {counts}", (group_id,))[0][0])


def traces(con: sqlite3.Connection, group_id: str) -> set[bytes]:
    """Return the bytes that tell a group's rows: every entry of a table or index has some of them.

    They are its name, the uuids of its records, and the numbers that its words are kept under.
    """
    uuids = " UNION ALL ".join(f"SELECT uuid FROM {table} WHERE group_id = ?1" for table in TABLES)
    gids = rows(con, "SELECT gid FROM tally WHERE group_id = ?", (group_id,))
    texts = [group_id, *(uuid for (uuid,) in rows(con, uuids, (group_id,)))]
    return {
        *(text.encode(errors="replace") for text in texts),
        *(gid.to_bytes(GID_BYTES, "big") for (gid,) in gids),
    }


def erase(con: sqlite3.Connection, group_id: str) -> int:
    """Delete a group from every table; return what `count` was."""
    held = count(con, group_id)
    delete_groups(con, TABLES, [group_id])
    return held
