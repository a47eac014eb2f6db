"""POST /api/v1/events: a batch of events as clients send it, and the verdicts it gets."""

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal, NotRequired, TypeAlias

from pydantic import ConfigDict, Field, TypeAdapter
from typing_extensions import TypedDict

from api.schemas import event_data
from api.schemas.bounds import MAX_EVENTS, Count, EventId, SessionId, Timestamp, UserId
from api.schemas.subject import Reply

_STRICT: Final = ConfigDict(extra="forbid")


class Envelope(TypedDict):
    """What every event says beside its data; `user_id` may stand on the batch instead."""

    event_id: NotRequired[EventId | None]
    user_id: NotRequired[UserId | None]
    session_id: NotRequired[SessionId | None]
    timestamp: NotRequired[Timestamp | None]


class SearchPerformed(Envelope):
    """A search was made elsewhere."""

    __pydantic_config__ = _STRICT  # type: ignore[misc]
    event_type: Literal["search_performed"]
    data: event_data.Search


class SearchResultClicked(Envelope):
    """A search result was opened."""

    __pydantic_config__ = _STRICT  # type: ignore[misc]
    event_type: Literal["search_result_clicked"]
    data: event_data.Click


class ProductViewed(Envelope):
    """A product page was opened."""

    __pydantic_config__ = _STRICT  # type: ignore[misc]
    event_type: Literal["product_viewed"]
    data: event_data.View


class CartItemAdded(Envelope):
    """A product was put into the cart."""

    __pydantic_config__ = _STRICT  # type: ignore[misc]
    event_type: Literal["cart_item_added"]
    data: event_data.CartAdd


class CartItemRemoved(Envelope):
    """A product was taken out of the cart."""

    __pydantic_config__ = _STRICT  # type: ignore[misc]
    event_type: Literal["cart_item_removed"]
    data: event_data.CartRemove


class CartItemUpdated(Envelope):
    """A line of the cart got a new quantity."""

    __pydantic_config__ = _STRICT  # type: ignore[misc]
    event_type: Literal["cart_item_updated"]
    data: event_data.CartUpdate


class OrderCompleted(Envelope):
    """An order was placed."""

    __pydantic_config__ = _STRICT  # type: ignore[misc]
    event_type: Literal["order_completed"]
    data: event_data.Ordered


class PreferenceUpdated(Envelope):
    """A preference was set or removed by the person."""

    __pydantic_config__ = _STRICT  # type: ignore[misc]
    event_type: Literal["preference_updated"]
    data: event_data.PreferenceSet


class ResultSkipped(Envelope):
    """A product was seen and passed over."""

    __pydantic_config__ = _STRICT  # type: ignore[misc]
    event_type: Literal["result_skipped"]
    data: event_data.Skip


class FeedbackEvent(Envelope):
    """A like, a dislike or a rating."""

    __pydantic_config__ = _STRICT  # type: ignore[misc]
    event_type: Literal["feedback_given"]
    data: event_data.FeedbackGiven


WireEvent: TypeAlias = Annotated[
    SearchPerformed
    | SearchResultClicked
    | ProductViewed
    | CartItemAdded
    | CartItemRemoved
    | CartItemUpdated
    | OrderCompleted
    | PreferenceUpdated
    | ResultSkipped
    | FeedbackEvent,
    Field(discriminator="event_type"),
]


class EventBatch(TypedDict):
    """Up to 1000 events of any kinds and subjects."""

    __pydantic_config__ = ConfigDict(  # type: ignore[misc]
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "events": [
                        {
                            "event_id": "web-7f3a",
                            "event_type": "search_result_clicked",
                            "user_id": "ana",
                            "session_id": "visit-1",
                            "timestamp": "2026-03-02T09:15:00Z",
                            "data": {
                                "query": "milk",
                                "product_sku": "oat-milk",
                                "product_name": "Oat Milk",
                                "category": "Dairy alternatives",
                                "brand": "Oatly",
                                "price": 3.99,
                                "position": 2,
                            },
                        }
                    ]
                }
            ]
        },
    )

    user_id: NotRequired[UserId | None]
    session_id: NotRequired[SessionId | None]
    events: Annotated[list[WireEvent], Field(max_length=MAX_EVENTS, fail_fast=True)]


class Rejection(Reply):
    """Why one event of a batch was not written."""

    index: Annotated[int, Field(description="Place in the batch; the first is 0.")]
    code: Literal[
        "unknown_type",
        "invalid",
        "unknown_product",
        "implausible_time",
        "not_tracked",
        "erased",
        "conflict",
    ]
    detail: str


class BatchReply(Reply):
    """A verdict per event, also when every one was rejected."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "accepted": 98,
                    "duplicates": 1,
                    "rejected": [
                        {
                            "index": 41,
                            "code": "invalid",
                            "detail": "data.quantity: Input should be greater than 0",
                        }
                    ],
                }
            ]
        },
    )

    accepted: Count
    duplicates: Count
    rejected: list[Rejection]


def batch_body_doc() -> dict[str, Any]:
    """Return the OpenAPI request body of the batch route, with nothing to look up elsewhere.

    The route reads the raw body itself, so it hands this to `openapi_extra`.
    """
    schema = TypeAdapter(EventBatch).json_schema()
    shapes = schema.pop("$defs")
    content = {"application/json": {"schema": _inlined(schema, shapes)}}
    return {"requestBody": {"required": True, "content": content}}


def _inlined(node: Any, shapes: Mapping[str, Any]) -> Any:
    if isinstance(node, list):
        return [_inlined(part, shapes) for part in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return _inlined(shapes[node["$ref"].rpartition("/")[2]], shapes)
    return {key: _inlined(part, shapes) for key, part in node.items() if key != "discriminator"}
