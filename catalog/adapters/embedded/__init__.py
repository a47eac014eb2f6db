"""The catalogue in this process: SQLite for truth, tantivy for words, numpy for meaning."""

from catalog.adapters.embedded.adapter import EmbeddedCatalog

__all__ = ["EmbeddedCatalog"]
