"""Write and read the lines of a JSONL log: what each says, and whether it is whole."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson

LAYOUT: Final = 1
_MARK: Final = b',"crc":'
_CHECKPOINT: Final = b'\n{"seq":'


@dataclass(frozen=True, slots=True)
class Line:
    """One record to write.

    Attributes:
        seq: Journal place of the event it comes from; in the record, too.
        record: Fields in the order they are written, `timestamp` and `event_id` among them;
            `crc` is added last.
    """

    seq: int
    record: Mapping[str, Any]

    @property
    def day(self) -> str:
        """The UTC day it belongs to, as `2026-11-21`."""
        return str(self.record["timestamp"])[:10]


def packed(record: Mapping[str, Any]) -> bytes:
    r"""Write one line: the record as JSON, then `crc`, the CRC-32 of that JSON without it.

    Raises:
        TypeError: The record holds something that is no JSON.

    Example:
        >>> packed({"seq": 7})
        b'{"seq":7,"crc":4090698731}\n'
    """
    body = orjson.dumps(record)
    return b"%b%b%d}\n" % (body[:-1], _MARK, zlib.crc32(body))


def header(from_seq: int) -> bytes:
    """Write a file's first line: what it holds comes after `from_seq` in the journal."""
    return orjson.dumps({"v": LAYOUT, "from_seq": from_seq}) + b"\n"


def header_seq(line: bytes) -> int | None:
    """Return `from_seq` of a header, or None when the line is none."""
    record = _parsed(line)
    seq = record.get("from_seq")
    return seq if line.endswith(b"\n") and isinstance(seq, int) else None


def line_seq(line: bytes) -> int | None:
    """Return `seq` of a whole record or checkpoint, or None when the line is torn or changed."""
    if not line.endswith(b"}\n"):
        return None
    cut = line.rfind(_MARK)
    if cut < 0 or line[cut + len(_MARK) : -2] != b"%d" % zlib.crc32(line[:cut] + b"}"):
        return None
    seq = _parsed(line).get("seq")
    return seq if isinstance(seq, int) else None


def record_count(data: bytes) -> int:
    """Return how many lines are records: neither a header nor a checkpoint."""
    lines = data.count(b"\n")
    return lines - data.startswith(b'{"v":') - data.count(_CHECKPOINT)


@dataclass(frozen=True, slots=True)
class End:
    """Where the whole part of a file ends.

    Attributes:
        offset: Bytes up to there; 0 when not even a header is whole.
        seq: Journal place up to which every event was looked at.
        checkpoint: Journal place of the last checkpoint, or of the header.
        day: UTC day of the last record after that checkpoint, or empty.
    """

    offset: int
    seq: int
    checkpoint: int
    day: str


def end_of(data: bytes) -> End:
    """Read a file from its last checkpoint to the first line that is torn or changed."""
    offset, checkpoint = _last_checkpoint(data)
    seq, day = checkpoint, _day_before(data, offset)
    for line in data[offset:].splitlines(keepends=True) if offset else ():
        found = line_seq(line)
        if found is None:
            break
        offset += len(line)
        seq = max(seq, found)
        day = _day(line)
    return End(offset, seq, checkpoint, day)


def _last_checkpoint(data: bytes) -> tuple[int, int]:
    at = len(data)
    while (at := data.rfind(_CHECKPOINT, 0, at)) >= 0:
        end = data.find(b"\n", at + 1) + 1
        seq = line_seq(data[at + 1 : end])
        if seq is not None:
            return end, seq
    end = data.find(b"\n") + 1
    from_seq = header_seq(data[:end])
    return (0, 0) if from_seq is None else (end, from_seq)


def _day_before(data: bytes, offset: int) -> str:
    """Return the day of the record just before a checkpoint, or empty when there is none."""
    *_, record, _, _ = (b"", b"", *data[:offset].rsplit(b"\n", 3))
    return _day(record)


def _day(line: bytes) -> str:
    return str(_parsed(line).get("timestamp", ""))[:10]


def _parsed(line: bytes) -> Mapping[str, Any]:
    try:
        record = orjson.loads(line)
    except orjson.JSONDecodeError:
        return {}
    return record if isinstance(record, dict) else {}
