"""The least a server can do on this machine: an empty route, and one synced SQLite row."""

import sqlite3
import sys
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel


class Body(BaseModel):
    """What a click brings."""

    user_id: str
    query: str
    product: dict[str, Any]
    position: int


class AnyBody(BaseModel):
    """What a search or a ranking brings."""

    user_id: str
    query: str = ""
    limit: int = 10
    filters: dict[str, Any] | None = None
    items: list[dict[str, Any]] = []


def create_app(database: Path) -> FastAPI:
    """Return a server with /empty, /read and /row."""
    app = FastAPI()
    connection = sqlite3.connect(database, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE IF NOT EXISTS row(id INTEGER PRIMARY KEY, body TEXT)")

    @app.post("/empty")
    async def empty(body: Body) -> dict[str, bool]:
        return {"success": bool(body.user_id)}

    @app.post("/read")
    async def read(body: AnyBody) -> dict[str, bool]:
        return {"success": bool(body.user_id)}

    @app.post("/row")
    async def row(body: Body) -> dict[str, bool]:
        connection.execute("INSERT INTO row(body) VALUES (?)", (body.model_dump_json(),))
        return {"success": True}

    return app


if __name__ == "__main__":
    uvicorn.run(
        create_app(Path(sys.argv[1])),
        port=int(sys.argv[2]),
        loop="uvloop",
        http="httptools",
        log_level="warning",
    )
