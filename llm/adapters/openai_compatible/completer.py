"""Complete prompts on a server that speaks OpenAI's chat API, held to a JSON schema if it can."""

import asyncio
from collections.abc import Mapping
from typing import Any, Final, Literal, cast

import orjson
from openai import (
    APIConnectionError,
    APIStatusError,
    AsyncOpenAI,
    BadRequestError,
    UnprocessableEntityError,
)

from domain.errors import Unavailable
from llm.adapters.bounded_http import MOST_BYTES, BoundedTransport, client, oversized

MOST_TOKENS: Final = 800
"""Tokens of one answer: a model that raves is stopped at the source."""

_HEALTH_SECONDS: Final = 1.0
_NO_KEY: Final = "none"

Manner = Literal["json_schema", "json_object"]


class OpenAICompleter:
    """Implements `Completer` with the chat completions API.

    A server that refuses the schema is asked for any JSON object, with the schema in words; if
    that works, the next prompts are asked that way at once.

    Args:
        base_url: Where the API answers, such as `http://127.0.0.1:8001/v1`.
        model: Name of one of its models.
        key: Its key, if it wants one.
        most_bytes: Most bytes of an answer.

    Raises:
        ValueError: `base_url` is no address.
    """

    def __init__(
        self, base_url: str, model: str, key: str | None = None, *, most_bytes: int = MOST_BYTES
    ) -> None:
        self._base_url = base_url
        self._model = model
        self._manner: Manner = "json_schema"
        http = client(BoundedTransport(key, most_bytes))
        self._client = AsyncOpenAI(
            base_url=base_url,
            api_key=_NO_KEY,  # the transport sends the real one
            max_retries=0,
            timeout=None,
            http_client=cast("Any", http),
        )

    @property
    def name(self) -> str:
        """Name of the model."""
        return self._model

    async def complete(
        self, system: str, prompt: str, schema: Mapping[str, Any], seconds: float
    ) -> str:
        """Return the model's answer; see `Completer.complete`.

        Raises:
            Unavailable: No answer within `seconds`, one beyond bounds, or none of the API's form.
        """
        try:
            async with asyncio.timeout(seconds):
                return await self._answer(system, prompt, schema)
        except Exception as error:  # a server can fail in ways its library does not foresee
            raise self._unavailable(error, seconds) from error

    async def healthy(self) -> bool:
        """Whether the server answers within a second and lists the model."""
        try:
            async with asyncio.timeout(_HEALTH_SECONDS):
                listed = await self._client.models.list()
                return self._model in {entry.id for entry in listed.data}
        except Exception:  # as above
            return False

    async def close(self) -> None:
        """Release its connections."""
        await self._client.close()

    async def _answer(self, system: str, prompt: str, schema: Mapping[str, Any]) -> str:
        if self._manner == "json_schema":
            try:
                return await self._ask(system, prompt, _by_schema(schema))
            except (BadRequestError, UnprocessableEntityError):
                answer = await self._ask(_in_words(system, schema), prompt, _AS_OBJECT)
                self._manner = "json_object"
                return answer
        return await self._ask(_in_words(system, schema), prompt, _AS_OBJECT)

    async def _ask(self, system: str, prompt: str, response_format: Mapping[str, Any]) -> str:
        said = (("system", system), ("user", prompt))
        reply = await self._client.chat.completions.create(
            model=self._model,
            messages=cast("Any", [{"role": r, "content": c} for r, c in said if c]),
            response_format=cast("Any", response_format),
            temperature=0.0,
            max_tokens=MOST_TOKENS,
        )
        return reply.choices[0].message.content or ""

    def _unavailable(self, error: Exception, seconds: float) -> Unavailable:
        """Say what happened, without a word of what the server said."""
        at = f"The model server at {self._base_url}"
        if oversized(error):
            return Unavailable(f"{at} sent more than an answer may have.")
        match error:
            case TimeoutError():
                return Unavailable(f"{at} did not answer within {seconds:.2g} s.")
            case APIStatusError(status_code=404):
                return Unavailable(
                    f"{at} has no model {self._model!r}: serve it, or set VLLM_MODEL_NAME and "
                    "VLLM_BASE_URL."
                )
            case APIStatusError(status_code=401 | 403):
                return Unavailable(f"{at} wants another key: set VLLM_API_KEY.")
            case APIStatusError():
                return Unavailable(f"{at} refused with status {error.status_code}.")
            case APIConnectionError():
                return Unavailable(f"{at} is not there, or broke off: start it, or set "
                                   "VLLM_BASE_URL.")  # fmt: skip
        return Unavailable(f"{at} sent no answer of the API's form.")


_AS_OBJECT: Final = {"type": "json_object"}


def _by_schema(schema: Mapping[str, Any]) -> dict[str, Any]:
    named = {"name": "answer", "schema": dict(schema), "strict": True}
    return {"type": "json_schema", "json_schema": named}


def _in_words(system: str, schema: Mapping[str, Any]) -> str:
    return f"{system}\n\nAnswer with JSON of this schema only: {orjson.dumps(schema).decode()}"
