"""The bodies of the single event routes, each read as the one kind of event it stands for."""

from typing import Annotated, Any, ClassVar, Self

from pydantic import ConfigDict, Field, JsonValue, model_validator

from api.schemas.bounds import (
    MAX_LINES,
    Count,
    EventId,
    Name,
    Position,
    Price,
    Quantity,
    QuantityOrNone,
    Reference,
    SearchText,
    Sku,
    Timestamp,
    Total,
    Word,
    Words,
)
from api.schemas.event_data import (
    FeedbackKind,
    PreferenceAction,
    PreferenceValue,
    Relation,
    StrictLine,
)
from api.schemas.filters import SearchFilters
from api.schemas.preferences import Preferences
from api.schemas.subject import Body, Reply
from domain.event import Kind

_ENVELOPE = {"event_id", "user_id", "session_id", "timestamp", "product"}

_OAT_MILK: JsonValue = {
    "sku": "oat-milk",
    "name": "Oat Milk",
    "category": "Dairy alternatives",
    "brand": "Oatly",
    "price": 3.99,
}


def _example(**fields: JsonValue) -> ConfigDict:
    example: dict[str, JsonValue] = {"user_id": "ana", **fields}
    return ConfigDict(extra="forbid", json_schema_extra={"examples": [example]})


class ProductRef(Reply):
    """A product as a client knows it; the catalogue fills in what is missing."""

    sku: Sku
    name: Name | None = None
    category: Word | None = None
    brand: Word | None = None
    supplier: Annotated[Word | None, Field(description="Read as the brand when there is none.")] = (
        None
    )
    attributes: Words | None = None
    price: Price | None = None
    size: Word | None = None

    def flat(self) -> dict[str, Any]:
        """Return the fields under the names that an event's data has for them."""
        fields = {
            "product_sku": self.sku,
            "product_name": self.name,
            "category": self.category,
            "brand": self.brand or self.supplier,
            "attributes": self.attributes,
            "price": self.price,
            "size": self.size,
        }
        return {key: value for key, value in fields.items() if value is not None}


class EventBody(Body):
    """What every single event route accepts beside its own fields."""

    kind: ClassVar[Kind]

    event_id: EventId | None = None
    timestamp: Timestamp | None = None

    def canonical(self) -> dict[str, Any]:
        """Return the event's data under its canonical names, without what was not said."""
        return self.model_dump(exclude_none=True, exclude=_ENVELOPE)


class ProductEvent(EventBody):
    """An event about one product, named by `product` or by `product_sku` alone."""

    model_config = _example(product_sku="oat-milk")

    product: ProductRef | None = None
    product_sku: Sku | None = None

    @model_validator(mode="after")
    def _one_product(self) -> Self:
        if (self.product is None) == (self.product_sku is None):
            raise ValueError("say which product: either `product` or `product_sku`")
        return self

    def canonical(self) -> dict[str, Any]:
        """Return the event's data with the product's fields beside its own."""
        said = EventBody.canonical(self)
        return said | self.product.flat() if self.product else said


class ClickBody(ProductEvent):
    """POST /api/v1/events/click."""

    kind = Kind.SEARCH_RESULT_CLICKED
    model_config = _example(
        query="milk",
        product=_OAT_MILK,
        position=2,
        search_session_id="0195f2c4-9e00-7a31-8c55-0f4f3a1f8c01",
    )

    query: SearchText | None = None
    position: Position | None = None
    search_session_id: Reference | None = None


class ViewBody(ProductEvent):
    """POST /api/v1/events/view."""

    kind = Kind.PRODUCT_VIEWED


class SkipBody(ProductEvent):
    """POST /api/v1/events/skip."""

    kind = Kind.RESULT_SKIPPED
    model_config = _example(
        product_sku="chili-chips", proposal_id="0195f2c4-9e00-7a31-8c55-0f4f3a1f8c01"
    )

    proposal_id: Reference | None = None


class CartAddBody(ProductEvent):
    """POST /api/v1/events/cart-add; the cart's new value comes from the stored cart."""

    kind = Kind.CART_ITEM_ADDED
    model_config = _example(product=_OAT_MILK, quantity=2)

    quantity: Annotated[Quantity, Field(description="How many were added.")] = 1.0


class CartRemoveBody(ProductEvent):
    """POST /api/v1/events/cart-remove."""

    kind = Kind.CART_ITEM_REMOVED
    model_config = _example(product_sku="oat-milk", quantity=1)

    quantity: Annotated[
        Quantity | None, Field(description="How many were taken out; left out: the whole line.")
    ] = None


class CartUpdateBody(ProductEvent):
    """POST /api/v1/events/cart-update."""

    kind = Kind.CART_ITEM_UPDATED
    model_config = _example(product_sku="oat-milk", quantity=3)

    quantity: Annotated[QuantityOrNone, Field(description="The new quantity; 0 removes.")]


class OrderBody(EventBody):
    """POST /api/v1/events/order: an order that was placed elsewhere."""

    kind = Kind.ORDER_COMPLETED
    model_config = _example(
        order_id="A-1007",
        total_value=7.98,
        item_count=2,
        items=[{"sku": "oat-milk", "name": "Oat Milk", "quantity": 2, "price": 3.99}],
    )

    order_id: Annotated[Reference | None, Field(description="Left out: the event's own id.")] = None
    items: Annotated[list[StrictLine], Field(min_length=1, max_length=MAX_LINES)]
    total_value: Total | None = None
    item_count: Count | None = None
    delivery_date: Word | None = None
    applied_promotions: Words | None = None


class SearchBody(EventBody):
    """POST /api/v1/events/search: a search made elsewhere."""

    kind = Kind.SEARCH_PERFORMED
    model_config = _example(query="milk", results_count=2, result_ids=["oat-milk", "cow-milk"])

    query: SearchText
    results_count: Count | None = None
    result_ids: Annotated[list[Sku] | None, Field(max_length=20)] = None
    filters: SearchFilters | None = None
    personalized: bool | None = None
    top_categories: Words | None = None


class PreferenceBody(EventBody):
    """POST /api/v1/events/preference: a preference that the person set or removed."""

    kind = Kind.PREFERENCE_UPDATED
    model_config = _example(relation="allergic_to", value="nuts", action="set")

    relation: Relation
    value: PreferenceValue
    action: PreferenceAction = "set"


class FeedbackBody(EventBody):
    """A like, a dislike or a rating of a product or of a whole proposal."""

    kind = Kind.FEEDBACK_GIVEN
    model_config = _example(product_sku="oat-milk", feedback="rating", rating=5)

    product_sku: Sku | None = None
    feedback: FeedbackKind
    rating: Annotated[float | None, Field(ge=1, le=5, allow_inf_nan=False)] = None
    proposal_id: Reference | None = None


class EventReply(Reply):
    """What became of one event."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "success": True,
                    "event_id": "0195f2c4-9e00-7a31-8c55-0f4f3a1f8c01",
                    "tracked": True,
                    "preferences": {
                        "categories": {"Dairy alternatives": 0.06},
                        "brands": {"Oatly": 0.09},
                        "attributes": {"plant_based": 0.06},
                        "last_updated": "2026-03-02T09:15:00.000Z",
                    },
                }
            ]
        },
    )

    success: bool = True
    event_id: Annotated[str | None, Field(description="None when it was not tracked.")]
    tracked: Annotated[bool, Field(description="False when the subject does not consent to it.")]
    preferences: Preferences
