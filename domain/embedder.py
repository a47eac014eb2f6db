"""The protocol of a text embedder; adapters live in llm/."""

from collections.abc import Sequence
from typing import Protocol


class Embedder(Protocol):
    """Turns texts into vectors of unit length."""

    @property
    def dimensions(self) -> int:
        """Length of every vector."""
        ...

    @property
    def name(self) -> str:
        """Name and version; vectors of different names must not be compared."""
        ...

    def embed(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        """Return one vector per text, in order, each of length `dimensions` and norm 1.

        A text without any known token gets the zero vector.
        """
        ...
