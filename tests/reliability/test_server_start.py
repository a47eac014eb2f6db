"""After kill -9 the server is ready soon, mends what was torn, and has all it acknowledged."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

import orjson
import pytest

from memory.jsonl_line import line_seq
from tests.serving import ROOT, Serving, serving

EVENTS = 20_000
PRODUCTS = 4_000
MOST_CPU_SECONDS = 8.0
"""Less than 5 on a quiet machine; 7 have been seen on one that others filled."""


@dataclass(frozen=True, slots=True)
class Restarted:
    """What a server found that was started after a kill.

    Attributes:
        cpu_seconds: Work of its process until it was ready; unlike the time, it does not depend
            on what else the machine does.
        carts: Of two subjects, before the kill and after the start.
        log: Bytes of the training log whose last line was torn, after the start.
        stats: What the server says about the training logs.
    """

    cpu_seconds: float
    carts: tuple[list[Any], list[Any]]
    log: bytes
    stats: dict[str, Any]


@pytest.fixture(scope="module")
def restarted(tmp_path_factory: pytest.TempPathFactory) -> Restarted:
    data_dir = tmp_path_factory.mktemp("killed") / "var"
    log = data_dir / "training" / "hypotheses_data.jsonl"
    with serving(data_dir, ENABLE_TRAINING_DATA_COLLECTION="true") as running:
        _pick(running)
        for start in range(0, EVENTS, 1_000):
            running.post("/api/v1/events", events=[_event(start + at) for at in range(1_000)])
        before = _carts(running)
        _until(lambda: running.get("/v1/training/stats")["lag"] == 0)
        running.stop(signal.SIGKILL)
    whole = log.read_bytes()
    log.write_bytes(whole + max(whole.splitlines(), key=len)[:100])
    with serving(data_dir, ENABLE_TRAINING_DATA_COLLECTION="true") as running:
        cpu_seconds = _cpu_seconds(running.process.pid)
        carts = (before, _carts(running))
        _until(lambda: running.get("/v1/training/stats")["lag"] == 0)
        _pick(running)
        _until(lambda: running.get("/v1/training/stats")["lag"] == 0)
        return Restarted(cpu_seconds, carts, log.read_bytes(), running.get("/v1/training/stats"))


def _pick(running: Serving) -> None:
    asked = running.post("/v1/execute", user_id="s1", input_text="build an API")
    choice = {"execution_id": asked["execution_id"], "hypothesis_id": "h1"}
    running.post("/v1/execute", user_id="s1", **choice)


def _event(number: int) -> dict[str, Any]:
    kind = ("product_viewed", "search_result_clicked", "cart_item_added")[number % 3]
    data: dict[str, Any] = {
        "product_sku": f"p{number % 40}",
        "product_name": f"Product {number % 40}",
        "category": f"Category {number % 7}",
    }
    if kind == "cart_item_added":
        data["quantity"] = 1
    return {"event_type": kind, "user_id": f"s{number % 500}", "data": data}


def _carts(running: Serving) -> list[Any]:
    return [running.get(f"/api/v1/user/{subject}/cart") for subject in ("s1", "s499")]


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _until(holds: Callable[[], bool]) -> None:
    deadline = monotonic() + 60
    while not holds():
        assert monotonic() < deadline


def test_it_is_ready_soon_with_20_000_events_stored(restarted: Restarted) -> None:
    assert restarted.cpu_seconds < MOST_CPU_SECONDS


def test_nobodys_cart_changed(restarted: Restarted) -> None:
    before, after = restarted.carts
    assert before == after
    assert all(cart["lines"] for cart in before)


def test_the_torn_line_is_cut_and_the_log_goes_on(restarted: Restarted) -> None:
    _, *lines = restarted.log.splitlines(keepends=True)
    assert None not in [line_seq(line) for line in lines]
    assert restarted.stats["hypotheses_count"] == 2


def test_an_import_killed_half_way_leaves_a_catalogue_that_can_be_searched_and_completed(
    tmp_path: Path,
) -> None:
    file, data_dir = tmp_path / "products.jsonl", tmp_path / "var"
    file.write_bytes(b"".join(orjson.dumps(_product(n)) + b"\n" for n in range(PRODUCTS)))
    importing = subprocess.Popen(_import(file), cwd=ROOT, env=_environment(data_dir))
    _until(lambda: _stored(data_dir) > 0)
    importing.kill()
    importing.wait()
    with serving(data_dir) as running:
        kept = _stored(data_dir)
        assert 0 < kept < PRODUCTS
        assert running.get("/readyz")["stores"]["catalog"] == f"ok: {kept} products"
        assert running.search("s1", "marmalade")["results"]
        again = subprocess.run(
            _import(file), cwd=ROOT, env=_environment(data_dir), capture_output=True, check=True
        )
        summary = orjson.loads(again.stdout)
        assert summary == {"kept": PRODUCTS, "updated": kept, "rejected": []}
        assert running.get("/readyz")["stores"]["catalog"] == f"ok: {PRODUCTS} products"
        assert running.get(f"/api/v1/products/p{PRODUCTS - 1}")["sku"] == f"p{PRODUCTS - 1}"


def test_a_server_killed_between_stage_and_swap_sells_what_it_sold(tmp_path: Path) -> None:
    file, data_dir = tmp_path / "new.jsonl", tmp_path / "var"
    file.write_bytes(b"".join(orjson.dumps(_product(n)) + b"\n" for n in range(20)))
    swap = {"version": "half", "expected": 20}
    with serving(data_dir) as running:
        running.post("/api/v1/products", products=[{"sku": "old", "name": "Old Marmalade"}])
        half = [_product(number) for number in range(10)]
        running.post("/api/v1/products", products=half, version="half")
        assert running.http.post("/api/v1/products/swap", json=swap).status_code == 409
        running.stop(signal.SIGKILL)
    with serving(data_dir) as running:
        assert running.get("/readyz")["stores"]["catalog"] == "ok: 1 products"
        assert running.http.post("/api/v1/products/swap", json=swap).status_code == 404
        command, environment = _import(file, "--replace"), _environment(data_dir)
        again = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=True)
        assert orjson.loads(again.stdout) == {"kept": 20, "updated": 0, "rejected": []}
        running.stop(signal.SIGKILL)
    with serving(data_dir) as running:
        assert running.get("/readyz")["stores"]["catalog"] == "ok: 20 products"
        found = running.search("s1", "marmalade", limit=50)["results"]
        assert {each["product"]["sku"] for each in found} == {f"p{n}" for n in range(20)}


def _import(file: Path, *options: str) -> list[str]:
    code = "from api.cli import main; main()"
    return [sys.executable, "-c", code, "import", "products", str(file), "--json", *options]


def _environment(data_dir: Path) -> dict[str, str]:
    return {**os.environ, "LEAFLOOP_DATA_DIR": str(data_dir)}


def _product(number: int) -> dict[str, Any]:
    return {
        "sku": f"p{number}",
        "name": f"Orange Marmalade No. {number}",
        "brand": f"Brand {number % 50}",
        "category": "Spreads",
        "price": 2.5,
    }


def _stored(data_dir: Path) -> int:
    """Return how many products are in the catalogue's file, 0 while there is none."""
    path = data_dir / "catalog" / "products.sqlite"
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
            return int(db.execute("SELECT count(*) FROM products").fetchone()[0])
    except sqlite3.OperationalError:
        return 0
