"""Which orders are the last ones, and the finest kind that products are searched for by."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from catalog.orders_reading import PastOrder
from domain.product import Product
from training.evaluate.past_orders import is_for_tuning
from training.evaluate.search_replay import Protocol, Query

LEAST_ORDERS: Final = 4
"""Orders from which the last one of a user is searched for."""


def last_orders(orders: Sequence[PastOrder], products: Iterable[Product]) -> Protocol:
    """Return the protocol that searches for the last order of every user with enough of them.

    Users kept for tuning are not asked. What nobody bought before counts as not found.

    Args:
        orders: Oldest first.
        products: Everything that was bought.
    """
    made = Counter(order.user_id for order in orders)
    last = {order.user_id: order for order in orders}
    asking = {
        (order.user_id, order.order_id)
        for user, order in last.items()
        if made[user] >= LEAST_ORDERS and not is_for_tuning(user)
    }
    return Protocol(
        by_kind(products), lambda order: (order.user_id, order.order_id) in asking, misses=True
    )


def by_kind(products: Iterable[Product]) -> Query:
    """Return a query for the kind of a product: its name where others share it, else its category.

    Some shops name a product by its type alone, the finest thing a person would search for.

    Example:
        >>> eggs = [Product("a", "Eggs", category="Dairy"), Product("b", "Eggs", category="Dairy")]
        >>> kind = by_kind([*eggs, Product("c", "Oat Milk 1 l", category="Milk")])
        >>> kind(eggs[0]), kind(Product("c", "Oat Milk 1 l", category="Milk"))
        ('eggs', 'milk')
    """
    named = Counter(product.name.casefold() for product in products if product.name)

    def kind(product: Product) -> str:
        name = product.name.casefold()
        return name if named[name] > 1 else product.category.casefold()

    return kind
