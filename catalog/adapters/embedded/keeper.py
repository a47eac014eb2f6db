"""Turn each change of the products into rows on disk and the next snapshot."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import structlog

from catalog.adapters.embedded import codec
from catalog.adapters.embedded.columns import Columns
from catalog.adapters.embedded.derived import Derived, Source, rules
from catalog.adapters.embedded.lexical import Words
from catalog.adapters.embedded.rows import Row, Rows
from catalog.adapters.embedded.shelf import Shelf
from catalog.adapters.embedded.snapshot import Snapshot
from catalog.adapters.embedded.spelling import Spelling, language_of
from catalog.adapters.embedded.vectors import Floats, Vectors
from catalog.port import Kept
from domain.embedder import Embedder
from domain.errors import Unavailable
from domain.product import Product

_CHUNK: Final = 4096
_DEAD_ALLOWED: Final = 5000
_UNSAVED_ALLOWED: Final = 4000

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Change:
    """What one write leads to.

    Attributes:
        snapshot: The state to search from now on.
        slots: Skus that mean other slots now.
        gone: Skus that mean nothing now.
    """

    snapshot: Snapshot
    slots: dict[str, int]
    gone: tuple[str, ...] = ()

    def publish(self) -> Snapshot:
        """Let reads by sku see the change too."""
        self.snapshot.shelf.point(self.slots, self.gone)
        return self.snapshot


class Keeper:
    """The one writer. Its methods run on one thread at a time.

    The rows are committed first; index and vectors follow and are signed last. When a step after
    the rows fails, or the process dies there, the next open or write makes them anew.

    Args:
        path: Folder of the catalogue; made when absent.
        embedder: Makes the vectors.
        near: Lowest cosine that counts as a match.
        semantic_weight: Share of the vector leg.
        number: Tells this catalogue from those it replaces.

    Raises:
        Misconfigured: The folder holds a catalogue that cannot be read.
    """

    def __init__(
        self,
        path: Path,
        embedder: Embedder,
        *,
        near: float,
        semantic_weight: float,
        number: int = 0,
    ) -> None:
        path.mkdir(parents=True, exist_ok=True)
        self._embedder = embedder
        self._near, self._weight = near, semantic_weight
        self._number = number
        self._root = path / "derived"
        self._rows = Rows(path / "products.sqlite")
        self._derived: Derived | None = None
        self._saved = 0
        self.snapshot = self._open().publish()

    def upsert(self, products: Sequence[Product]) -> Kept:
        """Write products; see the port.

        Raises:
            Unavailable: The disk does not take them.
        """
        self._mend()
        shelf = self.snapshot.shelf
        known = {product.sku for product in products if shelf.slot_of(product.sku) is not None}
        latest = {product.sku: product for product in products}
        kept = Kept(len(products), len(products) - len(latest) + len(known))
        changed = []
        for product in latest.values():
            slot, body = shelf.slot_of(product.sku), codec.encode(product)
            if slot is None or shelf.body(slot) != body:
                changed.append((product, body))
        for start in range(0, len(changed), _CHUNK):
            self._apply(changed[start : start + _CHUNK], ())
        return kept

    def remove(self, skus: Sequence[str]) -> int:
        """Remove products; see the port.

        Raises:
            Unavailable: The disk does not take it.
        """
        self._mend()
        gone = tuple(dict.fromkeys(s for s in skus if self.snapshot.shelf.slot_of(s) is not None))
        if gone:
            self._apply([], gone)
        return len(gone)

    def close(self) -> None:
        """Release the files."""
        if self._derived is not None:
            self._save_columns(1)
            self._derived.close()
        self._rows.close()

    def _source(self) -> Source:
        embedder = self._embedder
        return Source(self._rows.version(), embedder.name, embedder.dimensions, rules())

    def _mend(self) -> None:
        """Make index and vectors anew when they fell behind, or hold mostly dead slots."""
        alive, slots = len(self.snapshot.shelf), len(self.snapshot.columns.alive)
        if self._derived is None or slots > 2 * alive + _DEAD_ALLOWED:
            self.snapshot = self._rebuilt().publish()

    def _apply(self, changed: Sequence[tuple[Product, bytes]], gone: tuple[str, ...]) -> None:
        now = self.snapshot
        first = len(now.columns.alive)
        numbered = [(first + place, product) for place, (product, _) in enumerate(changed)]
        vectors = self._vectors([product for _, product in numbered])
        self._rows.write(
            ((p.sku, first + place, body) for place, (p, body) in enumerate(changed)), gone
        )
        old = {
            sku: slot
            for sku in (*gone, *(product.sku for product, _ in changed))
            if (slot := now.shelf.slot_of(sku)) is not None
        }
        derived, self._derived = self._derived, None
        if derived is None:
            raise Unavailable("The catalogue's index is being made anew: send the products again.")
        try:
            words = derived.write(numbered, vectors, old)
            derived.sign(self._source())
        except (OSError, ValueError) as failed:
            derived.close()
            raise Unavailable(
                f"The catalogue's index cannot be written ({failed}): free disk space, then send "
                "the products again."
            ) from failed
        self._derived = derived
        now.shelf.add(body for _, body in changed)
        columns = now.columns.extended([product for _, product in numbered], old.values())
        snapshot = self._snapshot(now.shelf, words, now.vectors.extended(vectors), columns)
        slots = {product.sku: slot for slot, product in numbered}
        self.snapshot = Change(snapshot, slots, gone).publish()
        self._save_columns(_UNSAVED_ALLOWED)

    def _vectors(self, products: Sequence[Product]) -> Floats:
        """Embed products, and take over the vectors of those whose text did not change."""
        now = self.snapshot
        out = np.empty((len(products), self._embedder.dimensions), dtype=np.float32)
        texts, places = [], []
        for place, product in enumerate(products):
            text, slot = codec.embedded_text(product), now.shelf.slot_of(product.sku)
            if slot is not None and codec.embedded_text(codec.decode(now.shelf.body(slot))) == text:
                out[place] = now.vectors.at(np.array([slot]))[0]
            else:
                texts.append(text)
                places.append(place)
        if texts:
            out[places] = np.asarray(self._embedder.embed(texts), dtype=np.float32)
        return out

    def _open(self) -> Change:
        found = Derived.opened(self._root, self._source())
        if found is None:
            return self._rebuilt()
        derived, vectors = found
        rows, words = self._rows.all(), derived.words()
        if words.count != len(rows) or (rows and rows[-1][1] >= vectors.count):
            derived.close()
            return self._rebuilt()
        self._derived = derived
        derived.drop_others()
        return self._loaded(rows, words, vectors)

    def _rebuilt(self) -> Change:
        """Number the rows anew and make index and vectors from them."""
        self._rows.renumber()
        derived = Derived.fresh(self._root)
        rows = self._rows.all()
        words, vectors = derived.words(), Vectors.empty(self._embedder.dimensions)
        for start in range(0, len(rows), _CHUNK):
            chunk = rows[start : start + _CHUNK]
            numbered = [(slot, codec.decode(body)) for _, slot, body in chunk]
            texts = [codec.embedded_text(product) for _, product in numbered]
            made = np.asarray(self._embedder.embed(texts), dtype=np.float32)
            vectors, words = vectors.extended(made), derived.write(numbered, made, ())
        derived.sign(self._source())
        derived.drop_others()
        self._derived, replaced = derived, self._derived
        if replaced is not None:
            replaced.close()
        if rows:
            _log.info("catalog_index_rebuilt", products=len(rows), embedder=self._embedder.name)
        return self._loaded(rows, words, vectors)

    def _loaded(self, rows: Sequence[Row], words: Words, vectors: Vectors) -> Change:
        saved = Columns.empty() if self._derived is None else self._derived.saved_columns()
        self._saved = len(saved.alive)
        new = [(slot, codec.decode(body)) for _, slot, body in rows if slot >= self._saved]
        columns = saved.of_rows(vectors.count, [slot for _, slot, _ in rows], new)
        bodies = [b""] * vectors.count
        for _, slot, body in rows:
            bodies[slot] = body
        shelf = Shelf()
        shelf.add(bodies)
        change = self._snapshot(shelf, words, vectors, columns)
        return Change(change, {sku: slot for sku, slot, _ in rows})

    def _save_columns(self, least: int) -> None:
        """Keep the columns on disk once so many slots were added since the last time."""
        columns = self.snapshot.columns
        if self._derived is None or len(columns.alive) - self._saved < least:
            return
        try:
            self._derived.save_columns(columns)
            self._saved = len(columns.alive)
        except OSError as failed:
            # Only the next start is slower for it.
            _log.warning("catalog_columns_not_saved", error=str(failed))

    def _snapshot(self, shelf: Shelf, words: Words, vectors: Vectors, columns: Columns) -> Snapshot:
        return Snapshot(
            version=f"{self._number}.{self._rows.version()}",
            shelf=shelf,
            words=words,
            spelling=Spelling(words, language_of(self._embedder)),
            vectors=vectors,
            columns=columns,
            near=self._near,
            semantic_weight=self._weight,
        )
