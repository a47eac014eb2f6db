"""Keep a Graphiti graph in one SQLite file."""

from .driver import SqliteDriver
from .errors import GraphClosed, GraphFileBusy, GraphFileError, GroupRequired

__all__ = ["GraphClosed", "GraphFileBusy", "GraphFileError", "GroupRequired", "SqliteDriver"]
