"""Conversations are read line by line, and a bad line is named."""

import json
from pathlib import Path
from typing import Any

import pytest

from domain.errors import Invalid
from training.evaluate.conversations import read_conversations

TURN = {"id": "t1", "speaker": "Ann", "text": "I baked bread", "at": "2026-01-01T10:00:00Z"}


def line(**changes: Any) -> str:
    whole = {
        "conversation_id": "c1",
        "turns": [TURN],
        "questions": [{"text": "What was baked?", "evidence": ["t1"]}],
    }
    return json.dumps(whole | changes)


def file_of(directory: Path, *lines: str) -> Path:
    path = directory / "talk.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_every_line_is_a_conversation_and_empty_lines_are_none(tmp_path: Path) -> None:
    path = file_of(tmp_path, line(), "", line(conversation_id="c2"))
    assert [each.conversation_id for each in read_conversations(path)] == ["c1", "c2"]


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ("{", "line 2"),
        (line(turns=[]), "turns"),
        (line(turns=[TURN | {"at": "2026-01-01T10:00:00"}]), "turns.0.at"),
        (line(turns=[TURN, TURN]), "two turns have the same id"),
        (line(questions=[{"text": "?", "evidence": ["t9"]}]), "no turn has the id 't9'"),
        (line(questions=[{"text": "?", "evidence": []}]), "questions.0.evidence"),
    ],
)
def test_a_bad_line_is_named_with_what_is_wrong(tmp_path: Path, bad: str, said: str) -> None:
    with pytest.raises(Invalid, match=r"line 2") as caught:
        list(read_conversations(file_of(tmp_path, line(), bad)))
    assert said in caught.value.detail
    assert "questions[{text, evidence[ids]}]" in caught.value.detail


def test_a_missing_file_and_one_that_is_no_text_are_said(tmp_path: Path) -> None:
    noise = tmp_path / "noise.jsonl"
    noise.write_bytes(b"\xff\xfe\x00")
    for path in (tmp_path / "nowhere.jsonl", noise):
        with pytest.raises(Invalid, match="cannot be read"):
            list(read_conversations(path))
