"""Remember how far followers of the journal have come whose effect is in the journal itself."""

from pathlib import Path
from typing import Final

from memory.sqlite import connect, transaction, translated

_LAYOUT: Final = """
CREATE TABLE IF NOT EXISTS watermarks(
    follower TEXT PRIMARY KEY, seq INTEGER NOT NULL) WITHOUT ROWID;
"""


class Watermarks:
    """One SQLite file with a place in the journal for each follower; nothing personal.

    Such a follower writes events under ids that follow from what it read. It moves its watermark
    afterwards, so a crash between the two makes it write the same events again, which changes
    nothing.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._db = connect(path, _LAYOUT)

    def of(self, follower: str) -> int:
        """Return the place up to which a follower has done everything; 0 when it is new.

        Raises:
            Unavailable: The file cannot be read.
        """
        with translated("read the watermarks"):
            row = self._db.execute(
                "SELECT seq FROM watermarks WHERE follower = ?", (follower,)
            ).fetchone()
        return int(row[0]) if row else 0

    def move(self, follower: str, seq: int) -> None:
        """Move a follower's watermark forward; to an earlier place it does not go.

        Raises:
            Unavailable: It cannot be written; it stands where it was.
        """
        with transaction(self._db):
            self._db.execute(
                "INSERT INTO watermarks(follower, seq) VALUES (?, ?) "
                "ON CONFLICT(follower) DO UPDATE SET seq = max(seq, excluded.seq)",
                (follower, seq),
            )

    def close(self) -> None:
        """Release the file."""
        self._db.close()
