"""Work that needs several statements goes to the connection's thread once."""

import asyncio
import sqlite3
from pathlib import Path
from threading import Event, get_ident

from memory.adapters.one_hop import OneHop


async def test_all_of_it_runs_in_the_one_thread_of_the_connection(tmp_path: Path) -> None:
    async with OneHop.to(tmp_path / "a.db") as connection:
        first = await connection.run(lambda _: get_ident())
        assert await connection.run(lambda _: get_ident()) == first != get_ident()


async def test_what_has_begun_is_done_to_its_end_when_its_caller_goes(tmp_path: Path) -> None:
    began, go = Event(), Event()

    def work(db: sqlite3.Connection) -> None:
        db.execute("CREATE TABLE made (one)")
        began.set()
        go.wait(20)
        db.execute("INSERT INTO made VALUES (1)")
        db.commit()

    async with OneHop.to(tmp_path / "a.db") as connection:
        caller = asyncio.ensure_future(connection.run(work))
        await asyncio.to_thread(began.wait, 20)
        caller.cancel()
        go.set()
        found = await connection.run(lambda db: db.execute("SELECT one FROM made").fetchall())
    assert found == [(1,)]
