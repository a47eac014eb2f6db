"""What a person did, in sentences: listed, undone, and told as it is learned."""

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import ConfigDict, Field

from api.schemas.bounds import Affinity, Moment
from api.schemas.preferences import Preferences
from api.schemas.subject import Reply

ToldKind: TypeAlias = Literal[
    "search_performed",
    "search_result_clicked",
    "product_viewed",
    "cart_item_added",
    "cart_item_removed",
    "cart_item_updated",
    "order_completed",
    "preference_updated",
    "result_skipped",
    "feedback_given",
    "selection_made",
    "fact_stated",
    "fact_corrected",
    "fact_deleted",
    "facts_extracted",
    "persona_updated",
    "consent_changed",
]

_EVENT: dict[str, Any] = {
    "event_id": "0195f2c4-9e00-7a31-8c55-0f4f3a1f8c02",
    "kind": "cart_item_added",
    "at": "2026-03-02T09:15:00.000Z",
    "text": "You put 2 × Whole Milk into the cart",  # noqa: RUF001
    "product": {"sku": "whole-milk", "name": "Whole Milk"},
    "undoable": True,
    "session_id": "visit-1",
}


class ToldProduct(Reply):
    """The product that an event is about."""

    sku: str
    name: str


class ToldEvent(Reply):
    """One event, in words."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_EVENT]})

    event_id: Annotated[str, Field(description="As in the evidence of a reason or a memory.")]
    kind: ToldKind
    at: Annotated[Moment, Field(description="When it happened.")]
    text: Annotated[str, Field(description="A sentence in the second person.")]
    product: Annotated[
        ToldProduct | None, Field(description="Null where it is about none or several.")
    ]
    undoable: Annotated[bool, Field(description="Whether DELETE takes it back.")]
    session_id: str | None


class ToldEventsReply(Reply):
    """What a person did."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"events": [_EVENT]}]}
    )

    events: Annotated[list[ToldEvent], Field(description="Newest first, as they were learned.")]


class UndoneReply(Reply):
    """What was taken back, and what its person prefers without it."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "undone": True,
                    "event": _EVENT,
                    "preferences": {
                        "categories": {"Milk": 0.06},
                        "brands": {"Oatly": 0.09},
                        "attributes": {},
                        "last_updated": "2026-03-02T09:10:00.000Z",
                    },
                }
            ]
        },
    )

    undone: Literal[True]
    event: ToldEvent
    preferences: Preferences


class PreferenceChange(Reply):
    """One thing that an event changed in what is known."""

    what: Annotated[
        str,
        Field(
            description="`brand`, `category` or `attribute`: a liking, from -1 to 1; `persona`: a "
            "dial, from 0 to 1; `goal`, or such as `allergic_to`: what was said, 0 or 1."
        ),
    ]
    name: str
    before: Affinity
    after: Affinity


class LearnedEvent(ToldEvent):
    """The data of `learned` in GET /api/v1/user/{user_id}/live."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    **_EVENT,
                    "changes": [{"what": "brand", "name": "Arla", "before": 0.0, "after": 0.225}],
                }
            ]
        },
    )

    changes: Annotated[
        list[PreferenceChange],
        Field(max_length=8, description="Largest first; none for what a client missed."),
    ]
