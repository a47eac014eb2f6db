"""Whether a search for a category would have put first what was bought next."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from catalog.orders_reading import PastOrder
from domain.product import Product
from domain.profile import Profile
from domain.proposal import Hit
from learning.habit import weight_at
from learning.ranking.rank import rank
from learning.ranking.weights import Weights
from learning.signals import Signals
from training.evaluate.intervals import Floats, interval
from training.evaluate.past_orders import by_time, is_for_tuning
from training.evaluate.replayed import Replayed

SYSTEMS: Final = ("popularity", "decayed_count", "leafloop")
"""What is compared: counts of orders so far; the subject's own decayed counts, then counts of
orders; and the product's own ranking."""

Asks = Callable[[str], bool]
"""Whether a user's searches count."""


@dataclass(slots=True)
class Replay:
    """The rank at which every system had each bought product.

    Attributes:
        users: Whose purchase it was, one entry per product bought.
        again: Whether this user had bought it before.
        ranks: System -> rank from 1, in the same order.
        unsold: Purchases left out, as nobody had bought that product before.
        unknown: Purchases left out, as their product or its category is unknown.
    """

    users: list[str] = field(default_factory=list)
    again: list[bool] = field(default_factory=list)
    ranks: dict[str, list[int]] = field(default_factory=lambda: {name: [] for name in SYSTEMS})
    unsold: int = 0
    unknown: int = 0

    def summary(self) -> dict[str, Any]:
        """Return the means by system, and how much better than popularity, as JSON values."""
        again = np.array(self.again, dtype=bool)
        found = {name: _scores(np.array(ranks), again) for name, ranks in self.ranks.items()}
        gains = self._reciprocal("leafloop") - self._reciprocal("popularity")
        return {
            "queries": len(self.users),
            "subjects": len(set(self.users)),
            "never_sold_before": self.unsold,
            "without_category": self.unknown,
            **found,
            "difference": {
                "mrr": interval(gains, self.users),
                "new": interval(gains[~again], np.array(self.users)[~again].tolist()),
            },
        }

    def _reciprocal(self, system: str) -> Floats:
        return 1.0 / np.array(self.ranks[system], dtype=np.float64)


def replay(
    orders: Sequence[PastOrder],
    products: Mapping[str, Product],
    *,
    weights: Weights,
    signals: Signals,
    asks: Asks = lambda user: not is_for_tuning(user),
    advance: Callable[[int], None] = lambda _: None,
) -> Replay:
    """Search for the category of each bought product, and see how high that product stands.

    Candidates are the products of the category that anybody bought before. Only what happened
    strictly before counts: orders of the same time, such as the same whole day, see nothing of
    each other. Everybody's orders are learned from; only those of users who ask are counted.

    Args:
        orders: Oldest first.
        products: sku -> product.
        weights: The ranking strategy.
        signals: The rules to learn by.
        asks: Whose purchases are counted; without it all but the tuning users'.
        advance: Told the number of orders replayed.
    """
    found, known = Replay(), Replayed(products, signals)
    sold: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for together in by_time(orders):
        for order in together:
            if asks(order.user_id):
                _ask(order, found, known, sold, products, weights, signals)
        for order in together:
            known.learn(order)
            for product in _bought(order, products):
                counts = sold[product.category.casefold()]
                counts[product.sku] = counts.get(product.sku, 0) + 1
        advance(len(together))
    return found


def _ask(
    order: PastOrder,
    found: Replay,
    known: Replayed,
    sold: Mapping[str, Mapping[str, int]],
    products: Mapping[str, Product],
    weights: Weights,
    signals: Signals,
) -> None:
    bought = _bought(order, products)
    found.unknown += len({line.sku for line in order.lines}) - len(bought)
    profile = known.profile(order.user_id)
    wanted: defaultdict[str, list[str]] = defaultdict(list)
    for product in bought:
        wanted[product.category.casefold()].append(product.sku)
    for category, skus in wanted.items():
        counts = sold.get(category, {})
        targets = [sku for sku in skus if sku in counts]
        found.unsold += len(skus) - len(targets)
        if not targets:
            continue
        own = _own(profile, counts, signals)
        ranked = rank(
            [Hit(products[sku], 1.0) for sku in counts],
            profile,
            now=order.at,
            weights=weights,
            popularity=known.popularity.score,
            signals=signals,
        )
        orderings = {
            "popularity": sorted(counts, key=lambda sku: (-counts[sku], sku)),
            "decayed_count": sorted(counts, key=lambda sku: (-own.get(sku, 0), -counts[sku], sku)),
            "leafloop": [candidate.product.sku for candidate in ranked],
        }
        for name, ordering in orderings.items():
            places = {sku: place for place, sku in enumerate(ordering, start=1)}
            found.ranks[name] += [places[sku] for sku in targets]
        found.users += [order.user_id] * len(targets)
        found.again += [sku in own for sku in targets]


def _own(profile: Profile, counts: Mapping[str, int], signals: Signals) -> dict[str, float]:
    """Return how often the subject took each of these before, older orders counting less."""
    return {
        sku: weight_at(habit, profile.order_count, signals)
        for sku, habit in profile.habits.items()
        if sku in counts
    }


def _bought(order: PastOrder, products: Mapping[str, Product]) -> list[Product]:
    """Return each product of an order once, as far as it and its category are known."""
    skus = dict.fromkeys(line.sku for line in order.lines)
    found = (products.get(sku) for sku in skus)
    return [product for product in found if product is not None and product.category]


def _scores(
    ranks: "np.ndarray[Any, np.dtype[np.int64]]", again: "np.ndarray[Any, np.dtype[np.bool_]]"
) -> dict[str, float | None]:
    reciprocal = 1.0 / ranks if len(ranks) else np.zeros(0)
    return {
        "mrr": _mean(reciprocal),
        "top1": _mean(ranks <= 1),
        "top10": _mean(ranks <= 10),
        "repeat": _mean(reciprocal[again]),
        "new": _mean(reciprocal[~again]),
    }


def _mean(values: "np.ndarray[Any, Any]") -> float | None:
    return round(float(values.mean()), 4) if len(values) else None
