"""How long a text and how large a number may be, in every body."""

from typing import Annotated, Final

from pydantic import Field, StringConstraints

MAX_EVENTS: Final = 1000
"""Events in one batch."""

MAX_LINES: Final = 2000
"""Products in one order; a wholesaler's is long."""

PRINTABLE: Final = r"^[^\x00-\x1f\x7f-\x9f]*$"
"""No control characters; for ids that end up in keys, logs and file names."""

UserId = Annotated[
    str,
    StringConstraints(min_length=1, max_length=256, pattern=PRINTABLE),
    Field(description="Whose data it is: 1 to 256 characters, no control characters."),
]
SessionId = Annotated[
    str,
    StringConstraints(max_length=256, pattern=PRINTABLE),
    Field(description="The visit it belongs to."),
]
EventId = Annotated[
    str,
    StringConstraints(min_length=1, max_length=200),
    Field(description="A name the client chose; the same event sent again is written once."),
]
Reference = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=PRINTABLE)]
"""Id of a proposal, execution, thread or order."""

Sku = Annotated[str, StringConstraints(min_length=1, max_length=128, pattern=PRINTABLE)]
Name = Annotated[str, StringConstraints(max_length=300)]
Word = Annotated[str, StringConstraints(max_length=120)]
"""A category, brand, size, attribute or other short label."""

Words = Annotated[list[Word], Field(max_length=50)]
SearchText = Annotated[str, StringConstraints(max_length=1000)]
LongText = Annotated[str, StringConstraints(max_length=8000)]
"""What a person writes to an assistant, a description, a list of ingredients."""

Price = Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False)]
Total = Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False)]
"""Sum of a cart or an order."""

Quantity = Annotated[float, Field(gt=0, le=1000, allow_inf_nan=False)]
OrderedQuantity = Annotated[float, Field(gt=0, le=100_000, allow_inf_nan=False)]
"""How many of a product one order holds; wholesalers take thousands."""

QuantityOrNone = Annotated[float, Field(ge=0, le=1000, allow_inf_nan=False)]
"""A new absolute quantity; 0 takes the line out."""

Position = Annotated[int, Field(ge=1, le=10_000)]
Count = Annotated[int, Field(ge=0, le=10_000_000)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Affinity = Annotated[float, Field(ge=-1, le=1, allow_inf_nan=False)]
Finite = Annotated[float, Field(allow_inf_nan=False)]

Moment = Annotated[
    str,
    StringConstraints(max_length=40),
    Field(json_schema_extra={"format": "date-time"}, examples=["2026-03-02T09:15:00.000Z"]),
]
"""A time in a reply: RFC 3339 in UTC."""

Timestamp = Annotated[
    str,
    StringConstraints(
        max_length=64,
        pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,9})?"
        r"([Zz]|[+-][0-9]{2}:[0-9]{2})?$",
    ),
    Field(
        description="RFC 3339; without a zone it is taken as UTC.",
        examples=["2026-03-02T09:15:00Z"],
        json_schema_extra={"format": "date-time"},
    ),
]
"""A time in a request."""
