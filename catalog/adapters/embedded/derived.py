"""Keep index and vectors on disk, with a mark that says which rows they were made from."""

import os
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec
import numpy as np

from catalog.adapters.embedded.lexical import LAYOUT, LexicalIndex, Words
from catalog.adapters.embedded.vectors import Floats
from domain.product import Product

_MARK: Final = "mark.json"
_VECTORS: Final = "vectors.f32"
_INDEX: Final = "words"


@dataclass(frozen=True, slots=True)
class Source:
    """What index and vectors are made from; they hold only while it is unchanged.

    Attributes:
        version: The rows' version.
        embedder: Name of the embedder.
        dimensions: Length of a vector.
        layout: Layout of the lexical index.
    """

    version: int
    embedder: str
    dimensions: int
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
    def opened(cls, root: Path, source: Source) -> "tuple[Derived, Floats] | None":
        """Return the folder under `root` made from `source`, with its vectors, or None.

        None also when a crash or a damage left something that cannot be read: the rows are the
        truth, and everything here can be made anew.
        """
        for folder in sorted(root.glob("*/")):
            try:
                mark = msgspec.json.decode((folder / _MARK).read_bytes(), type=_Mark)
                if mark.source != source:
                    continue
                flat = np.fromfile(
                    folder / _VECTORS, dtype=np.float32, count=mark.slots * source.dimensions
                )
                vectors = flat.reshape(mark.slots, source.dimensions)
                return cls(folder, mark.slots), vectors
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
        rows = np.ascontiguousarray(vectors, dtype=np.float32)
        path = self.folder / _VECTORS
        with path.open("r+b" if path.exists() else "wb") as file:
            # A write that failed half way left bytes behind the last good slot.
            file.truncate(self._slots * rows.shape[1] * rows.itemsize)
            file.seek(0, os.SEEK_END)
            file.write(rows.tobytes())
            file.flush()
            os.fsync(file.fileno())
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

    def drop_others(self) -> None:
        """Delete the folders that this one replaced."""
        for folder in self.folder.parent.glob("*/"):
            if folder != self.folder:
                shutil.rmtree(folder, ignore_errors=True)

    def close(self) -> None:
        """Stop the index's threads."""
        self._index.close()
