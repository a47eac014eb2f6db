"""What a subject buys regularly and likes, as a list of plain figures."""

from dataclasses import dataclass
from typing import Final

from domain.profile import Facet, Habit, Profile
from learning import habit, preference
from learning.reorder import POPULATION, Rhythm, frequency, is_due, mean_gap
from learning.signals import DEFAULT, Signals
from learning.status import FADED

MOST: Final = 20
"""Regular items and preferences listed."""

REGULAR_FROM: Final = 2
"""Orders from which a product is regular."""


@dataclass(frozen=True, slots=True)
class RegularItem:
    """A product that a subject keeps buying.

    Attributes:
        sku: Which product.
        name: Its name when last seen.
        category: Its category when last seen.
        frequency: weekly, bi-weekly, monthly, quarterly or occasional; None when the dates of
            fewer than two purchases are kept.
        avg_days_between: Mean days between purchases, or None as above.
        usual_quantity: Usual quantity.
        confidence: In [0, 1].
        last_purchased: In milliseconds, or None.
        is_due: Whether the next purchase is due; None without a date.
    """

    sku: str
    name: str
    category: str
    frequency: str | None
    avg_days_between: float | None
    usual_quantity: float
    confidence: float
    last_purchased: int | None
    is_due: bool | None


@dataclass(frozen=True, slots=True)
class Liking:
    """How a subject stands to one brand or category.

    Attributes:
        label: As a shop writes it.
        score: Affinity in [-1, 1], as of now.
        confidence: In [0, 1].
        signals: Number of events behind it.
    """

    label: str
    score: float
    confidence: float
    signals: int


def regular_items(
    profile: Profile, now: int, *, signals: Signals = DEFAULT, rhythm: Rhythm = POPULATION
) -> tuple[RegularItem, ...]:
    """Return what is bought again and again, the most frequent first.

    Args:
        profile: What is known.
        now: Milliseconds.
        signals: Weight of older orders and quantities.
        rhythm: What holds for everybody.

    Example:
        >>> oat = Habit("oat", "Oat Milk", orders=2, first_at=0, last_at=7 * 86_400_000,
        ...     quantities=(2, 2))
        >>> (item,) = regular_items(Profile("s", habits={"oat": oat}), now=15 * 86_400_000)
        >>> item.frequency, item.avg_days_between, item.usual_quantity, item.is_due
        ('weekly', 7.0, 2, True)
    """
    count = profile.order_count
    regular = [known for known in profile.habits.values() if known.orders >= REGULAR_FROM]
    regular.sort(key=lambda known: (-habit.weight_at(known, count, signals), known.sku))
    return tuple(_item(known, now, signals, rhythm) for known in regular)


def likings(
    profile: Profile, facet: Facet, now: int, signals: Signals = DEFAULT
) -> tuple[Liking, ...]:
    """Return how a subject stands to the values of a facet, the strongest first.

    What has faded is left out.

    Args:
        profile: What is known.
        facet: Such as `brand`.
        now: Milliseconds.
        signals: Half-life.
    """
    found = [
        Liking(
            known.label,
            round(preference.value_at(known, now, signals.half_life_days), 4),
            round(preference.confidence(known), 4),
            known.agree + known.against,
        )
        for known in profile.preferences.get(facet, {}).values()
    ]
    current = [liking for liking in found if abs(liking.score) > FADED]
    return tuple(sorted(current, key=lambda one: (-abs(one.score), one.label)))


def _item(known: Habit, now: int, signals: Signals, rhythm: Rhythm) -> RegularItem:
    gap = mean_gap(known)
    return RegularItem(
        known.sku,
        known.name or known.sku,
        known.category,
        frequency(gap) if gap is not None else None,
        round(gap, 1) if gap is not None else None,
        habit.usual_quantity(known.quantities, signals.quantity_decay) or 1.0,
        round(habit.confidence(known), 4),
        known.last_at,
        is_due(known, now, rhythm),
    )
