"""The language port on any model that completes prompts in a JSON schema."""

from llm.adapters.model.extractor import ModelExtractor
from llm.adapters.model.hypothesizer import ModelHypothesizer
from llm.adapters.model.understander import ModelUnderstander

__all__ = ["ModelExtractor", "ModelHypothesizer", "ModelUnderstander"]
