"""`leafloop evaluate picks`: how well it can be told what people pick, on data of one's own."""

from pathlib import Path
from typing import Any

import orjson
import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from training.evaluate.pick_report import evaluate_picks
from training.evaluate.picks import read_picks
from wiring.embedding import open_embedder


def evaluate_picks_file(file: Path, *, as_json: bool, engaged_from: float | None = None) -> None:
    """Print how well the picks of a file are foretold, and how honest the chances are.

    Raises:
        Invalid: The file, or a line of it, cannot be read, or holds too little.
    """
    with Progress(
        SpinnerColumn(),
        TextColumn(file.name),
        TextColumn("{task.completed:,.0f} lists"),
        TimeElapsedColumn(),
        console=Console(stderr=True),
    ) as progress:
        task = progress.add_task("evaluate", total=None)
        summary = evaluate_picks(
            read_picks(file),
            open_embedder(),
            lambda lists: progress.advance(task, lists),
            engaged_from,
        ).summary()
    if as_json:
        typer.echo(orjson.dumps(summary).decode())
        return
    console = Console()
    console.print(_figures(summary))
    console.print(_reliability(summary))
    console.print(_verdict(summary["brier_skill"]))


def _figures(summary: dict[str, Any]) -> Table:
    table = Table(
        title=f"{summary['lists']:,} lists of {summary['candidates']:,} candidates, split by "
        f"{summary['split_by']} ({summary['units']:,})"
    )
    for column in ("", "LeafLoop", "95 % interval", "as shown"):
        table.add_column(column)
    for name in ("accuracy", "mrr"):
        ours, shown = summary["leafloop"][name], summary["as_shown"][name]
        table.add_row(name, f"{ours['mean']:.3f}", _range(ours), f"{shown['mean']:.3f}")
    skill = summary["brier_skill"]
    table.add_row("Brier skill over the base rate", f"{skill['mean']:.3f}", _range(skill), "")
    table.add_row("Brier score", f"{summary['brier']:.4f}", "", "")
    error = summary["expected_calibration_error"]
    table.add_row("expected calibration error", f"{error:.3f}", "", "")
    return table


def _reliability(summary: dict[str, Any]) -> Table:
    table = Table(title="Reliability: tenths of the candidates, least likely first")
    for column in ("foretold", "observed", "candidates", "from", "to"):
        table.add_column(column)
    for row in summary["reliability"]:
        figures = [f"{row[name]:.3f}" for name in ("foretold", "observed", "from", "to")]
        table.add_row(*figures[:2], f"{row['n']:,}", *figures[2:])
    return table


def _verdict(skill: dict[str, float]) -> str:
    if skill["low"] > 0:
        return "The chances tell more than the base rate does: the interval is above 0."
    return "No better than always saying the base rate: the interval reaches 0."


def _range(found: dict[str, float]) -> str:
    return f"{found['low']:.3f} to {found['high']:.3f}"
