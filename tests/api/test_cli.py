"""The command line: what it lists, what it imports, and how it fails in one line."""

import json
import logging
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow
import pytest
import structlog
from pyarrow import parquet

from api.cli import main
from memory.owner import Owner

PRODUCTS: list[dict[str, Any]] = [
    {"sku": "a1", "name": "Apple", "brand": "Orchard", "category": "Fruit", "price": 0.5},
    {"sku": "b1", "name": "Banana", "brand": "Canary", "category": "Fruit", "price": 0.3},
    {"sku": "c1", "name": "Cherry", "brand": "Orchard", "category": "Fruit", "price": -1.0},
]
ORDERS: list[dict[str, Any]] = [
    {"user_id": "u1", "order_id": "o1", "ordered_at": "2026-01-01T10:00:00Z", "sku": "a1",
     "quantity": 2, "price": 0.5},
    {"user_id": "u1", "order_id": "o1", "ordered_at": "2026-01-01T10:00:00Z", "sku": "old",
     "quantity": 1, "price": 9.0},
    {"user_id": "u2", "order_id": "o2", "ordered_at": "2026-01-02T10:00:00Z", "sku": "b1",
     "quantity": 3000, "price": 0.3},
    {"user_id": "u2", "order_id": "o3", "ordered_at": "2026-01-03T10:00:00Z", "sku": "b1",
     "quantity": -1, "price": 0.3},
]  # fmt: skip
FORMATS = ("csv", "jsonl", "parquet")


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended.

    Attributes:
        status: Its exit status.
        out: What it wrote to stdout.
        err: What it wrote to stderr.
    """

    status: int
    out: str
    err: str

    @property
    def summary(self) -> dict[str, Any]:
        """What --json printed, which is all of stdout."""
        assert self.status == 0, self.err
        values: dict[str, Any] = json.loads(self.out)
        return values


Run = Callable[..., Ran]


@pytest.fixture
def leafloop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Run]:
    """Runs `leafloop` on a data directory of its own; the loggers are left as they were."""
    before, root = structlog.get_config(), logging.getLogger()
    handlers, access = list(root.handlers), logging.getLogger("uvicorn.access")
    monkeypatch.setenv("LEAFLOOP_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("TRAINING_DATA_DIR", str(tmp_path / "training"))

    def run(*arguments: object) -> Ran:
        monkeypatch.setattr(sys, "argv", ["leafloop", *map(str, arguments)])
        with pytest.raises(SystemExit) as left:
            main()
        said = capsys.readouterr()
        return Ran(int(left.value.code or 0), said.out, said.err)

    yield run
    structlog.configure(**before)
    root.handlers[:], access.disabled = handlers, False


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    """Write rows in the format that the name asks for."""
    if path.suffix == ".parquet":
        parquet.write_table(pyarrow.Table.from_pylist(rows), path)
        return path
    if path.suffix == ".jsonl":
        lines = [json.dumps(row) for row in rows]
    else:
        lines = [",".join(rows[0]), *(",".join(map(str, row.values())) for row in rows)]
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.mark.parametrize("form", FORMATS)
def test_products_are_imported_with_a_verdict_for_each_row_left_out(
    leafloop: Run, tmp_path: Path, form: str
) -> None:
    ran = leafloop("import", "products", write(tmp_path / f"p.{form}", PRODUCTS), "--json")
    summary = ran.summary
    assert (summary["kept"], summary["updated"]) == (2, 0)
    (verdict,) = summary["rejected"]
    assert verdict["line"] == {"csv": 4, "jsonl": 3, "parquet": 3}[form]
    assert verdict["reason"].startswith("price:")


@pytest.mark.parametrize("form", FORMATS)
def test_orders_are_imported_whole_with_products_nobody_sells_any_more(
    leafloop: Run, tmp_path: Path, form: str
) -> None:
    leafloop("import", "products", write(tmp_path / "p.jsonl", PRODUCTS))
    ran = leafloop("import", "orders", write(tmp_path / f"o.{form}", ORDERS), "--json")
    assert (ran.summary["kept"], ran.summary["updated"]) == (2, 0)
    (verdict,) = ran.summary["rejected"]
    assert verdict["reason"] == "quantity: the line takes something back"


def test_a_second_import_of_products_counts_as_updated(leafloop: Run, tmp_path: Path) -> None:
    file = write(tmp_path / "p.csv", PRODUCTS)
    leafloop("import", "products", file)
    summary = leafloop("import", "products", file, "--json").summary
    assert (summary["kept"], summary["updated"]) == (2, 2)


def test_a_replacing_import_drops_what_is_not_in_the_file(leafloop: Run, tmp_path: Path) -> None:
    leafloop("import", "products", write(tmp_path / "old.csv", PRODUCTS))
    new = [PRODUCTS[1], {"sku": "d1", "name": "Date"}, {"sku": "d1", "name": "Dates"}]
    file = write(tmp_path / "new.jsonl", [*new, {"sku": "e1"}])
    summary = leafloop("import", "products", file, "--replace", "--json").summary
    assert (summary["kept"], summary["updated"]) == (2, 1)
    assert [verdict["line"] for verdict in summary["rejected"]] == [4]
    again = leafloop("import", "products", write(tmp_path / "all.csv", PRODUCTS), "--json")
    assert (again.summary["kept"], again.summary["updated"]) == (2, 1)


def test_a_replacing_import_without_a_readable_product_leaves_the_old_ones(
    leafloop: Run, tmp_path: Path
) -> None:
    old = write(tmp_path / "old.csv", PRODUCTS)
    leafloop("import", "products", old)
    ran = leafloop("import", "products", write(tmp_path / "p.jsonl", [{"sku": "x"}]), "--replace")
    assert (ran.status, ran.out) == (1, "")
    assert "p.jsonl holds no product that can be read" in ran.err
    assert leafloop("import", "products", old, "--json").summary["updated"] == 2


def test_a_second_import_of_orders_changes_nothing(leafloop: Run, tmp_path: Path) -> None:
    file = write(tmp_path / "o.csv", ORDERS)
    leafloop("import", "orders", file)
    summary = leafloop("import", "orders", file, "--json").summary
    assert (summary["kept"], summary["updated"]) == (2, 2)


def test_the_same_order_with_other_lines_is_rejected_by_name(leafloop: Run, tmp_path: Path) -> None:
    leafloop("import", "orders", write(tmp_path / "o.csv", ORDERS))
    changed = [ORDERS[0] | {"quantity": 7}, *ORDERS[1:]]
    summary = leafloop("import", "orders", write(tmp_path / "o.csv", changed), "--json").summary
    assert summary["rejected"][-1]["line"] == "order o1"


def test_a_person_reads_a_sentence_and_the_first_verdicts(leafloop: Run, tmp_path: Path) -> None:
    bad = [{"sku": f"x{n}", "name": "X", "price": -1} for n in range(12)]
    ran = leafloop("import", "products", write(tmp_path / "p.jsonl", [PRODUCTS[0], *bad]))
    lines = ran.out.splitlines()
    assert lines[0] == "kept 1, of which 0 were there before; rejected 12"
    assert [line.split(":")[0] for line in lines[1:11]] == [f"  line {n}" for n in range(2, 12)]
    assert lines[11:] == ["  … --json prints every verdict"]


def test_progress_and_logs_stay_off_stdout(
    leafloop: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEAFLOOP_ACCESS_LOG", "on")
    ran = leafloop("import", "products", write(tmp_path / "p.csv", PRODUCTS), "--json")
    assert ran.summary["kept"] == 2
    assert "p.csv" in ran.err


@pytest.mark.parametrize("what", ["products", "orders"])
@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("none.csv", None, "no file"),
        ("text.docx", b"sku,name\n", "no known format"),
        ("empty.csv", b"", "is empty"),
        ("fake.parquet", b"no parquet", "no readable Parquet file"),
        ("other.csv", b"alpha,beta\n1,2\n", "rename its columns"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_line_and_opens_nothing(
    leafloop: Run, tmp_path: Path, what: str, name: str, content: bytes | None, said: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    ran = leafloop("import", what, tmp_path / name, "--json")
    assert (ran.status, ran.out) == (1, "")
    (line,) = ran.err.splitlines()
    assert line.startswith("leafloop: ")
    assert said in line
    assert not (tmp_path / "var").exists()


def test_two_imports_at_once_are_one_too_many(leafloop: Run, tmp_path: Path) -> None:
    file = write(tmp_path / "p.csv", PRODUCTS)
    owner = Owner.acquire(tmp_path / "var", "")
    try:
        ran = leafloop("import", "products", file)
    finally:
        owner.release()
    assert ran.status == 1
    assert "in use by another process" in ran.err


def test_help_lists_what_there_is(leafloop: Run) -> None:
    ran = leafloop("--help")
    assert ran.status == 0
    assert {"serve", "import", "evaluate", "user"} <= set(ran.out.split())
    planned = {"nightly", "cycle", "export", "train", "models", "replay", "doctor"}
    assert not planned & set(ran.out.split())


def test_a_command_that_does_not_exist_is_refused(leafloop: Run) -> None:
    ran = leafloop("fly")
    assert ran.status == 2
    assert "No such command" in ran.err


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("LEAFLOOP_HOST", "0.0.0.0", "only a loopback address"),
        ("LEAFLOOP_HOST", "192.168.1.5", "only a loopback address"),
        ("LEAFLOOP_HOST", "shop.example", "does not appear to be"),
        ("LEAFLOOP_PORT", "70000", "less than or equal to 65535"),
        ("LEAFLOOP_AUTH", "on", "LEAFLOOP_AUTH"),
    ],
)
def test_a_setting_that_cannot_be_served_is_one_line(
    leafloop: Run, monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    ran = leafloop("serve")
    (line,) = ran.err.splitlines()
    assert ran.status == 1
    assert line.startswith(f"leafloop: {name}: ")
    assert said in line


def test_a_port_that_is_taken_is_one_line(leafloop: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        monkeypatch.setenv("LEAFLOOP_PORT", str(taken.getsockname()[1]))
        ran = leafloop("serve")
    (line,) = ran.err.splitlines()
    assert ran.status == 1
    assert line.endswith("choose another LEAFLOOP_PORT")


def test_a_data_directory_that_is_taken_is_one_line_that_names_its_owner(
    leafloop: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEAFLOOP_PORT", "0")
    owner = Owner.acquire(tmp_path / "var", "http://127.0.0.1:9")
    try:
        ran = leafloop("serve")
    finally:
        owner.release()
    assert ran.status == 1
    assert "in use by the server at http://127.0.0.1:9" in ran.err
    assert "Traceback" not in ran.err


def test_a_server_that_died_without_a_word_is_named(leafloop: Run, tmp_path: Path) -> None:
    file = write(tmp_path / "p.csv", PRODUCTS)
    owner = Owner.acquire(tmp_path / "var", "http://127.0.0.1:9")
    try:
        ran = leafloop("import", "products", file)
    finally:
        owner.release()
    assert ran.status == 1
    assert "the server at http://127.0.0.1:9 does not answer" in ran.err
