"""The files of the built web app, read once, with the compressed form of those that shrink."""

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

INDEX: Final = "index.html"

_TYPES: Final[Mapping[str, str]] = {
    ".css": "text/css",
    ".html": "text/html",
    ".js": "text/javascript",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}
"""Ours, as those of the machine differ from one to the next."""

_SHRINKING: Final = frozenset({".css", ".html", ".js", ".json", ".svg", ".txt"})
_UNKNOWN: Final = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class WebFile:
    """One file.

    Attributes:
        body: As it was built.
        zipped: The same in gzip's form; None where that is no smaller.
        media_type: What it is.
    """

    body: bytes
    zipped: bytes | None
    media_type: str


WebFiles = Mapping[str, WebFile]
"""Path below the folder, with `/` -> file."""


def read_web_files(folder: Path) -> WebFiles:
    """Return every file of a built web app; nothing where there is no whole one.

    A path that is not a key is no file: nothing a request names is looked up on the disk.

    Args:
        folder: Where it was built to. What lies behind links is left out.
    """
    if not (folder / INDEX).is_file():
        return {}
    found = sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return {path.relative_to(folder).as_posix(): _read(path) for path in found}


def _read(path: Path) -> WebFile:
    body, suffix = path.read_bytes(), path.suffix.lower()
    zipped = gzip.compress(body, mtime=0) if suffix in _SHRINKING else body
    media_type = _TYPES.get(suffix, _UNKNOWN)
    return WebFile(body, zipped if len(zipped) < len(body) else None, media_type)
