"""`leafloop evaluate orders` prints figures, writes nothing, and fails in one line."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from api.cli import main
from tests.training.bought import write

Ran = tuple[int, str, str]
"""Exit status, stdout and stderr."""

Run = Callable[..., Ran]

ORDERS = (
    "user_id,order_id,ordered_at,sku",
    *(f"a,a{day},{day},m2" for day in range(1, 5)),
    *(f"t,t{day},{day},m1" for day in range(1, 5)),
    "t,t9,soon,m1",
)
PRODUCTS = ("sku,name,category", "m1,Milk,Dairy", "m2,Oat Milk,Dairy")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `leafloop evaluate orders`; an error that is shown leaves with its status."""
    monkeypatch.setenv("LEAFLOOP_DATA_DIR", str(tmp_path / "var"))

    def leafloop(*arguments: object) -> Ran:
        monkeypatch.setattr(sys, "argv", ["leafloop", "evaluate", "orders", *map(str, arguments)])
        with pytest.raises(SystemExit) as left:
            main()
        printed = capsys.readouterr()
        return int(left.value.code or 0), printed.out, printed.err

    return leafloop


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """A file of orders and one of products."""
    return write(tmp_path / "orders.csv", *ORDERS), write(tmp_path / "products.csv", *PRODUCTS)


def test_json_has_the_figures_of_the_contract(run: Run, files: tuple[Path, Path]) -> None:
    status, out, _ = run(files[0], "--products", files[1], "--json")
    assert status == 0
    found = json.loads(out)["search_replay"]
    assert found["queries"] == 3
    for system in ("popularity", "leafloop"):
        assert found[system].keys() == {"mrr", "top1", "top10", "repeat", "new"}
    assert found["popularity"]["mrr"] == 0.5
    assert found["leafloop"]["mrr"] == 1.0


def test_lines_left_out_are_named(run: Run, files: tuple[Path, Path]) -> None:
    (refused,) = json.loads(run(files[0], "--json")[1])["rejected"]
    assert (refused["count"], refused["first"][0]["line"]) == (1, 10)
    assert "line 10: ordered_at" in run(files[0])[1]


def test_without_products_no_search_is_replayed(run: Run, files: tuple[Path, Path]) -> None:
    assert "search_replay" not in json.loads(run(files[0], "--json")[1])


def test_a_person_gets_a_table_and_the_gain_with_its_interval(
    run: Run, files: tuple[Path, Path]
) -> None:
    status, out, _ = run(files[0], "--products", files[1])
    assert status == 0
    assert "3 purchases of 1 users" in out
    assert "leafloop - popularity, mrr: +0.500 (+0.500 to +0.500)" in " ".join(out.split())


def test_no_store_is_opened(run: Run, files: tuple[Path, Path], tmp_path: Path) -> None:
    assert run(files[0], "--products", files[1])[0] == 0
    assert not (tmp_path / "var").exists()


def test_what_cannot_be_read_is_one_line(run: Run, tmp_path: Path) -> None:
    for path, said in (
        (tmp_path / "nowhere.csv", "There is no file"),
        (write(tmp_path / "odd.csv", "a,b", "1,2"), "rename its columns"),
    ):
        status, _, err = run(path)
        (line,) = [each for each in err.splitlines() if "leafloop:" in each]
        assert status == 1
        assert said in line
