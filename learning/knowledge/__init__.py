"""What events say to the knowledge graph, and how it settles with what is known there."""

from learning.knowledge.claims import SINK_KINDS, claims_of
from learning.knowledge.settle import settle

__all__ = ["SINK_KINDS", "claims_of", "settle"]
