"""`leafloop user`: give out or erase all that is held about one user."""

import asyncio
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import orjson
import typer

from api.commands.target import send, target
from api.log_setup import configure_logging
from wiring.settings import read_settings


def export_user(user: str, *, as_json: bool) -> None:
    """Print everything that is held about a user: one JSON object, laid out for a person or not."""
    held = asyncio.run(_ask("GET", f"{_path(user)}/export"))
    layout = 0 if as_json else orjson.OPT_INDENT_2
    typer.echo(orjson.dumps(held, option=layout).decode())


def erase_user(user: str, *, as_json: bool, confirm: Callable[[str], None]) -> None:
    """Erase everything that is held about a user, and print the receipt.

    Args:
        user: Whose.
        as_json: One JSON object instead of a line for each store.
        confirm: Asked first; it raises when the answer is no.
    """
    confirm(f"Erase everything that is held about {user!r}? It cannot be brought back.")
    receipt = asyncio.run(_ask("DELETE", _path(user)))
    if as_json:
        typer.echo(orjson.dumps(receipt).decode())
        return
    for store in receipt["stores"]:
        left = "not known" if store["residue"] is None else store["residue"]
        typer.echo(f"{store['name']:>14}  deleted {store['deleted']:,}, left {left}")
    typer.echo(f"{receipt['status']}; receipt {receipt['receipt_id']} of {receipt['at']}")


async def _ask(method: str, path: str) -> dict[str, Any]:
    settings = read_settings(samples=False)
    configure_logging("WARNING", log_file=settings.log_file)
    async with target(settings) as client:
        return await send(client, method, path)


def _path(user: str) -> str:
    return f"/api/v1/user/{quote(user, safe='')}/learning-data"
