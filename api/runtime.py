"""What a route works with: the open services, the steps, and the conversations."""

from dataclasses import dataclass
from typing import Annotated, Any

import orjson
from fastapi import Depends, Request
from starlette.responses import Response

from api.guard import Drain
from api.metrics import Metrics
from api.schemas.subject import Body
from domain.caller import Caller
from domain.errors import Invalid
from graph.conversation import Conversation
from graph.steps import Steps
from wiring.services import Services

_LONGEST_ID = 256


@dataclass(frozen=True, slots=True)
class Runtime:
    """One running server.

    Attributes:
        services: Every open store and reader.
        steps: The steps that routes call without a graph.
        conversation: The two graphs.
        metrics: What is measured.
        drain: Turned on when the server stops.
    """

    services: Services
    steps: Steps
    conversation: Conversation
    metrics: Metrics
    drain: Drain

    def caller(self, request: Request, body: Body | None = None) -> Caller:
        """Return who a request is for: from its body, its query or its headers.

        Raises:
            Invalid: Nobody is named.
        """
        user_id = (
            (body.user_id if body else None)
            or request.query_params.get("user_id")
            or request.headers.get("x-user-id")
        )
        session_id = (
            (body.session_id if body else None)
            or request.query_params.get("session_id")
            or request.headers.get("x-session-id")
        )
        if not user_id:
            raise Invalid("user_id: say whose request it is, in the body or as X-User-Id")
        return self.steps.caller(valid_id(user_id), session_id)


def valid_id(user_id: str) -> str:
    """Return a user id as it came.

    Raises:
        Invalid: It is too long, or holds control characters.
    """
    if len(user_id) > _LONGEST_ID or not user_id.isprintable():
        raise Invalid(f"user_id: at most {_LONGEST_ID} characters, none of them control characters")
    return user_id


def _runtime(request: Request) -> Runtime:
    runtime: Runtime = request.app.state.runtime
    return runtime


Running = Annotated[Runtime, Depends(_runtime)]


class Json(Response):
    """A JSON reply whose content is trusted to have the shape its route declares."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        """Return the content as JSON."""
        return orjson.dumps(content)
