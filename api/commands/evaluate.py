"""`leafloop evaluate`: measure on data of one's own, in a store made for the occasion."""

import asyncio
import tempfile
import time
from pathlib import Path
from typing import Any

import orjson
import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from training.evaluate.conversations import read_conversations
from training.evaluate.memory import DEPTHS, evaluate_memory
from wiring.graph import open_scratch_graph


def evaluate_memory_file(file: Path, *, as_json: bool) -> None:
    """Print how much of the evidence for each question of a file the knowledge graph finds.

    Raises:
        Invalid: The file, or a line of it, cannot be read.
    """
    summary = asyncio.run(_memory(file))
    if as_json:
        typer.echo(orjson.dumps(summary).decode())
        return
    Console().print(_table(summary))


async def _memory(file: Path) -> dict[str, Any]:
    with (
        tempfile.TemporaryDirectory(prefix="leafloop-") as scratch,
        Progress(
            SpinnerColumn(),
            TextColumn(file.name),
            TextColumn("{task.completed:,.0f} questions"),
            TimeElapsedColumn(),
            console=Console(stderr=True),
        ) as progress,
    ):
        task = progress.add_task("evaluate", total=None)
        async with open_scratch_graph(Path(scratch)) as graph:
            report = await evaluate_memory(
                read_conversations(file),
                graph,
                time.perf_counter,
                lambda asked: progress.advance(task, asked),
            )
    return report.summary()


def _table(summary: dict[str, Any]) -> Table:
    table = Table(
        title=f"{summary['questions']:,} questions about {summary['turns']:,} turns of "
        f"{summary['conversations']:,} conversations"
    )
    for column in ("evidence recall", "mean", "95 % interval"):
        table.add_column(column)
    for depth in DEPTHS:
        found = summary[f"recall@{depth}"]
        if found:
            interval = f"{found['low']:.3f} to {found['high']:.3f}"
            table.add_row(f"@{depth}", f"{found['mean']:.3f}", interval)
    return table
