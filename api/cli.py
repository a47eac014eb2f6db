"""The `leafloop` command: serve, import, evaluate, and what is held about a user."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from domain.errors import LeafLoopError

_SINGLE_THREADED = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")

app = typer.Typer(
    name="leafloop",
    help="A learning loop for conversational shopping assistants.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
imports = typer.Typer(help="Bring in products, or orders as events.", no_args_is_help=True)
app.add_typer(imports, name="import")
evaluations = typer.Typer(
    help="Measure on your own data; never the live stores.", no_args_is_help=True
)
app.add_typer(evaluations, name="evaluate")

users = typer.Typer(help="What is held about one user.", no_args_is_help=True)
app.add_typer(users, name="user")

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")]
File = Annotated[Path, typer.Argument(help="CSV, JSONL or Parquet.", metavar="FILE")]
User = Annotated[str, typer.Argument(help="The user's id.", metavar="USER")]


@app.command()
def serve() -> None:
    """Serve the API; settings come from LEAFLOOP_* and .env."""
    from api.commands.serve import run_server
    from wiring.settings import read_settings

    run_server(read_settings())


@imports.command()
def products(
    file: File,
    as_json: AsJson = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="Drop what is not in FILE, all in one step.")
    ] = False,
) -> None:
    """Write products by sku, with a verdict for every row that cannot be taken."""
    from api.commands.imports import import_products

    import_products(file, as_json=as_json, replace=replace)


@imports.command()
def orders(file: File, as_json: AsJson = False) -> None:
    """Write orders as events; importing a file twice changes nothing."""
    from api.commands.imports import import_orders

    import_orders(file, as_json=as_json)


@evaluations.command()
def memory(
    file: Annotated[Path, typer.Argument(help="JSONL of conversations.", metavar="FILE")],
    as_json: AsJson = False,
) -> None:
    """Ask the knowledge graph each question, and see how much of its evidence comes back."""
    from api.commands.evaluate import evaluate_memory_file

    evaluate_memory_file(file, as_json=as_json)


@evaluations.command("orders")
def evaluate_orders(
    file: File,
    products: Annotated[
        Path | None, typer.Option(help="CSV, JSONL or Parquet of products.", metavar="FILE")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Replay past orders, and see how high a search would have put what was bought next."""
    from api.commands.evaluate_orders import evaluate_orders_file

    evaluate_orders_file(file, products, as_json=as_json)


@evaluations.command()
def picks(
    file: Annotated[Path, typer.Argument(help="JSONL of lists and picks.", metavar="FILE")],
    as_json: AsJson = False,
    engaged_from: Annotated[
        float | None, typer.Option(help="Least engagement that counts; above 0 when left out.")
    ] = None,
) -> None:
    """Foretell what people pick from lists, and see how far the chances can be believed."""
    from api.commands.evaluate_picks import evaluate_picks_file

    evaluate_picks_file(file, as_json=as_json, engaged_from=engaged_from)


@users.command()
def show(
    user: User,
    as_json: AsJson = False,
    svg: Annotated[
        Path | None, typer.Option(help="Draw it into this file instead.", metavar="FILE")
    ] = None,
) -> None:
    """Show what is remembered about a user, newest evidence first."""
    from api.commands.remembered import show_user

    show_user(user, as_json=as_json, svg=svg)


@users.command()
def export(user: User, as_json: AsJson = False) -> None:
    """Print everything that is held about a user, as JSON; with --json on one line."""
    from api.commands.user import export_user

    export_user(user, as_json=as_json)


@users.command()
def erase(
    user: User,
    as_json: AsJson = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False,
) -> None:
    """Erase everything that is held about a user, and print the receipt."""
    from api.commands.user import erase_user

    def confirm(question: str) -> None:
        if not yes:
            typer.confirm(question, abort=True, err=True)

    erase_user(user, as_json=as_json, confirm=confirm)


def main() -> None:
    """Run the command line; an error that can be mended is one line and exit status 1."""
    for name in _SINGLE_THREADED:  # two BLAS threads under a busy server slow every search
        os.environ.setdefault(name, "1")
    try:
        app()
    except LeafLoopError as error:
        typer.echo(f"leafloop: {error.detail}", err=True)
        sys.exit(1)
    except KeyboardInterrupt:
        typer.echo("leafloop: interrupted; what was written stays", err=True)
        sys.exit(130)
