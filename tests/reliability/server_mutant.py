"""`leafloop serve` on a journal that is broken on purpose."""

from typing import Final

from api import cli
from tests.reliability.mutants import JOURNALS
from tests.serving import PROGRAM
from wiring import open as opening

SOUND: Final = "sound"


def program_of(journal: str) -> str:
    """Return the program that serves on a journal of `JOURNALS`."""
    if journal == SOUND:
        return PROGRAM
    return f"from tests.reliability.server_mutant import main; main({journal!r})"


def main(journal: str) -> None:
    """Serve, with a broken journal in the place of the real one."""

    class Broken:
        open = staticmethod(JOURNALS[journal])

    vars(opening)["SqliteJournal"] = Broken
    cli.main()
