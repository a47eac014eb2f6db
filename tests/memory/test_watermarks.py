"""A follower's place survives a restart, and never moves back."""

from pathlib import Path

from memory.watermarks import Watermarks


def test_a_new_follower_begins_at_the_start(tmp_path: Path) -> None:
    assert Watermarks(tmp_path / "w.db").of("remember") == 0


def test_a_place_survives_a_restart(tmp_path: Path) -> None:
    marks = Watermarks(tmp_path / "w.db")
    marks.move("remember", 7)
    marks.close()
    assert Watermarks(tmp_path / "w.db").of("remember") == 7


def test_it_never_moves_back(tmp_path: Path) -> None:
    marks = Watermarks(tmp_path / "w.db")
    marks.move("remember", 7)
    marks.move("remember", 3)
    assert marks.of("remember") == 7


def test_each_follower_has_its_own(tmp_path: Path) -> None:
    marks = Watermarks(tmp_path / "w.db")
    marks.move("remember", 7)
    assert marks.of("other") == 0
