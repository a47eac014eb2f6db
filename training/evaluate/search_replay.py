"""Whether a search for a category would have put first what was bought next."""

import math
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
from training.evaluate.intervals import Floats, Interval, interval
from training.evaluate.past_orders import by_time, is_for_tuning
from training.evaluate.replayed import Replayed

Bools = np.ndarray[Any, np.dtype[np.bool_]]

SYSTEMS: Final = ("popularity", "decayed_count", "leafloop")
"""What is compared: counts of orders so far; the subject's own decayed counts, then counts of
orders; and the product's own ranking."""

Asks = Callable[[PastOrder], bool]
"""Whether what an order holds is searched for and counted."""

Query = Callable[[Product], str]
"""What a product is searched for by; an empty one is no query."""

MISSED: Final = math.inf
"""The rank of what stands nowhere."""


def by_category(product: Product) -> str:
    """Return the category that a product is searched for by."""
    return product.category.casefold()


@dataclass(slots=True)
class Replay:
    """The rank at which every system had each bought product.

    Attributes:
        users: Whose purchase it was, one entry per product bought.
        again: Whether this user had bought it before.
        ranks: System -> rank from 1 or `MISSED`, in the same order.
        unsold: Purchases of products that nobody had bought before.
        unknown: Purchases left out, as their product or its category is unknown.
    """

    users: list[str] = field(default_factory=list)
    again: list[bool] = field(default_factory=list)
    ranks: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in SYSTEMS})
    unsold: int = 0
    unknown: int = 0

    def summary(self) -> dict[str, Any]:
        """Return the means by system, and how much better than popularity, as JSON values."""
        again = np.array(self.again, dtype=bool)
        found = {name: _scores(self._reciprocal(name), again) for name in SYSTEMS}
        return {
            "queries": len(self.users),
            "subjects": len(set(self.users)),
            "never_sold_before": self.unsold,
            "without_category": self.unknown,
            **found,
            "difference": self._gains("popularity", again),
            "difference_to_decayed_count": self._gains("decayed_count", again),
        }

    def miss(self, user: str, count: int) -> None:
        """Count products that no system could find."""
        self.users += [user] * count
        self.again += [False] * count
        for ranks in self.ranks.values():
            ranks += [MISSED] * count

    def _gains(self, other: str, again: Bools) -> dict[str, Interval | None]:
        gains = self._reciprocal("leafloop") - self._reciprocal(other)
        return {
            "mrr": interval(gains, self.users),
            "new": interval(gains[~again], np.array(self.users)[~again].tolist()),
        }

    def _reciprocal(self, system: str) -> Floats:
        return 1.0 / np.array(self.ranks[system], dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Protocol:
    """What is searched for, and how it counts.

    Attributes:
        query: What a product is searched for by.
        asks: Which orders are searched for.
        misses: Whether what nobody bought before counts as not found, instead of being left out.
    """

    query: Query
    asks: Asks
    misses: bool = False


EVERY_PURCHASE: Final = Protocol(by_category, lambda order: not is_for_tuning(order.user_id))
"""Everything the users not kept for tuning bought, searched for by its category."""


def replay(
    orders: Sequence[PastOrder],
    products: Mapping[str, Product],
    *,
    weights: Weights,
    signals: Signals,
    protocol: Protocol = EVERY_PURCHASE,
    advance: Callable[[int], None] = lambda _: None,
) -> Replay:
    """Search for each bought product by what it is, and see how high that product stands.

    Candidates are the products with the same query that anybody bought before. Only what happened
    strictly before counts: orders of the same time, such as the same whole day, see nothing of
    each other. Everybody's orders are learned from; only those that ask are counted.

    Args:
        orders: Oldest first.
        products: sku -> product.
        weights: The ranking strategy.
        signals: The rules to learn by.
        protocol: What is searched for, and how it counts.
        advance: Told the number of orders replayed.
    """
    replaying = _Replaying(products, weights, signals, protocol)
    for together in by_time(orders):
        for order in filter(protocol.asks, together):
            replaying.ask(order)
        for order in together:
            replaying.learn(order)
        advance(len(together))
    return replaying.found


class _Replaying:
    """What is known while the past is gone through."""

    def __init__(
        self,
        products: Mapping[str, Product],
        weights: Weights,
        signals: Signals,
        protocol: Protocol,
    ) -> None:
        self.found = Replay()
        self._known = Replayed(products, signals)
        self._sold: defaultdict[str, dict[str, int]] = defaultdict(dict)
        self._products, self._protocol = products, protocol
        self._weights, self._signals = weights, signals

    def learn(self, order: PastOrder) -> None:
        self._known.learn(order)
        for product in self._bought(order):
            counts = self._sold[self._protocol.query(product)]
            counts[product.sku] = counts.get(product.sku, 0) + 1

    def ask(self, order: PastOrder) -> None:
        bought = self._bought(order)
        self.found.unknown += len({line.sku for line in order.lines}) - len(bought)
        wanted: defaultdict[str, list[str]] = defaultdict(list)
        for product in bought:
            wanted[self._protocol.query(product)].append(product.sku)
        for query, skus in wanted.items():
            counts = self._sold.get(query, {})
            targets = [sku for sku in skus if sku in counts]
            unsold = len(skus) - len(targets)
            self.found.unsold += unsold
            if targets:
                self._place(targets, counts, order)
            if self._protocol.misses:
                self.found.miss(order.user_id, unsold)

    def _place(self, targets: Sequence[str], counts: Mapping[str, int], order: PastOrder) -> None:
        profile = self._known.profile(order.user_id)
        own = _own(profile, counts, self._signals)
        ranked = rank(
            [Hit(self._products[sku], 1.0) for sku in counts],
            profile,
            now=order.at,
            weights=self._weights,
            popularity=self._known.popularity.score,
            signals=self._signals,
        )
        orderings = {
            "popularity": sorted(counts, key=lambda sku: (-counts[sku], sku)),
            "decayed_count": sorted(counts, key=lambda sku: (-own.get(sku, 0), -counts[sku], sku)),
            "leafloop": [candidate.product.sku for candidate in ranked],
        }
        for name, ordering in orderings.items():
            places = {sku: place for place, sku in enumerate(ordering, start=1)}
            self.found.ranks[name] += [places[sku] for sku in targets]
        self.found.users += [order.user_id] * len(targets)
        self.found.again += [sku in own for sku in targets]

    def _bought(self, order: PastOrder) -> list[Product]:
        """Return each product of an order once, as far as it and its query are known."""
        skus = dict.fromkeys(line.sku for line in order.lines)
        found = (self._products.get(sku) for sku in skus)
        return [each for each in found if each is not None and self._protocol.query(each)]


def _own(profile: Profile, counts: Mapping[str, int], signals: Signals) -> dict[str, float]:
    """Return how often the subject took each of these before, older orders counting less."""
    return {
        sku: weight_at(habit, profile.order_count, signals)
        for sku, habit in profile.habits.items()
        if sku in counts
    }


def _scores(reciprocal: Floats, again: Bools) -> dict[str, float | None]:
    return {
        "mrr": _mean(reciprocal),
        "top1": _mean(reciprocal >= 1.0),
        "top10": _mean(reciprocal >= 0.1),
        "repeat": _mean(reciprocal[again]),
        "new": _mean(reciprocal[~again]),
    }


def _mean(values: "np.ndarray[Any, Any]") -> float | None:
    return round(float(values.mean()), 4) if len(values) else None
