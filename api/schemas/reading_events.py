"""Turn what clients sent into domain events, or into the reason why not."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Literal, NoReturn

import orjson
from pydantic import TypeAdapter, ValidationError

from api.schemas.bounds import MAX_EVENTS
from api.schemas.event_bodies import EventBody
from api.schemas.events import EventBatch, WireEvent
from api.schemas.subject import Body
from domain.clock import MS_PER_DAY, MS_PER_SECOND
from domain.errors import ImplausibleTime, Invalid, TooDeep
from domain.event import CLIENT_KINDS, Event, Kind
from domain.ids import NewId, client_event_id, digest_of, text_of
from learning.substitution import PREFERENCES, SUBSTITUTES

YEAR_2000: Final = 946_684_800_000

_BATCH: Final = TypeAdapter(EventBatch)
_EVENT: Final[TypeAdapter[Any]] = TypeAdapter(WireEvent)
_KINDS: Final = {kind.value: kind for kind in CLIENT_KINDS}
_MAX_DETAIL: Final = 300


@dataclass(frozen=True, slots=True)
class Rejected:
    """An event of a batch that cannot be written.

    Attributes:
        index: Its place in the batch; the first is 0.
        code: unknown_type, invalid or implausible_time.
        detail: What is wrong with which field; never the value that was sent.
    """

    index: int
    code: Literal["unknown_type", "invalid", "implausible_time"]
    detail: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What the events of one request have in common.

    Attributes:
        subject: Whose event it is when it does not say; None when nobody said.
        session: Its visit when it does not say.
        now: When the request arrived, in milliseconds.
        new_id: Makes the id of an event that the client did not name.
    """

    subject: str | None
    session: str | None
    now: int
    new_id: NewId

    def event(self, sent: Mapping[str, Any]) -> Event:
        """Return the domain event of one that passed its schema.

        The id of an event that the client named is a UUIDv5 of subject and name, and its digest
        covers kind, session, timestamp and the data LeafLoop keeps: neither the order of keys nor
        white space, nulls or unknown data fields matter. A timestamp left out and one given are
        different bodies, so a client that sends an event again sends it as it was.

        Raises:
            Invalid: No subject, a day that does not exist, a rating without its number, or no
                preference among substitutes that there is.
            ImplausibleTime: More than 24 hours ahead of `now`, or before the year 2000.
        """
        get = sent.get
        kind = _KINDS[sent["event_type"]]
        data = sent["data"]
        subject = get("user_id") or self.subject
        if subject is None:
            raise Invalid("user_id: say whose event it is")
        session = get("session_id") or self.session
        stamp = get("timestamp")
        name = get("event_id")
        if kind is not Kind.PRODUCT_VIEWED:
            _complete(kind, data)
        digest = b"" if name is None else _digest(kind, session, stamp, data)
        at = self.now if stamp is None else self._time(stamp, data)
        event_id = self.new_id(self.now) if name is None else client_event_id(subject, name)
        if kind is Kind.ORDER_COMPLETED and "order_id" not in data:
            data["order_id"] = text_of(event_id)
        return Event(event_id, kind, subject, session, at, self.now, data, digest)

    def _time(self, stamp: str, data: dict[str, Any]) -> int:
        try:
            moment = datetime.fromisoformat(stamp.upper())
            aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            at = round(aware.timestamp() * MS_PER_SECOND)
        except (ValueError, OverflowError) as error:
            raise Invalid("timestamp: there is no such day or time") from error
        if at < YEAR_2000 or at > self.now + MS_PER_DAY:
            raise ImplausibleTime("timestamp: it is before 2000 or more than 24 hours ahead")
        if at > self.now:
            data["claimed_at"] = stamp
            return self.now
        return at


def read_batch(
    body: bytes,
    now: int,
    new_id: NewId,
    *,
    subject: str | None = None,
    session: str | None = None,
) -> list[Event | Rejected]:
    """Read the body of POST /api/v1/events.

    Args:
        body: JSON as it was sent.
        now: When it arrived, in milliseconds.
        new_id: Makes the ids of events that the client did not name.
        subject: Whose events they are when neither event nor batch says so.
        session: Their visit when neither event nor batch says so.

    Returns:
        One event or reason per event sent, in order. Two events of the same name are both
        returned; the journal decides between them.

    Raises:
        Invalid: Not a JSON object, no list of events, more than 1000, or an unknown field
            beside them.
        TooDeep: Nested deeper than a parser can follow.
    """
    try:
        batch = _BATCH.validate_json(body)
    except ValidationError:
        return _read_each(_parsed(body), Reading(subject, session, now, new_id))
    reading = Reading(
        batch.get("user_id") or subject, batch.get("session_id") or session, now, new_id
    )
    read = reading.event
    try:
        return [read(sent) for sent in batch["events"]]
    except (Invalid, ImplausibleTime):
        return _read_each(_parsed(body), Reading(subject, session, now, new_id))


