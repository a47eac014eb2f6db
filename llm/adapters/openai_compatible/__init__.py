"""The language port on any server that speaks OpenAI's chat API, such as vLLM."""

from llm.adapters.openai_compatible.completer import OpenAICompleter

__all__ = ["OpenAICompleter"]
