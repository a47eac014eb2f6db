"""The language port without a model: rules that read requests in several ways."""

from llm.adapters.rules.hypothesizer import RulesHypothesizer
from llm.adapters.rules.said import said_in
from llm.adapters.rules.vagueness import VAGUE_FROM, vagueness

__all__ = ["VAGUE_FROM", "RulesHypothesizer", "said_in", "vagueness"]
