"""Keep one live catalogue and the ones staged beside it, and swap them in one atomic step."""

import os
import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

import structlog

from catalog.adapters.embedded.keeper import Keeper
from catalog.port import Kept, checked_version, require_whole
from domain.errors import Misconfigured, NotFound, Unavailable
from domain.product import Product

MOST_STAGED: Final = 2
"""Versions staged at a time; one more drops the one staged first."""

_LIVE: Final = "live"
_FOLDERS: Final = "versions"
_DATABASE: Final = "products.sqlite"

_log = structlog.get_logger(__name__)


class Versions:
    """The keepers of one folder. Its methods run on one thread at a time.

    The first catalogue lies in the folder itself, each later one in `versions/NUMBER`. The file
    `live` names the number that counts; it is replaced by renaming, so a crash leaves either the
    old products or the new ones. Whatever it does not name is dropped when the folder is opened.

    Args:
        root: The folder; made when absent.
        open_keeper: Opens the catalogue in a folder; given that folder and its number.

    Raises:
        Misconfigured: The folder holds a catalogue that cannot be read.
    """

    def __init__(self, root: Path, open_keeper: Callable[[Path, int], Keeper]) -> None:
        root.mkdir(parents=True, exist_ok=True)
        self._root = root
        self._open = open_keeper
        self._number = self._read_number()
        self._last = self._number
        self._staged: dict[str, tuple[int, Keeper]] = {}
        self._drop_others()
        self.live = open_keeper(self._folder(self._number), self._number)

    def stage(self, version: str, products: Sequence[Product]) -> Kept:
        """Write products beside the live ones; see the port.

        Raises:
            Invalid: The name cannot be one.
            Unavailable: The disk does not take them.
        """
        if checked_version(version) not in self._staged:
            while len(self._staged) >= MOST_STAGED:
                self._drop(next(iter(self._staged)))
            self._last += 1
            folder = self._folder(self._last)
            try:
                shutil.rmtree(folder, ignore_errors=True)
                self._staged[version] = (self._last, self._open(folder, self._last))
            except (OSError, Misconfigured) as failed:
                raise Unavailable(
                    f"The catalogue {folder} cannot be made ({failed}): free disk space, then "
                    "stage the products again."
                ) from failed
        return self._staged[version][1].upsert(products)

    def swap(self, version: str, expected: int | None) -> Kept:
        """Make a staged version the live one, and drop all others; see the port.

        Raises:
            NotFound: Nothing is staged under this name.
            Conflict: Another number of products is staged.
            Unavailable: The disk does not take the change; the old products are still there.
        """
        if version not in self._staged:
            raise NotFound(f"No version {version[:50]!r} is staged: stage its products first.")
        number, keeper = self._staged[version]
        new, old = keeper.snapshot.shelf, self.live.snapshot.shelf
        require_whole(version, len(new), expected)
        kept = Kept(len(new), new.shared_with(old))
        try:
            self._write_number(number)
        except OSError as failed:
            raise Unavailable(
                f"Version {version} cannot be swapped in ({failed}): free disk space, then swap "
                "again."
            ) from failed
        del self._staged[version]
        replaced, self.live, self._number = self.live, keeper, number
        replaced.close()
        for other in list(self._staged):
            self._drop(other)
        self._drop_others()
        _log.info("catalog_swapped", products=kept.kept, there_before=kept.updated)
        return kept

    def close(self) -> None:
        """Release the files, and drop what is staged."""
        for version in list(self._staged):
            self._drop(version)
        self.live.close()

    def _folder(self, number: int) -> Path:
        return self._root / _FOLDERS / f"{number:08d}" if number else self._root

    def _drop(self, version: str) -> None:
        number, keeper = self._staged.pop(version)
        keeper.close()
        shutil.rmtree(self._folder(number), ignore_errors=True)

    def _drop_others(self) -> None:
        """Delete every catalogue but the live one."""
        for folder in (self._root / _FOLDERS).glob("*/"):
            if folder != self._folder(self._number):
                shutil.rmtree(folder, ignore_errors=True)
        if self._number:
            shutil.rmtree(self._root / "derived", ignore_errors=True)
            for file in self._root.glob(f"{_DATABASE}*"):
                file.unlink(missing_ok=True)

    def _read_number(self) -> int:
        path, folders = self._root / _LIVE, self._root / _FOLDERS
        try:
            number = int(path.read_text("ascii")) if path.exists() else 0
        except (OSError, ValueError):
            number = -1
        first = number == 0 and ((self._root / _DATABASE).exists() or not any(folders.glob("*/")))
        if first or (number > 0 and self._folder(number).is_dir()):
            return number
        raise Misconfigured(
            f"{path} does not name a catalogue: write the number of a folder in {folders} there, "
            f"or remove {self._root} and import the products again."
        )

    def _write_number(self, number: int) -> None:
        for folder in (self._folder(number), self._root / _FOLDERS):
            _sync(folder)
        draft = self._root / f"{_LIVE}.draft"
        with draft.open("w", encoding="ascii") as file:
            file.write(f"{number}\n")
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._root / _LIVE)
        with suppress(OSError):
            # It counts from here on; unsynced, a power cut may still bring the old ones back.
            _sync(self._root)


def _sync(folder: Path) -> None:
    """Make a folder's names last."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
