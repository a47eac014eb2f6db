"""Every error LeafLoop raises on purpose, each with a stable code and an HTTP status."""

from collections.abc import Sequence


class LeafLoopError(Exception):
    """Something a caller can act on.

    Attributes:
        code: Stable name of the kind of error, in snake_case; the last part of a problem's `type`.
        status: HTTP status that a route answers with.
        retry_after: Seconds after which the same call may succeed, or None when it will not.
        errors: Details, one per field or row, when there is more than one thing to mend.
    """

    code = "internal"
    status = 500

    def __init__(
        self,
        detail: str,
        *,
        retry_after: float | None = None,
        errors: Sequence[dict[str, object]] = (),
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.retry_after = retry_after
        self.errors = tuple(errors)


class Invalid(LeafLoopError):
    """A value has the wrong type, shape or range."""

    code, status = "invalid", 422


class UnknownType(LeafLoopError):
    """An event kind that does not exist, or that only LeafLoop itself may write."""

    code, status = "unknown_type", 422


class UnknownProduct(LeafLoopError):
    """A sku that is not in the catalogue, in a body without name and category."""

    code, status = "unknown_product", 422


class ImplausibleTime(LeafLoopError):
    """A timestamp more than 24 hours ahead, or before the year 2000."""

    code, status = "implausible_time", 422


class Conflict(LeafLoopError):
    """The same id came before with another body, or another choice; the first one stands."""

    code, status = "conflict", 409


class Erased(LeafLoopError):
    """It belongs to the time before its subject was erased, and is not taken any more."""

    code, status = "erased", 409


class InProgress(LeafLoopError):
    """The same request, or another turn of the same thread, is still running."""

    code, status = "in_progress", 409


class KeyReused(LeafLoopError):
    """An Idempotency-Key came before with another body."""

    code, status = "idempotency_key_reused", 422


class UnknownChoice(LeafLoopError):
    """A selection that is not among the candidates that were shown."""

    code, status = "unknown_choice", 422


class NotFound(LeafLoopError):
    """Nothing under this id, or nothing that this subject may see."""

    code, status = "not_found", 404


class Refused(LeafLoopError):
    """A caller that may not call: foreign host, foreign origin, missing right."""

    code, status = "refused", 403


class WrongMediaType(LeafLoopError):
    """A body that is not `application/json`."""

    code, status = "wrong_media_type", 415


class TooLarge(LeafLoopError):
    """A body over the limit."""

    code, status = "too_large", 413


class TooDeep(LeafLoopError):
    """JSON nested deeper than the limit."""

    code, status = "too_deep", 422


class TooMany(LeafLoopError):
    """A caller over its limit; the same call may succeed later."""

    code, status = "too_many_requests", 429


class Busy(LeafLoopError):
    """The service is full, starting or draining; the same call may succeed later."""

    code, status = "busy", 503


class Unavailable(LeafLoopError):
    """A store or service does not answer within its deadline."""

    code, status = "unavailable", 503


class Unreadable(Unavailable):
    """A service answers, but nothing that can be used; the same question may get the same again."""

    code = "unreadable"


class Misconfigured(LeafLoopError):
    """A setting or a file that LeafLoop cannot start with; the message says the mend."""

    code, status = "misconfigured", 500
