"""What a route works with: the open services, the steps, and the conversations."""

import re
from dataclasses import dataclass
from typing import Annotated, Any, Final

import orjson
from fastapi import Depends, Request
from starlette.responses import Response

from api.guard import Drain
from api.metrics import Metrics
from api.schemas.bounds import PRINTABLE
from api.schemas.subject import Body
from domain.caller import Caller
from domain.errors import Invalid
from graph.conversation import Conversation
from graph.steps import Steps
from memory.relay import Relay
from wiring.services import Services

_LONGEST_ID: Final = 256
_PRINTABLE: Final = re.compile(PRINTABLE)


@dataclass(frozen=True, slots=True)
class Runtime:
    """One running server.

    Attributes:
        services: Every open store and reader.
        steps: The steps that routes call without a graph.
        conversation: The two graphs.
        metrics: What is measured.
        drain: Turned on when the server stops.
        relays: Whatever carries the journal into a sink.
        started_at: When it began to answer, in milliseconds.
    """

    services: Services
    steps: Steps
    conversation: Conversation
    metrics: Metrics
    drain: Drain
    relays: tuple[Relay, ...]
    started_at: int

    def caller(self, request: Request, body: Body | None = None) -> Caller:
        """Return who a request is for: from its body, its query or its headers.

        Raises:
            Invalid: Nobody is named, or a name is too long or holds control characters.
        """
        user_id, session_id = named_beside(request)
        user_id = (body.user_id if body else None) or user_id
        session_id = (body.session_id if body else None) or session_id
        if user_id is None:
            raise Invalid("user_id: say whose request it is, in the body or as X-User-Id")
        return Caller(user_id, session_id)


def named_beside(request: Request) -> tuple[str | None, str | None]:
    """Return the user and the session that a request names in its query or its headers.

    Raises:
        Invalid: A name is too long, or holds control characters.
    """
    query, headers = request.query_params, request.headers
    user_id = query.get("user_id") or headers.get("x-user-id")
    session_id = query.get("session_id") or headers.get("x-session-id")
    return (
        valid_id(user_id) if user_id else None,
        valid_id(session_id, "session_id") if session_id else None,
    )


def valid_id(name: str, field: str = "user_id") -> str:
    """Return the id of a user or a session as it came.

    Args:
        name: The id.
        field: What it names, for the message.

    Raises:
        Invalid: It is too long, or holds control characters.
    """
    if len(name) > _LONGEST_ID or not _PRINTABLE.search(name):
        raise Invalid(f"{field}: at most {_LONGEST_ID} characters, none of them control characters")
    return name


async def _runtime(request: Request) -> Runtime:  # a plain function would cost a thread
    runtime: Runtime = request.app.state.runtime
    return runtime


Running = Annotated[Runtime, Depends(_runtime)]


class Json(Response):
    """A JSON reply whose content is trusted to have the shape its route declares."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        """Return the content as JSON."""
        return orjson.dumps(content)
