"""What everybody buys: how often a product is ordered, and by how many, over all subjects.

Only orders count: what one shopper clicks or puts into a cart changes nothing for another. What
one household buys every week says little to another, so that half of the score counts each buyer
once (docs/adr/0020-last-orders-and-own-counts.md).
"""

from dataclasses import dataclass, field
from typing import Final

from domain.clock import MS_PER_DAY
from domain.event import Event
from learning.bounded import trim

ORDERS_HALF_LIFE_DAYS: Final = 14.0
BUYERS_HALF_LIFE_DAYS: Final = 365.0
MAX_PRODUCTS: Final = 100_000
REBASE_AFTER: Final = 256.0
"""Half-lives after which counts are rewritten, far from what a float can hold (1,023)."""


@dataclass(slots=True)
class Decayed:
    """Decayed counts per product; changed in place.

    Counts decay forward (Cormode et al., Forward Decay, ICDE 2009): an event at time t weighs
    `2 ** ((t - since) / half-life)`, so that older counts need no touch and only ratios matter.

    Attributes:
        since: Time at which an event weighs 1, in milliseconds.
        counts: sku -> count; bounded.
        top: The largest count.
    """

    since: int = 0
    counts: dict[str, float] = field(default_factory=dict)
    top: float = 0.0

    def share(self, sku: str) -> float:
        """Return a product's count over the largest one, in [0, 1].

        Example:
            >>> Decayed(counts={"a": 1.0, "b": 4.0}, top=4.0).share("a")
            0.25
        """
        return self.counts.get(sku, 0.0) / self.top if self.top else 0.0

    def add(self, skus: list[str], at: int, half_life_days: float) -> None:
        """Count each product once.

        Args:
            skus: The products.
            at: When, in milliseconds.
            half_life_days: Days after which a count weighs half; the same in every call.
        """
        if not self.counts:
            self.since = at
        age = (at - self.since) / (half_life_days * MS_PER_DAY)
        if age > REBASE_AFTER:
            self._rebase(at, 0.5**age)
            age = 0.0
        grown: float = 2.0**age
        for sku in skus:
            new = self.counts[sku] = self.counts.get(sku, 0.0) + grown
            self.top = max(self.top, new)
        trim(self.counts, MAX_PRODUCTS, float)

    def _rebase(self, at: int, factor: float) -> None:
        self.since = at
        self.top *= factor
        self.counts = {sku: value * factor for sku, value in self.counts.items()}


@dataclass(slots=True)
class Popularity:
    """The fold of all subjects' events; changed in place, and it knows no subject.

    Attributes:
        seq: Journal place of the last event folded.
        orders: In how many orders each product was lately.
        buyers: How many subjects bought each product, each counted at the first purchase.
    """

    seq: int = 0
    orders: Decayed = field(default_factory=Decayed)
    buyers: Decayed = field(default_factory=Decayed)

    def score(self, sku: str) -> float:
        """Return how popular a product is, in [0, 1]: the mean of its shares of both counts.

        Example:
            >>> orders = Decayed(counts={"a": 4.0, "b": 2.0}, top=4.0)
            >>> buyers = Decayed(counts={"a": 1.0, "b": 1.0}, top=1.0)
            >>> Popularity(0, orders, buyers).score("b")
            0.75
        """
        return (self.orders.share(sku) + self.buyers.share(sku)) / 2


def count(state: Popularity, event: Event) -> Popularity:
    """Fold one order of any subject; the state is changed in place and returned.

    Args:
        state: State before.
        event: An order_completed; each of its products counts once. A line that does not say
            whether it is its buyer's `first` purchase of the product counts as one.

    Returns:
        The same object; unchanged when the event is not newer.
    """
    if event.seq <= state.seq:
        return state
    state.seq = event.seq
    firsts: dict[str, bool] = {}
    for line in event.data.get("items") or ():
        sku = line.get("sku") or line.get("product_sku")
        if sku:
            firsts[sku] = line.get("first") is not False
    state.orders.add(list(firsts), event.at, ORDERS_HALF_LIFE_DAYS)
    new = [sku for sku, first in firsts.items() if first]
    state.buyers.add(new, event.at, BUYERS_HALF_LIFE_DAYS)
    return state
