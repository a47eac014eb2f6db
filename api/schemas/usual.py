"""GET /api/v1/user/{user_id}/usual: what "my usual" would put into the cart now."""

from typing import Annotated, Final

from pydantic import ConfigDict, Field, JsonValue

from api.schemas.results import OAT_MILK, ProductReply, ReasonReply
from api.schemas.subject import Reply
from api.schemas.substitutes import SubstituteReply

_REASON: Final[JsonValue] = {
    "code": "due",
    "text": "You buy it about every 7 days, and it is due",
    "evidence": ["0195f2c4-9e00-7a31-8c55-0f4f3a1f8c01"],
}


class UsualLineReply(Reply):
    """A product of the usual basket."""

    product: ProductReply
    quantity: Annotated[float, Field(description="How many are usual.")]
    reason: ReasonReply
    in_cart: Annotated[bool, Field(description="It is in the cart, and would be left as it is.")]
    due: Annotated[bool, Field(description="It is due; else it is in most orders.")]


class UnavailableReply(Reply):
    """A usual product that cannot be had now."""

    name: str
    sku: str
    quantity: float
    substitute: Annotated[
        SubstituteReply | None, Field(description="What would be offered instead, if anything.")
    ]


class HeldBackReply(Reply):
    """A usual product that goes against what the subject stated since."""

    name: str
    why: Annotated[str, Field(description="Also says how to take that back.")]


class UsualBasketReply(Reply):
    """What "my usual" would put into the cart now."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "lines": [
                        {
                            "product": OAT_MILK,
                            "quantity": 2,
                            "reason": _REASON,
                            "in_cart": False,
                            "due": True,
                        }
                    ],
                    "unavailable": [
                        {"name": "Pea Milk", "sku": "pea-milk", "quantity": 1, "substitute": None}
                    ],
                    "held_back": [
                        {
                            "name": "Granola",
                            "why": "Granola holds nuts, which you rule out.",
                        }
                    ],
                }
            ]
        },
    )

    lines: Annotated[list[UsualLineReply], Field(description="What is due first.")]
    unavailable: list[UnavailableReply]
    held_back: list[HeldBackReply]
