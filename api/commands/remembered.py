"""`leafloop user show`: what is remembered about one user, as a table or a picture."""

import asyncio
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import httpx
import orjson
import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from api.commands.memory_picture import draw
from api.commands.target import send, target
from api.log_setup import configure_logging
from domain.errors import Unavailable
from wiring.settings import read_settings

_TRIES: Final = 10
"""Each waits a second for the graph, which is opened behind the first request."""

_DAY: Final = len("2026-03-02")


def show_user(user: str, *, as_json: bool, svg: Path | None = None) -> None:
    """Print what is remembered about a user: the kind, the sentence, how sure, and since when.

    Args:
        user: Whose.
        as_json: One JSON object instead of a table.
        svg: Draw it into this file instead; past facts, too.

    Raises:
        Unavailable: The file cannot be written.
    """
    remembered = asyncio.run(_remembered(user, history=svg is not None))
    if svg is not None:
        _draw(svg, user, remembered["memories"])
        return
    if as_json:
        typer.echo(orjson.dumps(remembered).decode())
        return
    memories = remembered["memories"]
    if not memories:
        typer.echo(f"Nothing is remembered about {user!r}.")
        return
    Console().print(_table(memories))
    if remembered["degraded"]:
        typer.echo("The knowledge graph does not answer; this is what the profile holds.", err=True)


def _draw(file: Path, user: str, memories: list[dict[str, Any]]) -> None:
    try:
        file.write_text(draw(user, memories), encoding="utf-8")
    except OSError as error:
        raise Unavailable(f"{file} cannot be written: {error.strerror}") from error
    typer.echo(f"{file}: {len(memories)} memories")


async def _remembered(user: str, *, history: bool) -> dict[str, Any]:
    settings = read_settings(samples=False)
    configure_logging("ERROR", log_file=settings.log_file)
    async with target(settings) as client:
        return await _asked(
            client, f"/v1/users/{quote(user, safe='')}/memories?limit=500&history={history}"
        )


async def _asked(client: httpx.AsyncClient, path: str) -> dict[str, Any]:
    reply = await send(client, "GET", path)
    for _ in range(_TRIES - 1):
        if not reply["degraded"]:
            break
        reply = await send(client, "GET", path)
    return reply


def _table(memories: list[dict[str, Any]]) -> Table:
    table = Table("kind", "memory", "sure", "since", "from")
    for memory in memories:
        table.add_row(
            memory["type"],
            escape(memory["content"]),
            f"{memory['confidence']:.0%}",
            memory["valid_at"][:_DAY],
            "your word" if memory["source"] == "explicit" else "behaviour",
        )
    return table
