"""A Graphiti driver for Neo4j that searches by index, one group at a time, and never hangs."""

from .client import Limits
from .driver import Neo4jGraphDriver
from .errors import GroupRequired, ServerAway, ServerSlow

__all__ = ["GroupRequired", "Limits", "Neo4jGraphDriver", "ServerAway", "ServerSlow"]
