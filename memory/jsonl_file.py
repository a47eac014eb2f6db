"""Append records to a JSONL file that knows how far it has read the journal."""

import os
import re
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Final

import orjson

from domain.errors import Unavailable
from memory.jsonl_line import Line, end_of, header, packed, record_count

CHECKPOINT_EVERY: Final = 10_000
_NO_FILE: Final = -1


class JsonlFile:
    """One log: the file in use, and those rotated away beside it.

    The first line of each is `{v, from_seq}`. A checkpoint `{seq, crc}` says that every event
    up to `seq` was looked at; after it the highest `seq` of a whole line does. So the file
    itself says where to go on, and what a crash tore is cut and written again. All of it
    blocks: call it in a thread.

    Attributes:
        path: The file in use; made with the first line.
        watermark: Journal place up to which every event was looked at.
        count: Records in all files.
    """

    def __init__(self, path: Path, *, max_bytes: int = 16 * 1024 * 1024) -> None:
        self.path = path
        self.watermark = 0
        self.count = 0
        self._max_bytes = max_bytes
        self._handle = _NO_FILE
        self._size = 0
        self._day = ""
        self._checkpointed = 0
        self._synced = (0, 0, 0, 0, "")

    def open(self) -> None:
        """Find where the log ends, and cut what is torn.

        Raises:
            OSError: A file cannot be read or mended.
            Unavailable: The file in use is no such log; it is left as it is.
        """
        self.close()
        for draft in self.path.parent.glob(f"{self.path.stem}.*.draft"):
            draft.unlink()
        rotated = self.rotated()
        self.count = sum(record_count(path.read_bytes()) for path in rotated)
        self._size, self._day = 0, ""
        if self.path.exists() and self._take_up(self.path.read_bytes()):
            return
        self.watermark = end_of(rotated[-1].read_bytes()).seq if rotated else 0
        self._checkpointed = self.watermark
        self._keep()

    def append(self, lines: Sequence[Line], through: int) -> None:
        """Write the lines above the watermark, synced, and move it to `through`.

        Args:
            lines: In `seq` order.
            through: Journal place up to which every event was looked at.

        Raises:
            OSError: Nothing beyond the watermark is in the file; the same call may follow.
            TypeError: A record holds something that is no JSON; nothing was written.
            Unavailable: See `open`.
        """
        drafts = [(line, packed(line.record)) for line in lines]
        self._reopen_if_lost()
        try:
            for line, draft in drafts:
                if line.seq > self.watermark:
                    self._add(line, draft)
                    self.watermark = line.seq
            self.watermark = max(self.watermark, through)
            if self.watermark - self._checkpointed >= CHECKPOINT_EVERY:
                self._checkpoint()
            self._sync()
        except OSError:
            self._roll_back()
            raise

    def append_late(self, line: Line) -> None:
        """Write a line whose place is already passed, unless its event is there.

        Raises:
            OSError: It could not be written; nothing of it is in the file.
            TypeError: The record holds something that is no JSON.
            Unavailable: See `open`.
        """
        draft = packed(line.record)
        self._reopen_if_lost()
        event = b'"event_id":%b' % orjson.dumps(line.record["event_id"])
        if any(event in path.read_bytes() for path in self.files()):
            return
        try:
            self._add(line, draft)
            self._sync()
        except OSError:
            self._roll_back()
            raise

    def rotated(self) -> list[Path]:
        """Return the files rotated away, oldest first."""
        name = re.compile(rf"{re.escape(self.path.stem)}\.\d{{4}}-\d\d-\d\d\.(\d+)\.jsonl")
        found = [
            (int(match[1]), path)
            for path in self.path.parent.glob(f"{self.path.stem}.*.jsonl")
            if (match := name.fullmatch(path.name))
        ]
        return [path for _, path in sorted(found)]

    def files(self) -> list[Path]:
        """Return every file of this log, oldest first."""
        return [*self.rotated(), *([self.path] if self.path.exists() else [])]

    def lines_with(self, wanted: bytes) -> list[bytes]:
        """Return the lines that hold these bytes, oldest first.

        Raises:
            OSError: A file cannot be read.
        """
        return [
            line
            for path in self.files()
            for line in path.read_bytes().splitlines()
            if wanted in line
        ]

    def rewrite_without(self, unwanted: bytes, unless: Collection[bytes] = ()) -> int:
        """Drop every line that holds these bytes, unless it holds any of the others.

        Returns:
            How many lines there were.

        Raises:
            OSError: A file could not be written; each is either as before or without them.
        """
        gone = 0
        try:
            for path in self.files():
                data = path.read_bytes()
                lines = data.splitlines(keepends=True)
                wanted = [
                    line
                    for line in lines
                    if unwanted not in line or any(kept in line for kept in unless)
                ]
                if len(wanted) < len(lines):
                    seq = self.watermark if path == self.path else end_of(data).seq
                    _replace(path, b"".join([*wanted, packed({"seq": seq})]))
                    gone += len(lines) - len(wanted)
        finally:
            self.open()
        return gone

    def close(self) -> None:
        """Release the file in use."""
        handle, self._handle = self._handle, _NO_FILE
        if handle != _NO_FILE:
            os.close(handle)

    def _take_up(self, data: bytes) -> bool:
        end = end_of(data)
        if not end.offset:
            if b"\n" in data:
                raise Unavailable(
                    f"{self.path} does not begin with a whole header, so nothing says how far "
                    "it reaches. Move it away; it is then written anew from the journal."
                )
            self.path.unlink()
            return False
        self._handle = os.open(self.path, os.O_RDWR | os.O_APPEND)
        if end.offset < len(data):
            os.ftruncate(self._handle, end.offset)
            os.fsync(self._handle)
        self._size, self._day = end.offset, end.day
        self.watermark, self._checkpointed = end.seq, end.checkpoint
        self.count += record_count(data[: end.offset])
        self._keep()
        return True

    def _reopen_if_lost(self) -> None:
        """Take the file up again after a failure that could not be rolled back."""
        if self._handle == _NO_FILE and self.path.exists():
            self.open()

    def _add(self, line: Line, draft: bytes) -> None:
        full = self._size + len(draft) > self._max_bytes
        if self._handle == _NO_FILE:
            self._start()
        elif self._day and (full or line.day > self._day):
            self._rotate()
        self._write(draft)
        self._day = max(self._day, line.day)
        self.count += 1

    def _start(self) -> None:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        first = header(self.watermark)
        _replace(self.path, first)
        self._handle = os.open(self.path, os.O_RDWR | os.O_APPEND)
        self._size, self._day, self._checkpointed = len(first), "", self.watermark
        self._keep()

    def _rotate(self) -> None:
        target = self.path.with_name(f"{self.path.stem}.{self._day}.{self.watermark:012}.jsonl")
        if target.exists():  # only late lines since: rather one long file than one lost
            return
        self._checkpoint()
        self._sync()
        os.rename(self.path, target)
        self.close()
        self._start()

    def _checkpoint(self) -> None:
        if self._handle == _NO_FILE:
            self._start()  # its header says the same
            return
        self._write(packed({"seq": self.watermark}))
        self._checkpointed = self.watermark

    def _write(self, line: bytes) -> None:
        written = os.write(self._handle, line)
        self._size += written
        if written < len(line):
            raise OSError(f"only {written} of {len(line)} bytes fitted into {self.path}")

    def _sync(self) -> None:
        if self._size != self._synced[0]:
            os.fsync(self._handle)
        self._keep()

    def _keep(self) -> None:
        self._synced = (self._size, self.watermark, self.count, self._checkpointed, self._day)

    def _roll_back(self) -> None:
        self._size, self.watermark, self.count, self._checkpointed, self._day = self._synced
        try:
            if self._handle != _NO_FILE:
                os.ftruncate(self._handle, self._size)
        except OSError:  # the file says itself where it ends when it is taken up again
            self.close()


def _replace(path: Path, data: bytes) -> None:
    """Put a whole file under a name, or leave what was there."""
    draft = path.with_suffix(".jsonl.draft")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
