"""Whose request it is: what every body accepts."""

from pydantic import BaseModel, ConfigDict

from api.schemas.bounds import SessionId, UserId


class Body(BaseModel):
    """A request; a field that is not listed is refused.

    `user_id` and `session_id` may also come in the query, as `X-User-Id` and `X-Session-Id`, or
    from a token; the route refuses a request in which none of them names the subject.
    """

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=False)

    user_id: UserId | None = None
    session_id: SessionId | None = None


class Reply(BaseModel):
    """An answer; it has exactly the fields that its class lists."""

    model_config = ConfigDict(extra="forbid")
