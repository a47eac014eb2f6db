"""What everybody buys: decayed counts of orders per product, over all subjects.

Only orders count: what one shopper clicks or puts into a cart changes nothing for another.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from domain.clock import MS_PER_DAY
from domain.event import Event
from learning.bounded import trim

HALF_LIFE_DAYS: Final = 30.0
MAX_PRODUCTS: Final = 100_000
REBASE_AFTER: Final = 256.0
"""Half-lives after which counts are rewritten, far from what a float can hold (1,023)."""


@dataclass(slots=True)
class Popularity:
    """The fold of all subjects' events; changed in place.

    Counts decay forward (Cormode et al., Forward Decay, ICDE 2009): an event at time t weighs
    `2 ** ((t - since) / half-life)`, so that older counts need no touch and only ratios matter.

    Attributes:
        seq: Journal place of the last event folded.
        since: Time at which an event weighs 1, in milliseconds.
        counts: sku -> count; bounded.
        top: The largest count.
    """

    seq: int = 0
    since: int = 0
    counts: dict[str, float] = field(default_factory=dict)
    top: float = 0.0

    def score(self, sku: str) -> float:
        """Return a product's count over the largest one, in [0, 1].

        Example:
            >>> Popularity(counts={"a": 1.0, "b": 4.0}, top=4.0).score("a")
            0.25
        """
        return self.counts.get(sku, 0.0) / self.top if self.top else 0.0


def count(state: Popularity, event: Event) -> Popularity:
    """Fold one order of any subject; the state is changed in place and returned.

    Args:
        state: State before.
        event: An order_completed; each of its products counts once.

    Returns:
        The same object; unchanged when the event is not newer.
    """
    if event.seq <= state.seq:
        return state
    state.seq = event.seq
    if not state.counts:
        state.since = event.at
    age = (event.at - state.since) / (HALF_LIFE_DAYS * MS_PER_DAY)
    if age > REBASE_AFTER:
        _rebase(state, event.at, 0.5**age)
        age = 0.0
    grown: float = 2.0**age
    for sku in _skus(event):
        new = state.counts[sku] = state.counts.get(sku, 0.0) + grown
        state.top = max(state.top, new)
    trim(state.counts, MAX_PRODUCTS, float)
    return state


def _rebase(state: Popularity, at: int, factor: float) -> None:
    state.since = at
    state.top *= factor
    state.counts = {sku: value * factor for sku, value in state.counts.items()}


def _skus(event: Event) -> Iterator[str]:
    for line in event.data.get("items") or ():
        sku = line.get("sku") or line.get("product_sku")
        if sku:
            yield sku
