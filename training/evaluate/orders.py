"""Everything that past orders can tell: what a search would have put first."""

from collections.abc import Callable
from typing import Any

from learning.ranking.weights import Weights
from learning.signals import Signals
from training.evaluate.last_orders import last_orders
from training.evaluate.past_orders import Shopping
from training.evaluate.search_replay import EVERY_PURCHASE, Protocol, replay


def evaluate_orders(
    shopping: Shopping,
    *,
    weights: Weights,
    signals: Signals,
    advance: Callable[[int], None] = lambda _: None,
) -> dict[str, Any]:
    """Return every figure that these orders allow, as JSON values.

    Args:
        shopping: What was bought.
        weights: The ranking strategy.
        signals: The rules to learn by.
        advance: Told the number of orders replayed.
    """
    summary: dict[str, Any] = {
        "orders": len(shopping.orders),
        "subjects": len({order.user_id for order in shopping.orders}),
        "rejected": [
            {
                "file": each.file,
                "count": each.count,
                "first": [{"line": one.line, "reason": one.reason} for one in each.first],
            }
            for each in shopping.refused
            if each.count
        ],
    }
    if shopping.products:
        summary["search_replay"] = _replayed(shopping, weights, signals, advance)
    return summary


def _replayed(
    shopping: Shopping, weights: Weights, signals: Signals, advance: Callable[[int], None]
) -> dict[str, Any]:
    """Replay every purchase by category, and last orders by the finest kind."""

    def by(protocol: Protocol, told: Callable[[int], None]) -> dict[str, Any]:
        return replay(
            shopping.orders,
            shopping.products,
            weights=weights,
            signals=signals,
            protocol=protocol,
            advance=told,
        ).summary()

    last = last_orders(shopping.orders, shopping.products.values())
    return by(EVERY_PURCHASE, advance) | {"last_orders": by(last, lambda _: None)}
