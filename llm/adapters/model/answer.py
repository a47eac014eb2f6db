"""An answer of the right form, asked for twice at most within one deadline."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from domain.errors import Unreadable
from llm.port import Completer
from llm.prompts.question import Question

Value = TypeVar("Value")
Form = TypeVar("Form", bound="Reply")

_MOST_FAULTS: Final = 3


class Reply(BaseModel):
    """What a model answers, before anybody looks at what it says; numbers are no texts."""

    model_config = ConfigDict(strict=True, frozen=True, extra="ignore")


class Unusable(Exception):
    """An answer that cannot be used.

    Attributes:
        kind: What is wrong, in a word that holds nothing of the answer.
    """

    def __init__(self, kind: str, detail: str) -> None:
        super().__init__(detail)
        self.kind = kind


def read_as(form: type[Form], answer: str) -> Form:
    """Read an answer as a form: its JSON object, whatever stands around it.

    Raises:
        Unusable: There is no such object.
    """
    start, end = answer.find("{"), answer.rfind("}")
    try:
        return form.model_validate_json(answer[start : end + 1] if start >= 0 else answer)
    except ValidationError as error:
        faults = error.errors(include_url=False, include_input=False, include_context=False)
        said = (f"{'.'.join(map(str, f['loc'])) or 'answer'}: {f['msg']}" for f in faults)
        raise Unusable(faults[0]["type"], "; ".join(list(said)[:_MOST_FAULTS])) from None


async def ask_model(
    completer: Completer,
    question: Question,
    schema: Mapping[str, Any],
    read: Callable[[str], Value],
    seconds: float,
) -> Value:
    """Return what a model answers; told once what is wrong when the answer cannot be used.

    Args:
        completer: The model.
        question: What it is asked.
        schema: JSON schema of the answer.
        read: Makes a value of the answer, or raises `Unusable`.
        seconds: For both tries together.

    Raises:
        Unavailable: No answer in time.
        Unreadable: Two answers that cannot be used; so it is not away.
    """
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    answer = await completer.complete(question.system, question.prompt, schema, seconds)
    try:
        return read(answer)
    except Unusable as fault:
        again, kind = question.again(answer, str(fault)), fault.kind
    if (left := until - loop.time()) > 0:
        answer = await completer.complete(again.system, again.prompt, schema, left)
        try:
            return read(answer)
        except Unusable as fault:
            kind = fault.kind
    raise Unreadable(
        f"The model {completer.name!r} answered, but not as it was asked to ({kind}): a larger "
        "model may, or one that keeps to a JSON schema."
    )
