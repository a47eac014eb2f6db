"""Who is calling: a subject, on one of their visits."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Caller:
    """The person a request is for.

    Attributes:
        subject: The user id as the client gave it.
        session: The visit, if the client named one.
    """

    subject: str
    session: str | None
