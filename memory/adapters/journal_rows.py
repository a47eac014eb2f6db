"""An event as a row of the journal table, and back."""

import sqlite3
from collections.abc import Sequence
from typing import Any, Final

import orjson

from domain.errors import Invalid
from domain.event import Event, Kind

COLUMNS: Final = "event_id, subject, session, kind, at, received_at, schema_version, data"
"""Columns of a `Row`, in order; SQLite itself fills `seq`."""

SELECT: Final = f"SELECT seq, {COLUMNS} FROM journal"
"""Reads what `event_of` takes."""

Row = tuple[bytes, str, str | None, str, int, int, int, bytes]

_KINDS: Final = {str(kind): kind for kind in Kind}


def rows_of(events: Sequence[Event]) -> list[Row]:
    """Write events as rows.

    Raises:
        Invalid: The data of one of them is not JSON.
    """
    dump = orjson.dumps
    try:
        return [
            (
                event.event_id,
                event.subject,
                event.session,
                str(event.kind),
                event.at,
                event.received_at,
                event.schema_version,
                dump(event.data),
            )
            for event in events
        ]
    except TypeError as error:
        raise Invalid(
            f"An event's data cannot be written as JSON ({error}); "
            "use text, finite numbers, lists and objects only."
        ) from error


def event_of(row: Sequence[Any], digest: bytes = b"") -> Event:
    """Read an event from a row that begins with its `seq`."""
    seq, event_id, subject, session, kind, at, received_at, schema_version, data = row
    return Event(
        event_id,
        _KINDS[kind],
        subject,
        session,
        at,
        received_at,
        orjson.loads(data),
        digest,
        seq,
        schema_version,
    )


def events_at(connection: sqlite3.Connection, places: Sequence[int]) -> dict[int, Event]:
    """Read the events at some places of the journal, by place."""
    found: dict[int, Event] = {}
    for start in range(0, len(places), 256):
        part = places[start : start + 256]
        marks = ",".join("?" * len(part))
        for row in connection.execute(f"{SELECT} WHERE seq IN ({marks})", part):
            found[row[0]] = event_of(row)
    return found
