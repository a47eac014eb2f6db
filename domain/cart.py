"""A cart: what a subject means to buy."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class CartLine:
    """One product in a cart.

    Attributes:
        sku: Which product.
        name: Its name when it was added.
        quantity: How many, above 0.
        price: Price each when it was added, or None.
        category: Its category when it was added.
        brand: Its brand when it was added.
    """

    sku: str
    name: str
    quantity: float
    price: float | None = None
    category: str = ""
    brand: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """A completed order.

    Attributes:
        order_id: The shop's id.
        at: In milliseconds.
        total: Sum of the order, or None when unknown.
        lines: What was bought.
        event_id: Id of the event that recorded it.
    """

    order_id: str
    at: int
    total: float | None
    lines: tuple[CartLine, ...]
    event_id: str = ""


@dataclass(frozen=True, slots=True)
class Cart:
    """The fold of one subject's cart and order events.

    Attributes:
        subject: Whose cart it is.
        seq: Journal place of the last event folded.
        lines: sku -> line, in the order in which they were first added.
        orders: Newest completed orders, newest last; bounded.
    """

    subject: str
    seq: int = 0
    lines: Mapping[str, CartLine] = field(default_factory=dict)
    orders: tuple[Order, ...] = ()

    @classmethod
    def empty(cls, subject: str) -> "Cart":
        """Return a cart with nothing in it."""
        return cls(subject)

    @property
    def value(self) -> float:
        """Sum of quantity times price over the lines whose price is known."""
        return round(sum(ln.quantity * (ln.price or 0.0) for ln in self.lines.values()), 2)
