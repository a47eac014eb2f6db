"""DELETE /api/v1/user/{user_id}/learning-data, its receipts and the export."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, JsonValue

from api.schemas.bounds import Count, Moment, UserId
from api.schemas.privacy import EXAMPLE, PrivacyReply
from api.schemas.subject import Reply

Progress = Annotated[
    Literal["pending", "complete"],
    Field(description="pending: goes on by itself; ask for the receipt again."),
]


class StoreReply(Reply):
    """What became of one store."""

    name: str
    deleted: Annotated[Count, Field(description="How many records there were.")]
    residue: Annotated[
        Count | None,
        Field(description="How many were found afterwards; null while the store does not answer."),
    ]
    status: Progress


class ReceiptReply(Reply):
    """What an erasure did; it says nothing about whom."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "success": True,
                    "receipt_id": "019cad3c-2ea8-7c61-8d0f-8a3d5f1f2b6e",
                    "at": "2026-03-02T09:15:00.000Z",
                    "status": "complete",
                    "stores": [
                        {"name": "journal", "deleted": 42, "residue": 0, "status": "complete"}
                    ],
                }
            ]
        },
    )

    success: Annotated[bool, Field(description="The tombstone stands: nothing of it comes back.")]
    receipt_id: str
    at: Moment
    status: Progress
    stores: list[StoreReply]


class ExportReply(Reply):
    """Everything that is held about a subject."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "user_id": "ann",
                    "exported_at": "2026-03-02T09:15:00.000Z",
                    "privacy": EXAMPLE,
                    "stores": {"journal": [], "folds": {}},
                }
            ]
        },
    )

    user_id: UserId
    exported_at: Moment
    privacy: PrivacyReply
    stores: Annotated[dict[str, JsonValue], Field(description="By store, as each holds it.")]
