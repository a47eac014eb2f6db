"""The language port on an Ollama server."""

from llm.adapters.ollama.completer import OllamaCompleter

__all__ = ["OllamaCompleter"]
