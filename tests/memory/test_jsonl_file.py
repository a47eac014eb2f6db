"""A JSONL log holds each record once, whatever tears it."""

import json
import os
import resource
import signal
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from domain.errors import Unavailable
from memory.jsonl_file import CHECKPOINT_EVERY, JsonlFile
from memory.jsonl_line import Line, line_seq, packed


def line(seq: int, day: str = "2026-01-09", text: str = "é\r\n") -> Line:
    record = {"timestamp": f"{day}T12:00:00.000Z", "text": text, "event_id": f"e{seq}", "seq": seq}
    return Line(seq, record)


def opened(path: Path, max_bytes: int = 1_000_000) -> JsonlFile:
    file = JsonlFile(path, max_bytes=max_bytes)
    file.open()
    return file


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "training" / "log.jsonl"


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(row) for row in path.read_bytes().split(b"\n")[:-1]]


def seqs(file: JsonlFile) -> list[int]:
    """Return the places of all records, in the order they are in the files."""
    return [row["seq"] for path in file.files() for row in rows(path) if "event_id" in row]


@contextmanager
def no_file_larger_than(size: int) -> Iterator[None]:
    """Make writes beyond a size fail, as on a full disk: the last one is cut short."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)


def test_nothing_to_write_makes_no_file(path: Path) -> None:
    file = opened(path)
    file.append([], 50)
    assert (file.watermark, file.files(), path.parent.exists()) == (50, [], False)


def test_a_file_starts_with_a_header_that_says_what_came_before(path: Path) -> None:
    file = opened(path)
    file.append([], 50)
    file.append([line(60)], 70)
    assert rows(path)[0] == {"v": 1, "from_seq": 50}
    assert file.watermark == 70
    assert file.count == 1


def test_a_line_ends_with_the_crc_of_the_rest(path: Path) -> None:
    opened(path).append([line(3)], 3)
    text = path.read_text("utf-8").splitlines()[1]
    body, _, crc = text.rpartition(',"crc":')
    assert int(crc[:-1]) == zlib.crc32((body + "}").encode())
    assert json.loads(text)["text"] == "é\r\n"


def test_lines_at_or_below_the_watermark_are_not_written_again(path: Path) -> None:
    file = opened(path)
    file.append([line(1), line(2)], 2)
    file.append([line(1), line(2), line(3)], 3)
    assert seqs(file) == [1, 2, 3]


def test_a_checkpoint_is_written_every_ten_thousand_events(path: Path) -> None:
    file = opened(path)
    file.append([line(1)], 5)
    file.append([], CHECKPOINT_EVERY - 1)
    assert len(rows(path)) == 2
    file.append([], CHECKPOINT_EVERY + 3)
    assert rows(path)[-1].keys() == {"seq", "crc"}
    assert opened(path).watermark == CHECKPOINT_EVERY + 3


def test_a_log_without_records_remembers_its_place_in_a_header(path: Path) -> None:
    opened(path).append([], CHECKPOINT_EVERY)
    assert rows(path) == [{"v": 1, "from_seq": CHECKPOINT_EVERY}]
    assert opened(path).watermark == CHECKPOINT_EVERY


def test_only_its_owner_may_read_a_log(path: Path) -> None:
    opened(path).append([line(1)], 1)
    assert path.stat().st_mode & 0o077 == 0


def test_wherever_a_crash_cuts_the_file_each_record_is_there_once(path: Path) -> None:
    lines = [line(seq) for seq in range(1, 8)]
    file = opened(path)
    file.append(lines[:3], CHECKPOINT_EVERY + 3)
    later = [line(CHECKPOINT_EVERY + seq) for seq in range(4, 8)]
    file.append(later, CHECKPOINT_EVERY + 8)
    file.close()
    whole = path.read_bytes()
    header = whole.index(b"\n") + 1
    for cut in range(header, len(whole) + 1):
        path.write_bytes(whole[:cut])
        again = opened(path)
        assert again.count == len(seqs(again))
        again.append([*lines[:3], *later], CHECKPOINT_EVERY + 8)
        assert seqs(again) == [one.seq for one in (*lines[:3], *later)]
        assert again.count == 7
        again.close()


def test_a_header_cut_anywhere_starts_afresh(path: Path) -> None:
    file = opened(path)
    file.append([line(1)], 1)
    file.close()
    whole = path.read_bytes()
    for cut in range(whole.index(b"\n") + 1):
        path.write_bytes(whole[:cut])
        again = opened(path)
        again.append([line(1)], 1)
        assert seqs(again) == [1]
        again.close()


def test_a_changed_byte_cuts_from_its_line_on(path: Path) -> None:
    file = opened(path)
    file.append([line(seq) for seq in (1, 2, 3)], 3)
    file.close()
    whole = bytearray(path.read_bytes())
    whole[whole.index(b"e2")] ^= 1
    path.write_bytes(whole)
    again = opened(path)
    assert (seqs(again), again.watermark, again.count) == ([1], 1, 1)


def test_zeros_after_a_power_cut_are_cut(path: Path) -> None:
    file = opened(path)
    file.append([line(1)], 1)
    file.close()
    with path.open("ab") as torn:
        torn.write(b"\0" * 4096)
    again = opened(path)
    again.append([line(2)], 2)
    assert seqs(again) == [1, 2]


def test_a_file_that_is_no_log_is_left_as_it_is(path: Path) -> None:
    path.parent.mkdir()
    path.write_text('{"mine": 1}\n')
    with pytest.raises(Unavailable, match="Move it away"):
        opened(path)
    assert path.read_text() == '{"mine": 1}\n'


def test_a_new_day_rotates(path: Path) -> None:
    file = opened(path)
    file.append([line(1), line(2, "2026-01-10")], 2)
    [old] = file.rotated()
    assert old.name == "log.2026-01-09.000000000001.jsonl"
    assert rows(old)[-1]["seq"] == 1
    assert rows(path)[0] == {"v": 1, "from_seq": 1}
    assert (seqs(file), file.count) == ([1, 2], 2)


def test_a_new_day_rotates_after_a_restart_too(path: Path) -> None:
    file = opened(path)
    file.append([line(1)], CHECKPOINT_EVERY)
    file.close()
    again = opened(path)
    again.append([line(CHECKPOINT_EVERY + 1, "2026-01-10")], CHECKPOINT_EVERY + 1)
    assert len(again.rotated()) == 1


def test_an_older_time_does_not_rotate(path: Path) -> None:
    file = opened(path)
    file.append([line(1), line(2, "2025-01-01"), line(3)], 3)
    assert file.rotated() == []


def test_size_rotates_and_nothing_is_lost_or_repeated(path: Path) -> None:
    for start in range(1, 41, 4):
        file = opened(path, max_bytes=400)
        file.append([line(seq) for seq in range(1, start + 4)], start + 3)
        assert file.count == start + 3
        file.close()
    assert seqs(file) == list(range(1, 41))
    assert len(file.rotated()) > 5
    assert all(one.stat().st_size <= 500 for one in file.files())


def test_a_crash_between_rotating_and_starting_a_file_loses_nothing(path: Path) -> None:
    file = opened(path)
    file.append([line(1), line(2, "2026-01-10")], 2)
    file.close()
    path.unlink()
    again = opened(path)
    assert again.watermark == 1
    again.append([line(1), line(2, "2026-01-10")], 2)
    assert seqs(again) == [1, 2]


def test_a_late_line_is_written_once_and_does_not_move_the_watermark(path: Path) -> None:
    file = opened(path)
    file.append([line(1), line(3)], 4)
    for _ in range(2):
        file.append_late(line(2))
        file.close()
        file = opened(path)
    file.append([line(seq) for seq in (1, 2, 3, 4)], 4)
    assert seqs(file) == [1, 3, 2, 4]


def test_a_full_disk_leaves_whole_lines_and_a_retry_completes_them(path: Path) -> None:
    file = opened(path)
    file.append([line(1)], 1)
    size = path.stat().st_size
    with no_file_larger_than(size + 150), pytest.raises(OSError, match=r"fitted|large"):
        file.append([line(2), line(3), line(4)], 4)
    assert (path.stat().st_size, file.watermark, file.count) == (size, 1, 1)
    file.append([line(2), line(3), line(4)], 4)
    assert (seqs(file), file.count) == ([1, 2, 3, 4], 4)


def test_a_disk_full_while_rotating_loses_nothing(path: Path) -> None:
    for limit in range(40, 900, 20):
        file = opened(path.with_name(f"log{limit}.jsonl"))
        lines = [line(seq, f"2026-01-{seq:02}") for seq in range(1, 5)]
        with no_file_larger_than(limit):
            try:
                file.append(lines, 4)
            except OSError:
                assert file.watermark < 4
        file.append(lines, 4)
        assert (seqs(file), file.count) == ([1, 2, 3, 4], 4)
        file.close()


def test_a_failure_that_cannot_be_rolled_back_is_mended_by_the_next_try(path: Path) -> None:
    file = opened(path)
    file.append([line(1)], 1)
    os.close(file._handle)
    file._handle = os.open(path, os.O_RDONLY)
    with pytest.raises(OSError, match="Bad file descriptor"):
        file.append([line(2)], 2)
    file.append([line(2)], 2)
    assert seqs(file) == [1, 2]


def test_a_directory_that_cannot_be_made_is_tried_again(path: Path) -> None:
    path.parent.write_text("in the way")
    file = JsonlFile(path)
    with pytest.raises(OSError, match="training"):
        file.append([line(1)], 1)
    path.parent.unlink()
    file.append([line(1)], 1)
    assert seqs(file) == [1]


def test_a_record_that_is_no_json_is_refused_before_anything_is_written(path: Path) -> None:
    file = opened(path)
    bad = Line(2, dict(line(2).record) | {"text": object()})
    with pytest.raises(TypeError):
        file.append([line(1), bad], 2)
    assert (file.watermark, file.files()) == (0, [])


def test_a_rewrite_drops_lines_from_every_file_and_keeps_the_place(path: Path) -> None:
    file = opened(path)
    file.append([line(1, text="ann"), line(2, text="bob")], 2)
    file.append([line(3, "2026-01-10", text="ann"), line(4, "2026-01-10", text="bob")], 9)
    assert len(file.lines_with(b'"text":"ann"')) == 2
    assert file.rewrite_without(b'"text":"ann"') == 2
    assert file.lines_with(b"ann") == []
    assert (seqs(file), file.count, file.watermark) == ([2, 4], 2, 9)
    assert opened(path).watermark == 9
    file.append([line(10, "2026-01-10")], 10)
    assert seqs(file) == [2, 4, 10]


def test_a_draft_that_a_crash_left_is_removed(path: Path) -> None:
    path.parent.mkdir()
    draft = path.with_suffix(".jsonl.draft")
    draft.write_text("half a rewrite")
    opened(path)
    assert not draft.exists()


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"\n",
        b"{}\n",
        b"[1]\n",
        b"not json\n",
        packed({"seq": 7})[:-1],
        packed({"seq": "7"}),
        packed({"other": 7}),
        packed({"seq": 7}).replace(b"7", b"8", 1),
    ],
)
def test_a_line_that_is_not_whole_says_no_place(text: bytes) -> None:
    assert line_seq(text) is None
    assert line_seq(packed({"seq": 7})) == 7
