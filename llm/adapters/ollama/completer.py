"""Complete prompts on an Ollama server, held to a JSON schema by its grammar."""

import asyncio
import contextlib
from collections.abc import Mapping
from typing import Any, Final, cast

import structlog
from ollama import AsyncClient, ResponseError

from domain.errors import Unavailable
from llm.adapters.bounded_http import MOST_BYTES, BoundedTransport, oversized

MOST_TOKENS: Final = 800
"""Tokens of one answer: a model that raves is stopped at the source."""

CONTEXT_TOKENS: Final = 4_096
"""Tokens of prompt and answer together; Ollama's own default cuts the prompt's start off."""

KEEP_ALIVE: Final = "30m"
"""How long Ollama keeps the model in memory after an answer; loading it takes seconds."""

LOAD_SECONDS: Final = 300.0
"""How long a model may take to be loaded, behind everybody's back."""

_HEALTH_SECONDS: Final = 1.0
_log = structlog.get_logger(__name__)


class OllamaCompleter:
    """Implements `Completer` with Ollama's chat API.

    Args:
        host: Where Ollama answers, such as `http://127.0.0.1:11434`.
        model: Name of one of its models, such as `qwen2.5:3b`.
        most_bytes: Most bytes of an answer.

    Raises:
        ValueError: `host` is no address.
    """

    def __init__(self, host: str, model: str, *, most_bytes: int = MOST_BYTES) -> None:
        self._host = host
        self._model = model
        self._client = AsyncClient(
            host,
            transport=BoundedTransport(most_bytes=most_bytes),
            trust_env=False,
            follow_redirects=False,
        )
        self._loading: asyncio.Task[None] | None = None

    @property
    def name(self) -> str:
        """Name of the model."""
        return self._model

    async def complete(
        self, system: str, prompt: str, schema: Mapping[str, Any], seconds: float
    ) -> str:
        """Return the model's answer; see `Completer.complete`.

        Raises:
            Unavailable: No answer within `seconds`, one beyond bounds, or none that is Ollama's.
        """
        said = (("system", system), ("user", prompt))
        try:
            async with asyncio.timeout(seconds):
                reply = await self._client.chat(
                    self._model,
                    [{"role": role, "content": content} for role, content in said if content],
                    format=dict(schema),
                    options={
                        "temperature": 0.0,
                        "num_predict": MOST_TOKENS,
                        "num_ctx": CONTEXT_TOKENS,
                    },
                    keep_alive=KEEP_ALIVE,
                )
        except Exception as error:  # a server can fail in ways its library does not foresee
            if isinstance(error, TimeoutError):
                self.warm_up()
            raise self._unavailable(error, seconds) from error
        return reply.message.content or ""

    def warm_up(self) -> None:
        """Have the model loaded behind everybody's back, unless that is under way.

        Ollama stops loading a model when the one who wanted it leaves. So a model that takes
        longer to load than a shopper waits would never be there.
        """
        if self._loading is None or self._loading.done():
            self._loading = asyncio.create_task(self._load())

    async def healthy(self) -> bool:
        """Whether the server answers within a second and has the model."""
        try:
            async with asyncio.timeout(_HEALTH_SECONDS):
                listed = await self._client.list()
        except Exception:  # as above
            return False
        known = {entry.model for entry in listed.models}
        return bool(known & {self._model, f"{self._model}:latest"})

    async def close(self) -> None:
        """Stop loading, and release its connections."""
        if self._loading is not None:
            self._loading.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._loading
        await cast("Any", self._client).close()

    async def _load(self) -> None:
        try:
            async with asyncio.timeout(LOAD_SECONDS):
                options = {"num_ctx": CONTEXT_TOKENS}
                await self._client.generate(self._model, options=options, keep_alive=KEEP_ALIVE)
        except Exception as error:  # as above
            reason = str(self._unavailable(error, LOAD_SECONDS))
            _log.warning("model_not_loaded", model=self._model, reason=reason)

    def _unavailable(self, error: Exception, seconds: float) -> Unavailable:
        """Say what happened, without a word of what the server said."""
        at = f"Ollama at {self._host}"
        match error:
            case TimeoutError():
                return Unavailable(f"{at} did not answer within {seconds:.2g} s.")
            case ConnectionError():
                return Unavailable(f"{at} is not there: run `ollama serve`, or set OLLAMA_HOST.")
            case ResponseError(status_code=404):
                return Unavailable(
                    f"{at} has no model {self._model!r}: run `ollama pull {self._model}`, or set "
                    "OLLAMA_MODEL_NAME."
                )
            case ResponseError():
                return Unavailable(f"{at} refused with status {error.status_code}.")
        if oversized(error):
            return Unavailable(f"{at} sent more than an answer may have.")
        return Unavailable(f"{at} broke off, or sent no answer of its kind.")
