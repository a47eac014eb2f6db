"""POST /v1/chat: one turn of a conversation."""

from typing import Annotated, Self

from pydantic import ConfigDict, Field, model_validator

from api.schemas.bounds import LongText, Reference
from api.schemas.filters import SearchFilters
from api.schemas.search import Limit
from api.schemas.subject import Body, Reply

_ID = "0195f2c4-9e00-7a31-8c55-0f4f3a1f8c01"


class Pick(Reply):
    """The answer to a proposal."""

    proposal_id: Reference
    choice: Annotated[Reference, Field(description="A sku, a hypothesis id, or none.")]


class ChatBody(Body):
    """A message, or the answer to what was proposed."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"user_id": "ana", "thread_id": "kitchen", "message": "something for breakfast"},
                {
                    "user_id": "ana",
                    "thread_id": "kitchen",
                    "selection": {"proposal_id": _ID, "choice": "h2"},
                },
            ]
        },
    )

    thread_id: Annotated[
        Reference | None, Field(description="Left out: a new thread; `metadata` names it.")
    ] = None
    message: LongText | None = None
    message_id: Annotated[
        Reference | None,
        Field(description="Names the message: sent again, it changes the cart only once."),
    ] = None
    selection: Pick | None = None
    filters: SearchFilters | None = None
    limit: Limit = 10

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.message is None) == (self.selection is None):
            raise ValueError("send either `message` or `selection`")
        if self.message is not None and not self.message.strip():
            raise ValueError("message: say something")
        return self
