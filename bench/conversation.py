"""How long the turns of a conversation take over HTTP: `python -m bench.conversation`."""

import argparse
import sys
from collections import defaultdict
from pathlib import Path
from time import perf_counter
from typing import Final

import httpx

from bench.measure import RESULTS, Row, percentiles, write
from bench.running import leafloop, one_blas_thread, workspace
from tests.scenes.twenty_turns import PICK_FIRST, TURNS, Shopper

SHOPPERS: Final = 60
_WARM: Final = 5
_TARGET_MS: Final = 40.0


def timed(port: int, shoppers: int) -> dict[str, list[float]]:
    """Return turn -> seconds it took each shopper, who talk one after the other."""
    seconds: defaultdict[str, list[float]] = defaultdict(list)
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=20, trust_env=False) as http:
        for number in range(shoppers + _WARM):
            shopper = Shopper(http, f"talker-{number}")
            shopper.bought_before()
            for place, text in enumerate(TURNS, start=1):
                start = perf_counter()
                shopper.turn(text)
                spent = perf_counter() - start
                if number >= _WARM:
                    seconds[f"turn {place}: {_named(text)}"].append(spent)
    return dict(seconds)


def rows_of(seconds: dict[str, list[float]]) -> list[Row]:
    """Return a row for all turns together and one for each."""
    every = [one for spent in seconds.values() for one in spent]
    return [_row("every turn of twenty", every), *(_row(what, s) for what, s in seconds.items())]


def main() -> int:
    """Run the bench and write bench/results/conversation.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shoppers", type=int, default=SHOPPERS, help="who take all the turns")
    parser.add_argument("--results", type=Path, default=RESULTS, help="folder of the result file")
    asked = parser.parse_args()
    one_blas_thread("bench.conversation")
    with workspace() as folder, leafloop(folder / "var") as server:
        rows = rows_of(timed(server.port, asked.shoppers))
    path = write("conversation", rows, results=asked.results)
    sys.stdout.write(path.read_text(encoding="utf-8"))
    return 0


def _named(text: str) -> str:
    return "a pick" if text == PICK_FIRST else f"“{text}”"


def _row(what: str, seconds: list[float]) -> Row:
    found = percentiles(seconds)
    return Row(what, f"p95 < {_TARGET_MS:g} ms", met=found["p95"] < _TARGET_MS, **found)


if __name__ == "__main__":
    sys.exit(main())
