"""How high a search puts what was bought next, on whole baskets: `python -m bench.search_replay`.

Orders of 894 households (shared/data/dunnhumby-window) with the products of Complete Journey, read
in place by their own columns (catalog/layouts.py), as `leafloop evaluate orders` does it.
"""

import sys
from pathlib import Path
from typing import Any, Final

import orjson

from bench.measure import RESULTS, machine, versions
from bench.running import one_blas_thread
from training.evaluate.orders import evaluate_orders
from training.evaluate.past_orders import read_shopping
from wiring.rules import Rules
from wiring.shipped import shipped

DATA: Final = Path(__file__).resolve().parents[2] / "shared/data"
ORDERS: Final = DATA / "dunnhumby-window/baskets.parquet"
PRODUCTS: Final = DATA / "complete-journey/products.parquet"
RESULT: Final = RESULTS / "evaluation" / "search_replay.json"


def main() -> int:
    """Replay with the shipped rules and write the result; without the data say so and stop."""
    missing = [path.name for path in (ORDERS, PRODUCTS) if not path.exists()]
    if missing:
        sys.stderr.write(f"bench.search_replay skipped: it needs {' and '.join(missing)}.\n")
        return 0
    one_blas_thread("bench.search_replay")
    rules = Rules(shipped("config"))
    found = evaluate_orders(
        read_shopping(ORDERS, PRODUCTS),
        weights=rules.strategies().hybrid,
        signals=rules.signals(),
    )
    body: dict[str, Any] = {"machine": machine(), "versions": versions(), **found}
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_bytes(orjson.dumps(body, option=orjson.OPT_INDENT_2) + b"\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
