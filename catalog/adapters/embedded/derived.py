"""Keep index and vectors on disk, with a mark that says which rows they were made from."""

import inspect
import os
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final
from zipfile import BadZipFile

import msgspec
import numpy as np

from catalog.adapters.embedded.columns import Columns
from catalog.adapters.embedded.lexical import LAYOUT, LexicalIndex, Words
from catalog.adapters.embedded.vectors import HEAD, Floats, Vectors
from domain import allergens, diets, measure
from domain.product import Product

RULES: Final = (allergens, diets, measure)
"""Modules that say what a product holds and how much of it there is."""

_MARK: Final = "mark.json"
_HEADS: Final = "vectors.head.f32"
_TAILS: Final = "vectors.tail.f32"
_COLUMNS: Final = "columns.npz"
_INDEX: Final = "words"


@cache
def rules() -> str:
    """Return a digest of RULES; what was indexed under others may lack what is known by now."""
    return sha256("".join(map(inspect.getsource, RULES)).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Source:
    """What index and vectors are made from; they hold only while it is unchanged.

    Attributes:
        version: The rows' version.
        embedder: Name of the embedder.
        dimensions: Length of a vector.
        rules: The digest of RULES.
        layout: Layout of the lexical index.
    """

    version: int
    embedder: str
    dimensions: int
    rules: str
    layout: int = LAYOUT


@dataclass(frozen=True, slots=True)
class _Mark:
    source: Source
    slots: int


class Derived:
    """One folder with the lexical index, the vectors, and the mark, which is written last.

    Args:
        folder: Where they lie; made when absent.
        slots: Number of vectors that lie there already.
    """

    def __init__(self, folder: Path, slots: int = 0) -> None:
        self.folder = folder
        self._slots = slots
        self._index = LexicalIndex(folder / _INDEX)

    @classmethod
    def opened(cls, root: Path, source: Source) -> "tuple[Derived, Vectors] | None":
        """Return the folder under `root` made from `source`, with its vectors, or None.

        None also when a crash or a damage left something that cannot be read: the rows are the
        truth, and everything here can be made anew.
        """
        for folder in sorted(root.glob("*/")):
            try:
                mark = msgspec.json.decode((folder / _MARK).read_bytes(), type=_Mark)
                if mark.source != source:
                    continue
                empty = Vectors.empty(source.dimensions)
                heads = _loaded(folder / _HEADS, mark.slots, empty.head.shape[1])
                tails = _loaded(folder / _TAILS, mark.slots, empty.tail.shape[1])
                return cls(folder, mark.slots), Vectors(heads, tails, mark.slots)
            except (OSError, ValueError, msgspec.DecodeError):
                continue
        return None

    @classmethod
    def fresh(cls, root: Path) -> "Derived":
        """Start an empty folder under `root`, beside those there are."""
        taken = [int(folder.name) for folder in root.glob("*/") if folder.name.isdigit()]
        return cls(root / f"{max(taken, default=0) + 1:08d}")

    def words(self) -> Words:
        """Return the lexical index as it is committed now."""
        return self._index.words()

    def write(
        self,
        products: Sequence[tuple[int, Product]],
        vectors: Floats,
        gone: Iterable[str],
    ) -> Words:
        """Add products behind those there are and drop some skus; `sign` makes it hold.

        Args:
            products: Next free slots and what goes there.
            vectors: One row per product.
            gone: Skus whose older body goes.
        """
        self._append(_HEADS, vectors[:, :HEAD])
        self._append(_TAILS, vectors[:, HEAD:])
        words = self._index.write(products, gone)
        self._slots += len(products)
        return words

    def sign(self, source: Source) -> None:
        """Say that everything here was made from `source`."""
        draft = self.folder / f"{_MARK}.draft"
        with draft.open("wb") as file:
            file.write(msgspec.json.encode(_Mark(source, self._slots)))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.folder / _MARK)

    def save_columns(self, columns: Columns) -> None:
        """Keep what constraints look at, so that opening need not decode every product.

        A slot's content never changes, so this stays true while slots are added behind it.
        """
        draft = self.folder / f"{_COLUMNS}.draft"
        with draft.open("wb") as file:
            np.savez(file, **columns.packed())
        draft.replace(self.folder / _COLUMNS)

    def saved_columns(self) -> Columns:
        """Return the columns kept last; without any slot when there are none or they are torn."""
        try:
            with np.load(self.folder / _COLUMNS, allow_pickle=False) as packed:
                return Columns.unpacked(packed)
        except (OSError, ValueError, KeyError, BadZipFile, EOFError):
            return Columns.empty()

    def drop_others(self) -> None:
        """Delete the folders that this one replaced."""
        for folder in self.folder.parent.glob("*/"):
            if folder != self.folder:
                shutil.rmtree(folder, ignore_errors=True)

    def close(self) -> None:
        """Stop the index's threads."""
        self._index.close()

    def _append(self, name: str, rows: Floats) -> None:
        path, rows = self.folder / name, np.ascontiguousarray(rows, dtype=np.float32)
        with path.open("r+b" if path.exists() else "wb") as file:
            # A write that failed half way left bytes behind the last good slot.
            file.truncate(self._slots * rows.shape[1] * rows.itemsize)
            file.seek(0, os.SEEK_END)
            file.write(rows.tobytes())
            file.flush()
            os.fsync(file.fileno())


def _loaded(path: Path, slots: int, width: int) -> Floats:
    return np.fromfile(path, dtype=np.float32, count=slots * width).reshape(slots, width)
