"""Open the embedder alone, for work that needs no store."""

from domain.embedder import Embedder
from llm.adapters.static_embedder import StaticEmbedder


def open_embedder() -> Embedder:
    """Return the embedder that everything else here uses, too."""
    return StaticEmbedder()
