"""The page of benchmarks is made from result files, whichever bench wrote them."""

from pathlib import Path

import msgspec
import pytest

from bench.measure import Row, percentiles, write
from bench.report import read, render


def page(results: Path, *rows: Row) -> str:
    """Return the page of one bench with these rows."""
    write("click", rows, results=results)
    return render(read(results))


def test_a_row_shows_its_percentiles_with_their_unit(tmp_path: Path) -> None:
    row = Row("one click", "p50 < 0.7 ms", met=True, **percentiles([0.0005]))
    assert "| one click | p50 < 0.7 ms | yes | 0.5 ms | 0.5 ms | 0.5 ms |  | 1 |  |" in page(
        tmp_path, row
    )


def test_a_large_figure_is_grouped_by_thousands(tmp_path: Path) -> None:
    row = Row("sixteen clients", unit="/s", value=3456.7, n=20_000)
    assert "| 3,457 /s | 20,000 |" in page(tmp_path, row)


def test_a_missed_target_stands_out_and_says_why(tmp_path: Path) -> None:
    row = Row("batches", "≥ 30,000/s", unit="/s", value=9000, met=False, note="one core was busy")
    written = page(tmp_path, row)
    assert "| **no** |" in written
    assert "- batches: one core was busy" in written


def test_a_bar_in_a_cell_does_not_split_it(tmp_path: Path) -> None:
    assert r"rules \| ollama" in page(tmp_path, Row("rules | ollama"))


def test_benches_come_in_the_order_of_their_names(tmp_path: Path) -> None:
    for name in ("search", "click", "rank"):
        write(name, [], results=tmp_path)
    assert [result.bench for result in read(tmp_path)] == ["click", "rank", "search"]


def test_a_file_of_another_form_is_refused(tmp_path: Path) -> None:
    (tmp_path / "odd.json").write_text('{"bench": "odd", "rows": [{"what": 1}]}', encoding="utf-8")
    with pytest.raises(msgspec.ValidationError):
        read(tmp_path)
