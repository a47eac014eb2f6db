"""Lists and picks are read line by line, and a bad line is named."""

import json
from pathlib import Path
from typing import Any

import pytest

from domain.errors import Invalid
from training.evaluate import picks
from training.evaluate.picks import Asked, read_picks

TWO = [{"id": "a", "text": "oat milk"}, {"id": "b", "text": "soy milk"}]


def line(**changes: Any) -> str:
    whole = {"input": "milk", "candidates": TWO, "picked": "a"} | changes
    return json.dumps({name: value for name, value in whole.items() if value != "left out"})


def file_of(directory: Path, *lines: str) -> Path:
    path = directory / "picks.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def read(directory: Path, *lines: str) -> list[Asked]:
    return list(read_picks(file_of(directory, *lines)))


@pytest.mark.parametrize(
    ("changes", "good"),
    [
        ({"picked": "b"}, [False, True]),
        ({"picked": "none"}, [False, False]),
        ({"picked": None}, [False, False]),
        ({"picked": "left out", "picked_id": "a"}, [True, False]),
        ({"picked": "left out", "engagement": {"a": 0, "b": 3}}, [False, True]),
        ({"picked": "left out", "engagement": [0.5, 0]}, [True, False]),
        (
            {
                "picked": "left out",
                "candidates": [TWO[0] | {"engagement": 1}, TWO[1] | {"engagement": 0}],
            },
            [True, False],
        ),
    ],
)
def test_what_was_right_may_be_told_in_several_ways(
    tmp_path: Path, changes: dict[str, Any], good: list[bool]
) -> None:
    (asked,) = read(tmp_path, line(**changes))
    assert asked.good(None) == good


def test_how_much_engagement_counts_can_be_said(tmp_path: Path) -> None:
    (asked,) = read(tmp_path, line(picked="left out", engagement=[2, 1]))
    assert (asked.good(None), asked.good(2.0)) == ([True, True], [True, False])


def test_empty_lines_are_none_and_numbers_may_be_ids(tmp_path: Path) -> None:
    numbered = [{"id": 1, "text": "oat"}, {"id": 2, "text": "soy"}]
    one, other = read(tmp_path, line(user_id=7), "", line(candidates=numbered, picked=2))
    assert (one.user_id, other.picked) == ("7", "2")


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ("{", "Invalid JSON"),
        (line(input=""), "input"),
        (line(candidates=[]), "candidates"),
        (line(candidates=[TWO[0], TWO[0]]), "two candidates have the same id"),
        (line(picked="z"), "no candidate has the id 'z'"),
        (line(picked="left out"), "neither picked nor an engagement"),
        (line(picked="left out", engagement={"a": 1}), "neither picked nor an engagement"),
        (line(picked="left out", engagement=[1]), "neither picked nor an engagement"),
        (line(picked="left out", engagement=[1, 2, 3]), "neither picked nor an engagement"),
        (line(picked="left out", engagement=[-1, 0]), "engagement"),
        (line(candidates=[TWO[0] | {"features": {"x": "much"}}]), "candidates.0.features.x"),
    ],
)
def test_a_bad_line_is_named_with_what_is_wrong(tmp_path: Path, bad: str, said: str) -> None:
    with pytest.raises(Invalid, match=r"line 2: ") as caught:
        read(tmp_path, line(), bad)
    assert said in caught.value.detail
    assert "candidates[{id, text, features?}]" in caught.value.detail


def test_a_file_with_more_than_fits_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(picks, "MOST_CANDIDATES", 3)
    with pytest.raises(Invalid, match="line 2: more than 3 candidates"):
        read(tmp_path, line(), line())


def test_a_missing_file_and_one_that_is_no_text_are_said(tmp_path: Path) -> None:
    noise = tmp_path / "noise.jsonl"
    noise.write_bytes(b"\xff\xfe\x00")
    for path in (tmp_path / "nowhere.jsonl", noise):
        with pytest.raises(Invalid, match="cannot be read"):
            list(read_picks(path))
