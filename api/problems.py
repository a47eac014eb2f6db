"""Every error as application/problem+json (RFC 9457), with a stable type and nothing secret."""

import json
import math
import traceback
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Annotated, Any, Final, cast

import orjson
import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field, JsonValue
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from domain.errors import Invalid, LeafLoopError

MEDIA_TYPE: Final = "application/problem+json"
TYPE_PREFIX: Final = "urn:leafloop:problem:"

_SCHEMAS: Final = "#/components/schemas/"
_MAX_TEXT: Final = 300
_MAX_ERRORS: Final = 20
_HINTS: Final = {
    404: "No route answers at this address; /docs lists those that do.",
    405: "The route exists, but not for this method; /docs lists the methods it answers.",
}

_log = structlog.get_logger(__name__)


class Problem(BaseModel):
    """The body of every reply that is not a success."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": f"{TYPE_PREFIX}invalid",
                    "title": "Invalid",
                    "status": 422,
                    "detail": "1 field cannot be read; `errors` says which and why.",
                    "errors": [
                        {
                            "field": "body.limit",
                            "message": "Input should be less than or equal to 100",
                            "code": "less_than_equal",
                        }
                    ],
                }
            ]
        }
    )

    type: Annotated[str, Field(description=f"`{TYPE_PREFIX}` and a stable code.")]
    title: str
    status: int
    detail: str
    errors: Annotated[
        list[dict[str, JsonValue]],
        Field(description="One per field or row, when there is more to say."),
    ] = []


def problem_of(error: LeafLoopError) -> dict[str, object]:
    """Return the problem document of an error."""
    return _document(error.code, error.status, error.detail, error.errors)


def encode_problem(error: LeafLoopError) -> bytes:
    """Return the problem document of an error as JSON."""
    return _dumped(problem_of(error))


def headers_of(error: LeafLoopError) -> dict[str, str]:
    """Return the headers that an error's reply carries beside its body."""
    if error.retry_after is None:
        return {}
    return {"retry-after": str(max(1, math.ceil(error.retry_after)))}


def responses(*errors: type[LeafLoopError]) -> dict[int | str, dict[str, Any]]:
    """Describe the errors of a route for OpenAPI.

    Every route may answer 422, so `Invalid` need not be named.

    Example:
        >>> from domain.errors import NotFound
        >>> sorted(responses(NotFound))
        [404, 422]
    """
    described: dict[int | str, dict[str, Any]] = {}
    by_status: dict[int, list[str]] = {}
    named: tuple[type[LeafLoopError], ...] = (Invalid, *errors)
    for error in named:
        by_status.setdefault(error.status, []).append(error.code)
    for status, codes in by_status.items():
        described[status] = {
            "description": f"{HTTPStatus(status).phrase}: {', '.join(dict.fromkeys(codes))}",
            "content": {MEDIA_TYPE: {"schema": {"$ref": f"{_SCHEMAS}Problem"}}},
        }
    return described


def install(app: FastAPI) -> None:
    """Make an application answer every error as a problem, and its document say what that is."""
    app.add_exception_handler(LeafLoopError, _on_leafloop_error)
    app.add_exception_handler(RequestValidationError, _on_invalid_request)
    app.add_exception_handler(HTTPException, _on_http_exception)
    app.add_exception_handler(Exception, _on_unexpected)
    document = app.openapi

    def with_problem() -> dict[str, Any]:
        whole = document()
        schemas = whole.setdefault("components", {}).setdefault("schemas", {})
        problem = Problem.model_json_schema(ref_template=f"{_SCHEMAS}{{model}}")
        schemas |= {**problem.pop("$defs", {}), "Problem": problem}
        return whole

    app.openapi = with_problem  # type: ignore[method-assign]


def report_unexpected(error: Exception) -> LeafLoopError:
    """Log an exception nobody foresaw, and return what the caller is told about it.

    The log names the kind of exception and the places it passed, never its message, which may
    hold what a person sent.
    """
    frames = traceback.extract_tb(error.__traceback__)[-8:]
    _log.error(
        "request_failed",
        error=type(error).__name__,
        where=[f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
    )
    return LeafLoopError(
        "Something failed inside; it is in the log under this reply's X-Request-Id."
    )


def field_problems(errors: Sequence[Mapping[str, Any]]) -> list[dict[str, object]]:
    """Say which fields cannot be read and why, never what was in them; the first 20.

    Args:
        errors: As pydantic's `ValidationError.errors()` lists them.
    """
    return [
        {
            "field": ".".join(map(str, error["loc"]))[:_MAX_TEXT],
            "message": error["msg"][:_MAX_TEXT],
            "code": error["type"],
        }
        for error in errors[:_MAX_ERRORS]
    ]


async def _on_leafloop_error(_: Request, error: Exception) -> Response:
    known = cast(LeafLoopError, error)
    return _reply(problem_of(known), known.status, headers_of(known))


async def _on_invalid_request(_: Request, error: Exception) -> Response:
    found = cast(RequestValidationError, error).errors()
    errors = field_problems(found)
    fields = "1 field" if len(found) == 1 else f"{len(found)} fields"
    detail = f"{fields} cannot be read; `errors` says which and why."
    return _reply(_document(Invalid.code, 422, detail, errors), 422)


async def _on_http_exception(_: Request, error: Exception) -> Response:
    known = cast(HTTPException, error)
    phrase = HTTPStatus(known.status_code).phrase
    code = phrase.lower().replace(" ", "_").replace("-", "_")
    detail = known.detail
    if detail == phrase:
        detail = _HINTS.get(known.status_code, phrase)
    document = _document(code, known.status_code, str(detail)[:_MAX_TEXT])
    return _reply(document, known.status_code, known.headers)


async def _on_unexpected(_: Request, error: Exception) -> Response:
    told = report_unexpected(error)
    return _reply(problem_of(told), told.status)


def _document(
    code: str, status: int, detail: str, errors: Sequence[dict[str, object]] = ()
) -> dict[str, object]:
    return {
        "type": TYPE_PREFIX + code,
        "title": code.replace("_", " ").capitalize(),
        "status": status,
        "detail": detail,
        "errors": list(errors),
    }


def _dumped(document: Mapping[str, object]) -> bytes:
    """Write JSON, also when a text in it holds half a surrogate pair."""
    try:
        return orjson.dumps(document)
    except orjson.JSONEncodeError:
        return json.dumps(document, default=str).encode()


def _reply(
    document: Mapping[str, object], status: int, headers: Mapping[str, str] | None = None
) -> Response:
    return Response(_dumped(document), status, headers, MEDIA_TYPE)
