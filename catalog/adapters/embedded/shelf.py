"""Hold every product body in memory by slot, and the products decoded last."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from threading import Lock
from typing import Final

from catalog.adapters.embedded import codec
from domain.product import Product

DECODED: Final = 8192
"""Most products kept decoded; the one decoded first goes first, so that a read moves nothing."""


class Shelf:
    """Bodies by slot; they are only ever added, so every snapshot of a numbering shares one shelf.

    Args:
        decoded: Most products kept decoded.
    """

    def __init__(self, decoded: int = DECODED) -> None:
        self._bodies: list[bytes] = []
        self._slots: dict[str, int] = {}
        self._decoded: OrderedDict[int, Product] = OrderedDict()
        self._limit = decoded
        self._changing = Lock()

    def add(self, bodies: Iterable[bytes]) -> None:
        """Put bodies into the next free slots; no sku points there yet."""
        self._bodies.extend(bodies)

    def point(self, slots: Mapping[str, int], gone: Iterable[str] = ()) -> None:
        """Let skus mean other slots from now on, or none."""
        self._slots.update(slots)
        for sku in gone:
            self._slots.pop(sku, None)

    def slot_of(self, sku: str) -> int | None:
        """Return the slot of a sku's present body, or None."""
        return self._slots.get(sku)

    def body(self, slot: int) -> bytes:
        """Return the body in a slot."""
        return self._bodies[slot]

    def shared_with(self, other: "Shelf") -> int:
        """Return the number of skus that are on another shelf, too."""
        return len(self._slots.keys() & other._slots.keys())

    def __len__(self) -> int:
        return len(self._slots)

    def products(self, slots: Sequence[int]) -> list[Product]:
        """Return the products in some slots, in order."""
        return [self._decoded.get(slot) or self._decode(slot) for slot in slots]

    def get(self, skus: Iterable[str]) -> dict[str, Product]:
        """Return the products there are under these skus."""
        found = {}
        for sku in skus:
            slot = self._slots.get(sku)
            if slot is not None:
                found[sku] = self._decoded.get(slot) or self._decode(slot)
        return found

    def _decode(self, slot: int) -> Product:
        product = codec.decode(self._bodies[slot])
        with self._changing:
            self._decoded[slot] = product
            if len(self._decoded) > self._limit:
                self._decoded.popitem(last=False)
        return product
