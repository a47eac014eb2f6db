"""POST /api/interactions/track: the short form of the event routes."""

import json
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Final, Literal, Self, TypeVar

from pydantic import ConfigDict, Field, JsonValue, ValidationError

from api.problems import field_problems
from api.schemas.bounds import EventId, Sku, Timestamp, Word
from api.schemas.event_bodies import (
    CartAddBody,
    CartRemoveBody,
    ClickBody,
    EventBody,
    OrderBody,
    SearchBody,
    SkipBody,
    ViewBody,
)
from api.schemas.preferences import Preferences
from api.schemas.subject import Body, Reply
from domain.errors import Invalid, UnknownType

T = TypeVar("T")

_OWN: Final = ("user_id", "session_id", "event_type", "product_id", "event_id", "timestamp")
_PRODUCT: Final = {
    "product_name": "name",
    "category": "category",
    "brand": "brand",
    "supplier": "supplier",
    "price": "price",
    "size": "size",
}


class TrackBody(Body):
    """What happened to which product, with whatever else is known in `context`."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "user_id": "ana",
                    "event_type": "add_to_cart",
                    "product_id": "oat-milk",
                    "context": {"quantity": 2},
                }
            ]
        },
    )

    event_type: Annotated[
        Word,
        Field(
            description="purchase, add_to_cart, remove_from_cart, click_product, view_product, "
            "search or displayed_but_scrolled."
        ),
    ]
    product_id: Sku | None = None
    context: dict[Word, JsonValue] = Field(
        default_factory=dict,
        max_length=50,
        description="Such as query, position, quantity, price, order_id.",
    )
    event_id: EventId | None = None
    timestamp: Timestamp | None = None

    @classmethod
    def from_query(cls, parameters: Mapping[str, str]) -> Self:
        """Read what came as query parameters; those that are not ours are the context.

        Raises:
            Invalid: A parameter is missing or out of bounds.
        """
        own = {name: parameters[name] for name in _OWN if name in parameters}
        context: dict[str, Any] = {
            name: value for name, value in parameters.items() if name not in {*_OWN, "context"}
        }
        context |= _object(parameters.get("context", "{}"))
        return _checked(cls.model_validate, {**own, "context": context})


class TrackReply(Reply):
    """What became of it, and what the subject prefers from now on."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "status": "tracked",
                    "response_time_ms": 0.71,
                    "preferences_updated": True,
                    "current_preferences": {
                        "categories": {"Dairy alternatives": 0.15},
                        "brands": {"Oatly": 0.22},
                        "attributes": {"plant_based": 0.15},
                        "last_updated": "2026-03-02T09:15:00.000Z",
                    },
                }
            ]
        },
    )

    status: Literal["tracked", "not_tracked"]
    response_time_ms: float
    preferences_updated: bool
    current_preferences: Preferences


def event_body(said: TrackBody) -> EventBody:
    """Return the single event body that a tracked interaction stands for.

    Raises:
        UnknownType: No such event_type.
        Invalid: Something the event needs is missing or out of bounds.
    """
    if said.event_type not in _BODIES:
        raise UnknownType(f"event_type: no such interaction; there are {', '.join(_BODIES)}")
    body, shape = _BODIES[said.event_type]
    envelope = {
        "user_id": said.user_id,
        "session_id": said.session_id,
        "event_id": said.event_id,
        "timestamp": said.timestamp,
    }
    return _checked(body.model_validate, envelope | shape(said))


def _about_a_product(*names: str) -> Callable[[TrackBody], dict[str, Any]]:
    def shape(said: TrackBody) -> dict[str, Any]:
        return {"product": _product(said), **_picked(said, names)}

    return shape


def _search(said: TrackBody) -> dict[str, Any]:
    return {"query": "", **_picked(said, ("query", "results_count", "result_ids"))}


def _purchase(said: TrackBody) -> dict[str, Any]:
    names = ("order_id", "total_value", "item_count", "delivery_date", "applied_promotions")
    items = said.context.get("items")
    if items is None:
        line = _product(said)
        maker = line.pop("supplier", None)
        items = [{"brand": maker} | line | _picked(said, ("quantity",))]
    return {"items": items, **_picked(said, names)}


def _product(said: TrackBody) -> dict[str, Any]:
    if said.product_id is None:
        raise Invalid(f"product_id: say which product the {said.event_type} is about")
    known = {ours: said.context.get(theirs) for theirs, ours in _PRODUCT.items()}
    return {"sku": said.product_id} | {k: v for k, v in known.items() if v is not None}


def _picked(said: TrackBody, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: said.context[name] for name in names if said.context.get(name) is not None}


def _object(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Invalid("context: not JSON") from error
    if not isinstance(value, dict):
        raise Invalid("context: not a JSON object")
    return value


def _checked(read: Callable[[dict[str, Any]], T], values: dict[str, Any]) -> T:
    try:
        return read(values)
    except ValidationError as error:
        detail = "the interaction cannot be read; `errors` says which field and why"
        raise Invalid(detail, errors=field_problems(error.errors())) from error


_BODIES: Final[Mapping[str, tuple[type[EventBody], Callable[[TrackBody], dict[str, Any]]]]] = {
    "purchase": (OrderBody, _purchase),
    "add_to_cart": (CartAddBody, _about_a_product("quantity")),
    "remove_from_cart": (CartRemoveBody, _about_a_product("quantity")),
    "click_product": (ClickBody, _about_a_product("query", "position", "search_session_id")),
    "view_product": (ViewBody, _about_a_product()),
    "search": (SearchBody, _search),
    "displayed_but_scrolled": (SkipBody, _about_a_product("proposal_id")),
}
