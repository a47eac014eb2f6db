"""What can go wrong with the file of a graph."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager


class GraphFileError(OSError):
    """The file cannot be used: missing, damaged, foreign, newer, full or unreadable."""


class GraphFileBusy(TimeoutError):
    """Another connection holds the file for longer than the busy timeout."""


class GraphClosed(RuntimeError):
    """The driver was used after `close`."""


class GroupRequired(ValueError):
    """A call named no group, on a driver opened with `require_groups=True`."""


@contextmanager
def named(path: str) -> Iterator[None]:
    """Raise what SQLite raises inside as an error that names the file.

    Raises:
        GraphFileBusy: The file is locked by another connection.
        GraphFileError: Anything else SQLite says about the file.
    """
    try:
        yield
    except (sqlite3.IntegrityError, sqlite3.ProgrammingError, sqlite3.InterfaceError):
        raise
    except sqlite3.OperationalError as error:
        if "locked" in str(error) or "busy" in str(error):
            raise GraphFileBusy(
                f"The graph file {path} is held by another connection: {error}. Try again."
            ) from error
        raise GraphFileError(
            f"The graph file {path} cannot be used: {error}. "
            "Check the file, its directory and the free space."
        ) from error
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        raise GraphFileError(
            f"The graph file {path} is damaged: {error}. Restore it, or move it away."
        ) from error
