"""The commands beside a server that runs, and a server that cannot start."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.serving import ROOT, Serving, serving


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    with serving(tmp_path_factory.mktemp("cli") / "var") as server:
        yield server


def leafloop(data_dir: Path, *arguments: str, **environment: str) -> tuple[int, str, str]:
    """Run a command to its end; return status, stdout and stderr."""
    settings = {"LEAFLOOP_DATA_DIR": str(data_dir), "LEAFLOOP_PORT": "0", **environment}
    command = [sys.executable, "-c", "from api.cli import main; main()", *arguments]
    run = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    return run.returncode, run.stdout, run.stderr


def test_an_import_goes_through_the_running_server(running: Serving, tmp_path: Path) -> None:
    products, orders = tmp_path / "p.csv", tmp_path / "o.jsonl"
    products.write_text("sku,name,category,brand\nk1,Kiwi,Fruit,Zespri\n")
    line = {"user_id": "u1", "order_id": "o1", "ordered_at": "2026-01-01", "sku": "k1"}
    orders.write_text(json.dumps(line) + "\n")
    for what, file in (("products", products), ("orders", orders)):
        status, out, err = leafloop(running.data_dir, "import", what, str(file), "--json")
        assert (status, json.loads(out)["kept"]) == (0, 1), err
    assert running.search("u1", "kiwi")["results"][0]["product"]["brand"] == "Zespri"
    assert running.get("/api/v1/events/learning-status/u1")["events_seen"] == 1


def test_a_second_server_on_the_same_data_directory_is_refused(running: Serving) -> None:
    status, out, err = leafloop(running.data_dir, "serve")
    assert (status, out) == (1, "")
    (line,) = err.splitlines()
    assert f"in use by the server at {running.url}" in line


def test_a_server_that_cannot_open_its_rules_says_which(tmp_path: Path) -> None:
    config = tmp_path / "config"
    config.mkdir()
    (config / "signals.yaml").write_text("click: very much\n")
    status, _, err = leafloop(tmp_path / "var", "serve", LEAFLOOP_CONFIG_DIR=str(config))
    assert status == 1
    assert err.splitlines()[-1].startswith("leafloop: signals.yaml: click: ")
    assert "Traceback" not in err