def read_event(
    body: EventBody,
    now: int,
    new_id: NewId,
    *,
    subject: str | None = None,
    session: str | None = None,
) -> Event:
    """Return the domain event of a single route's body.

    The same event sent in a batch under the same `event_id` is the same event.

    Args:
        body: A validated body.
        now: When it arrived, in milliseconds.
        new_id: Makes the id when the client did not name the event.
        subject: Whose event it is when the body does not say.
        session: Its visit when the body does not say.

    Raises:
        Invalid: As `Reading.event` says.
        ImplausibleTime: As `Reading.event` says.
    """
    sent = {
        "event_type": body.kind.value,
        "event_id": body.event_id,
        "user_id": body.user_id,
        "session_id": body.session_id,
        "timestamp": body.timestamp,
        "data": body.canonical(),
    }
    return Reading(subject, session, now, new_id).event(sent)


def _complete(kind: Kind, data: dict[str, Any]) -> None:
    """Fill in what a kind means when it does not say, and refuse what makes no sense."""
    if kind is Kind.CART_ITEM_ADDED:
        data["quantity"] = data.get("quantity") or 1.0
    elif kind is Kind.PREFERENCE_UPDATED:
        data["action"] = data.get("action") or "set"
        _require_known(data["relation"], data["value"])
    elif kind is Kind.FEEDBACK_GIVEN and data["feedback"] == "rating" and not data.get("rating"):
        raise Invalid("data.rating: a rating says which, from 1 to 5")


def _require_known(relation: str, value: str) -> None:
    """Refuse a preference among substitutes that is none of those there are."""
    if relation == SUBSTITUTES and value not in PREFERENCES:
        raise Invalid(f"data.value: for substitutes send one of {', '.join(PREFERENCES)}")


def _digest(kind: Kind, session: str | None, stamp: str | None, data: Mapping[str, Any]) -> bytes:
    said = [kind, session, stamp, _without_nulls(data)]
    return digest_of(orjson.dumps(said, option=orjson.OPT_SORT_KEYS))


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nulls(part) for key, part in value.items() if part is not None}
    return list(map(_without_nulls, value)) if isinstance(value, list) else value


def _read_each(batch: Any, reading: Reading) -> list[Event | Rejected]:
    """Judge every event by itself, so that a bad one does not sink its batch."""
    if not isinstance(batch, dict) or not isinstance(batch.get("events"), list):
        raise Invalid("the body is not a JSON object with a list of `events`")
    events = batch["events"]
    if len(events) > MAX_EVENTS:
        raise Invalid(f"a batch holds {MAX_EVENTS} events at most; send the rest in another one")
    try:
        sender = Body.model_validate({key: batch[key] for key in batch if key != "events"})
    except ValidationError as error:
        raise Invalid(_first(error)[1]) from error
    own = Reading(
        sender.user_id or reading.subject,
        sender.session_id or reading.session,
        reading.now,
        reading.new_id,
    )
    return [_judge(index, sent, own) for index, sent in enumerate(events)]


def _judge(index: int, sent: Any, reading: Reading) -> Event | Rejected:
    try:
        return reading.event(_EVENT.validate_python(sent))
    except ValidationError as error:
        code, detail = _first(error)
        return Rejected(index, code, detail)
    except ImplausibleTime as error:
        return Rejected(index, "implausible_time", error.detail)
    except Invalid as error:
        return Rejected(index, "invalid", error.detail)


def _first(error: ValidationError) -> tuple[Literal["unknown_type", "invalid"], str]:
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    if first["type"] == "union_tag_invalid":
        return "unknown_type", "event_type: no kind of event that a client may send"
    path = ".".join(str(part) for part in first["loc"] if part not in _KINDS)
    detail = f"{path}: {first['msg']}" if path else first["msg"]
    return "invalid", detail.encode(errors="replace").decode()[:_MAX_DETAIL]


def _parsed(body: bytes) -> Any:
    """Parse JSON, also with half a surrogate pair in it, which sinks only its own event."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        pass
    try:
        return json.loads(body.decode(), parse_constant=_refuse)
    except RecursionError as error:
        raise TooDeep("the body is nested too deep; events are at most a few levels") from error
    except ValueError as error:
        raise Invalid("the body is not JSON in UTF-8") from error


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)
