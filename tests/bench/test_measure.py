"""Every bench writes its figures in the same form."""

from pathlib import Path

import orjson
import pytest

from bench.measure import Row, percentiles, write


def test_percentiles_are_given_in_the_unit_asked_for() -> None:
    samples = [second / 1000 for second in range(1, 102)]
    assert percentiles(samples) == {
        "unit": "ms",
        "n": 101,
        "p50": pytest.approx(51),
        "p95": pytest.approx(96),
        "p99": pytest.approx(100),
    }
    assert percentiles(samples, "us")["p50"] == pytest.approx(51_000)


def test_no_samples_have_no_percentiles() -> None:
    with pytest.raises(ValueError, match="No samples"):
        percentiles([])


def test_a_result_file_holds_rows_machine_and_versions(tmp_path: Path) -> None:
    row = Row("one click", "p50 < 0.7 ms", met=True, **percentiles([0.0005, 0.0006, 0.0007]))
    path = write("click", [row], results=tmp_path / "results")
    body = orjson.loads(path.read_bytes())
    assert path == tmp_path / "results" / "click.json"
    assert body["bench"] == "click"
    assert body["machine"]["cores"] >= 1
    assert body["versions"]["numpy"]
    assert body["rows"][0]["what"] == "one click"
    assert body["rows"][0]["p50"] == pytest.approx(0.6)
    assert set(body["rows"][0]) == {
        "what", "target", "unit", "n", "p50", "p95", "p99", "value", "floor", "met", "note",
    }  # fmt: skip
