"""One owner of a data directory at a time, by a lock that any death releases."""

import fcntl
import os
import time
from pathlib import Path
from typing import Final

from domain.errors import Busy, Misconfigured

FILE: Final = "owner.lock"
"""Name of the lock file inside the data directory; it holds its owner's URL as text."""

_ATTEMPTS: Final = 5
_PAUSE: Final = 0.01


class Owner:
    """Holds a data directory until it is released or its process ends in any way."""

    def __init__(self, descriptor: int) -> None:
        """Use `acquire` instead."""
        self._descriptor = descriptor

    @classmethod
    def acquire(cls, path: Path, url: str) -> "Owner":
        """Become the owner of a data directory.

        Args:
            path: The data directory; made when missing.
            url: Where this process answers, for others that find the directory taken.

        Raises:
            Busy: Another process owns it; the message names that one's URL.
            Misconfigured: The directory cannot be written, or its file system has no locks.
        """
        try:
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(path / FILE, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise _unusable(path, error) from error
        try:
            if not _locked(descriptor, path):
                raise Busy(
                    f"The data directory {path} is in use by {_owner_named_in(descriptor)}; send "
                    "what you want there, stop it first, or set LEAFLOOP_DATA_DIR to another one."
                )
            _write_line(descriptor, url)
        except BaseException:
            os.close(descriptor)
            raise
        return cls(descriptor)

    def release(self) -> None:
        """Let another process own the directory; a second call does nothing."""
        if self._descriptor >= 0:
            os.ftruncate(self._descriptor, 0)
            os.close(self._descriptor)
            self._descriptor = -1

    @staticmethod
    def read_url(path: Path) -> str | None:
        """Return the URL of the directory's living owner, or None when nobody owns it.

        Args:
            path: The data directory.

        Raises:
            Misconfigured: The lock file cannot be read, or its file system has no locks.
        """
        try:
            descriptor = os.open(path / FILE, os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise _unusable(path, error) from error
        try:
            free = _try_lock(descriptor, fcntl.LOCK_SH, path)
            return None if free else _read_line(descriptor)
        finally:
            os.close(descriptor)


def _locked(descriptor: int, path: Path) -> bool:
    # Whoever only reads the URL holds a shared lock for an instant, which is no owner.
    for attempt in range(_ATTEMPTS):
        if attempt:
            time.sleep(_PAUSE)
        if _try_lock(descriptor, fcntl.LOCK_EX, path):
            return True
    return False


def _try_lock(descriptor: int, kind: int, path: Path) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        raise _unusable(path, error) from error
    return True


def _write_line(descriptor: int, text: str) -> None:
    # Written before the rest is cut off, so that a reader never finds the file empty.
    line = f"{text}\n".encode()
    os.pwrite(descriptor, line, 0)
    os.ftruncate(descriptor, len(line))


def _read_line(descriptor: int) -> str:
    return os.pread(descriptor, 4096, 0).decode(errors="replace").partition("\n")[0]


def _owner_named_in(descriptor: int) -> str:
    url = _read_line(descriptor)
    return f"the server at {url}" if url else "another process"


def _unusable(path: Path, error: OSError) -> Misconfigured:
    return Misconfigured(
        f"The data directory {path} cannot be locked ({error}); give LeafLoop a directory on a "
        "local disk that it may write, through LEAFLOOP_DATA_DIR."
    )
