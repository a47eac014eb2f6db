"""Prompts: texts that are put together for a model or for whoever carries out a request."""

from llm.prompts.enriched import EnrichedPrompt, Known, Room, enrich_prompt

__all__ = ["EnrichedPrompt", "Known", "Room", "enrich_prompt"]
