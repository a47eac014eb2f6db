"""The knowledge port on Graphiti; importing it imports graphiti-core, which takes seconds."""

from memory.adapters.graphiti_knowledge.adapter import GraphitiKnowledge

__all__ = ["GraphitiKnowledge"]
