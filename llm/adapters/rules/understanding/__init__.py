"""Sentences of shoppers understood by rules."""

from llm.adapters.rules.understanding.understander import RulesUnderstander, understand

__all__ = ["RulesUnderstander", "understand"]
