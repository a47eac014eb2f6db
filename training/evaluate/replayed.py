"""What LeafLoop would know at a moment of the past: orders folded as the server folds events."""

from collections.abc import Mapping
from typing import Any

from catalog.orders_reading import PastOrder
from domain.cart import CartLine
from domain.event import Event, Kind
from domain.product import Product
from domain.profile import Habit, Profile
from learning.habit import is_bought
from learning.popularity import Popularity
from learning.signals import Signals
from memory.folds import Fold
from wiring.folds import folds


class Replayed:
    """The folds of profiles and of popularity, fed with one order after the other.

    They are the ones the server registers, stepped by the same events; nothing is written.

    Args:
        products: sku -> product; a line of another product is learned as the order names it.
        signals: The rules to learn by.
    """

    def __init__(self, products: Mapping[str, Product], signals: Signals) -> None:
        known: dict[str, Fold[Any]] = {fold.name: fold for fold in folds(lambda: signals)}
        self._learn: Fold[Profile] = known["profile"]
        self._count: Fold[Popularity] = known["popularity"]
        self._products = products
        self._profiles: dict[str, Profile] = {}
        self._seq = 0
        self.popularity: Popularity = self._count.empty("")

    def profile(self, subject: str) -> Profile:
        """Return what is known about a subject."""
        return self._profiles.get(subject) or self._learn.empty(subject)

    def learn(self, order: PastOrder) -> None:
        """Fold one order, not older than those before it."""
        self._seq += 1
        profile = self.profile(order.user_id)
        event = order_event(order, self._products, self._seq, profile.habits)
        self._profiles[order.user_id] = self._learn.step(profile, event)
        self.popularity = self._count.step(self.popularity, event)


def order_event(
    order: PastOrder, products: Mapping[str, Product], seq: int, habits: Mapping[str, Habit]
) -> Event:
    """Return the event that an import of this order leaves in the journal.

    Args:
        order: What was bought.
        products: sku -> product.
        seq: Its place in the journal.
        habits: What the user bought before.
    """
    data = {
        "order_id": order.order_id,
        "total_value": round(sum(each.quantity * (each.price or 0.0) for each in order.lines), 2),
        "item_count": len(order.lines),
        "items": [
            _line(each, products.get(each.sku)) | {"first": not is_bought(habits.get(each.sku))}
            for each in order.lines
        ],
    }
    event_id = seq.to_bytes(16, "big")
    return Event(
        event_id, Kind.ORDER_COMPLETED, order.user_id, None, order.at, order.at, data, seq=seq
    )


def _line(line: CartLine, product: Product | None) -> dict[str, Any]:
    bought: dict[str, Any] = {"sku": line.sku, "quantity": line.quantity, "price": line.price}
    if product is None:
        return bought | {"name": line.name, "category": line.category, "brand": line.brand}
    return bought | {
        "name": product.name,
        "category": product.category,
        "brand": product.brand,
        "attributes": list(product.attributes),
        "price": product.price if line.price is None else line.price,
        "size": product.size,
    }
