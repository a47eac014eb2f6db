"""Open the reader of requests that the settings name: the rules, or a model behind a breaker."""

from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from domain.clock import Clock
from domain.errors import Misconfigured
from llm.adapters.rules.hypothesizer import RulesHypothesizer
from llm.adapters.rules.understanding import RulesUnderstander
from llm.breaker import Breaker
from llm.port import Completer, Extractor, Hypothesizer, Understander
from wiring.settings import Settings

_OF_THE_WAIT: Final = 0.95
"""Share of a caller's wait that the model gets, so that its breaker hears of it first."""


@dataclass(frozen=True, slots=True)
class Language:
    """What reads requests and picks.

    Attributes:
        hypothesizer: Reads requests.
        extractor: Reads picks; None with the rules.
        completer: The model behind them, to ask for its health; None with the rules.
        understander: Reads sentences.
        rules: Reads sentences when the understander does not answer.
    """

    hypothesizer: Hypothesizer
    extractor: Extractor | None = None
    completer: Completer | None = None
    understander: Understander = field(default_factory=RulesUnderstander)
    rules: Understander = field(default_factory=RulesUnderstander)


def open_language(settings: Settings, stack: AsyncExitStack, clock: Clock) -> Language:
    """Open the configured language model; one that is away is tried again, not waited for.

    Args:
        settings: Which model, where, and how long it may take.
        stack: Closes the model's connections.
        clock: Tells the breaker the time.

    Raises:
        Misconfigured: The model's address is none.
    """
    if settings.slm_impl == "rules":
        return Language(RulesHypothesizer())
    # Imported here: with the rules nobody pays for it.
    from llm.adapters.model import ModelExtractor, ModelHypothesizer, ModelUnderstander

    completer = _ollama(settings) if settings.slm_impl == "ollama" else _vllm(settings)
    stack.push_async_callback(completer.close)
    breaker, seconds = Breaker(completer, clock), _OF_THE_WAIT * settings.slm_seconds
    return Language(
        ModelHypothesizer(breaker, seconds),
        ModelExtractor(breaker, seconds),
        breaker,
        ModelUnderstander(breaker, seconds),
    )


def _ollama(settings: Settings) -> Completer:
    from llm.adapters.ollama import OllamaCompleter

    host = settings.ollama_host
    _check("OLLAMA_HOST", host if "://" in host else f"http://{host}")
    completer = OllamaCompleter(host, settings.ollama_model_name)
    completer.warm_up()
    return completer


def _vllm(settings: Settings) -> Completer:
    from llm.adapters.openai_compatible import OpenAICompleter

    _check("VLLM_BASE_URL", settings.vllm_base_url)
    return OpenAICompleter(settings.vllm_base_url, settings.vllm_model_name, settings.vllm_api_key)


def _check(setting: str, url: str) -> None:
    """Refuse what is no address; one with a password in it would be shown in messages."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or parts.username is not None or any(map(str.isspace, url)):
        raise Misconfigured(
            f"{setting}: not an address such as http://127.0.0.1:11434, without a password in it."
        )
