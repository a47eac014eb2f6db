"""`leafloop evaluate orders`: replay past orders through profile and ranking, writing nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from training.evaluate.orders import evaluate_orders
from training.evaluate.past_orders import read_shopping
from training.evaluate.search_replay import SYSTEMS
from wiring.rules import Rules
from wiring.settings import read_settings

_REPLAY_COLUMNS = ("mrr", "top1", "top10", "repeat", "new")


def evaluate_orders_file(file: Path, products: Path | None, *, as_json: bool) -> None:
    """Print how well what was bought next was foreseen, by the rules of this installation.

    Raises:
        NotFound: There is no such file.
        Invalid: A file cannot be read, or is no file of orders or products.
    """
    rules = Rules(read_settings(samples=False).config_dir)
    with _progress(file) as progress:
        reading = progress.add_task("read", total=None, unit="order lines read")
        shopping = read_shopping(file, products, lambda lines: progress.advance(reading, lines))
        replaying = progress.add_task("replay", total=None, unit="orders replayed")
        summary = evaluate_orders(
            shopping,
            weights=rules.strategies().hybrid,
            signals=rules.signals(),
            advance=lambda orders: progress.advance(replaying, orders),
        )
    if as_json:
        typer.echo(orjson.dumps(summary).decode())
        return
    _show(Console(), summary)


@contextmanager
def _progress(file: Path) -> Iterator[Progress]:
    columns = (
        SpinnerColumn(),
        TextColumn(file.name),
        TextColumn("{task.completed:,.0f} {task.fields[unit]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as progress:
        yield progress


def _show(console: Console, summary: dict[str, Any]) -> None:
    console.print(f"{summary['orders']:,} orders of {summary['subjects']:,} users")
    for refused in summary["rejected"]:
        console.print(f"{refused['file']}: {refused['count']:,} lines left out, such as")
        for one in refused["first"][:3]:
            console.print(f"  line {one['line']}: {one['reason']}")
    if "search_replay" in summary:
        console.print(_replay_table(summary["search_replay"]))


def _replay_table(found: dict[str, Any]) -> Table:
    title = f"search replay: {found['queries']:,} purchases of {found['subjects']:,} users"
    table = Table("", *_REPLAY_COLUMNS, title=title)
    for system in SYSTEMS:
        figures = (found[system][column] for column in _REPLAY_COLUMNS)
        table.add_row(system, *("" if each is None else f"{each:.3f}" for each in figures))
    gain = found["difference"]["mrr"]
    if gain:
        table.caption = (
            f"leafloop - popularity, mrr: {gain['mean']:+.3f} "
            f"({gain['low']:+.3f} to {gain['high']:+.3f})"
        )
    return table
