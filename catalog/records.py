"""Read CSV, JSONL and Parquet files row by row; what cannot be read gets a verdict, not a crash."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import orjson

from domain.errors import Invalid, NotFound

LONGEST_LINE: Final = 1_000_000
"""Most bytes of one JSONL line."""

_BATCH: Final = 8192
_CSV: Final = {".csv": ",", ".tsv": "\t"}
_JSONL: Final = frozenset({".jsonl", ".ndjson"})
_PARQUET: Final = frozenset({".parquet", ".pq"})


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that was left out.

    Attributes:
        line: Line in a CSV (the header is line 1) or JSONL file; row of a Parquet file, from 1.
        reason: What is wrong with it, for a person.
    """

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Record:
    """A row as the file has it.

    Attributes:
        line: As in Rejected.
        values: Column -> value; texts in a CSV, JSON values in JSONL.
    """

    line: int
    values: Mapping[str, Any]


def columns_of(path: Path) -> tuple[str, ...]:
    """Return the columns of a CSV or Parquet file, or the keys of the first JSONL object.

    Raises:
        NotFound: There is no such file.
        Invalid: The format is unknown, or the file cannot be read at all.
    """
    form = _form(path)
    if form in _PARQUET:
        return tuple(_parquet(path).schema_arrow.names)
    if form in _CSV:
        with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
            return _header(path, csv.reader(file, delimiter=_CSV[form]))
    for record in _json_lines(path):
        if isinstance(record, Record):
            return tuple(record.values)
    return ()


def records(path: Path, columns: Sequence[str] = ()) -> Iterator[Record | Rejected]:
    """Yield every row of a file, in order, without holding the file in memory.

    Args:
        path: A .csv, .tsv, .jsonl, .ndjson, .parquet or .pq file.
        columns: Columns worth reading from a Parquet file; all when empty.

    Raises:
        NotFound: There is no such file.
        Invalid: The format is unknown, or the file cannot be read at all.
    """
    form = _form(path)
    if form in _CSV:
        return _csv_rows(path, _CSV[form])
    if form in _JSONL:
        return _json_lines(path)
    return _parquet_rows(path, columns)


def _form(path: Path) -> str:
    form = path.suffix.lower()
    if form not in _CSV and form not in _JSONL and form not in _PARQUET:
        raise Invalid(
            f"{path.name} has no known format: give a .csv, .tsv, .jsonl or .parquet file."
        )
    if not path.is_file():
        raise NotFound(f"There is no file {path}: check the path.")
    return form


def _csv_rows(path: Path, delimiter: str) -> Iterator[Record | Rejected]:
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        reader = csv.reader(file, delimiter=delimiter)
        header = _header(path, reader)
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as broken:
                yield Rejected(line, f"the row cannot be read: {broken}")
                continue
            if not cells:
                continue
            if len(cells) > len(header):
                yield Rejected(line, f"{len(cells)} cells where the header has {len(header)}")
            elif not _is_utf8(cells):
                yield Rejected(line, "the row is not UTF-8")
            else:
                yield Record(line, dict(zip(header, cells, strict=False)))


def _header(path: Path, reader: Any) -> tuple[str, ...]:
    try:
        header = tuple(cell.strip() for cell in next(reader, []))
    except csv.Error as broken:
        raise Invalid(f"{path.name} has no readable header ({broken}): is it a CSV?") from broken
    if not any(header):
        raise Invalid(f"{path.name} is empty: its first line must name the columns.")
    return header


def _is_utf8(cells: list[str]) -> bool:
    # Bytes that are not UTF-8 came in as lone surrogates.
    try:
        "".join(cells).encode()
    except UnicodeEncodeError:
        return False
    return True


def _json_lines(path: Path) -> Iterator[Record | Rejected]:
    with path.open("rb") as file:
        line = 0
        while raw := file.readline(LONGEST_LINE + 1):
            line += 1
            if len(raw) > LONGEST_LINE:
                while raw and not raw.endswith(b"\n"):
                    raw = file.readline(LONGEST_LINE)
                yield Rejected(line, f"the line is longer than {LONGEST_LINE:,} bytes")
            elif raw.strip(b"\xef\xbb\xbf \t\r\n"):
                yield _json_line(line, raw.removeprefix(b"\xef\xbb\xbf"))


def _json_line(line: int, raw: bytes) -> Record | Rejected:
    try:
        values = orjson.loads(raw)
    except orjson.JSONDecodeError as broken:
        return Rejected(line, f"the line is not JSON: {broken.msg}")
    if not isinstance(values, dict):
        return Rejected(line, "the line is no JSON object")
    return Record(line, values)


def _parquet_rows(path: Path, columns: Sequence[str]) -> Iterator[Record | Rejected]:
    file = _parquet(path)
    wanted = [name for name in file.schema_arrow.names if not columns or name in columns]
    line = 0
    for batch in file.iter_batches(_BATCH, columns=wanted):
        try:
            rows = batch.to_pylist()
        except (UnicodeDecodeError, ValueError):
            rows = [_one(batch, place) for place in range(batch.num_rows)]
        for row in rows:
            line += 1
            if row is None:
                yield Rejected(line, "the row holds a value that cannot be read")
            else:
                yield Record(line, {name: _present(value) for name, value in row.items()})


def _one(batch: Any, place: int) -> dict[str, Any] | None:
    try:
        (row,) = batch.slice(place, 1).to_pylist()
    except (UnicodeDecodeError, ValueError):
        return None
    return dict(row)


def _present(value: Any) -> Any:
    """Read NaN as missing: that is how data frames write a missing number."""
    return None if isinstance(value, float) and value != value else value


def _parquet(path: Path) -> Any:
    # Imported here: a server that imports nothing does not pay 40 MB for it.
    import pyarrow
    from pyarrow import parquet

    try:
        return parquet.ParquetFile(path)
    except (pyarrow.ArrowException, OSError) as broken:
        raise Invalid(f"{path.name} is no readable Parquet file: {broken}") from broken
