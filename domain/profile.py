"""What LeafLoop has learned about a subject: the in-memory fold of the subject's events."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Literal

Facet = Literal["category", "brand", "attribute"]
FACETS: Final[tuple[Facet, ...]] = ("category", "brand", "attribute")


class Segment(StrEnum):
    """How well a subject is known."""

    NEW = "new"
    REGULAR = "regular"
    POWER = "power"
    INACTIVE = "inactive"


@dataclass(frozen=True, slots=True)
class Preference:
    """How much a subject likes one value of a facet.

    Attributes:
        label: The value as last written by a shop, such as `Oatly`.
        value: Affinity in [-1, 1], as of `at`.
        at: Time of the newest evidence, in milliseconds.
        evidence: Ids of the newest events behind it, newest last, at most 5.
        agree: Number of events in favour.
        against: Number of events against.
        explicit: Said or set by the subject; never decays and beats any inferred one.
        because: The newest event in favour, in words, such as `looked at Oat Milk`; or empty.
    """

    label: str
    value: float
    at: int
    evidence: tuple[str, ...] = ()
    agree: int = 0
    against: int = 0
    explicit: bool = False
    because: str = ""


@dataclass(frozen=True, slots=True)
class Habit:
    """How a subject buys one product.

    Attributes:
        sku: Which product.
        name: Its name when last seen.
        category: Its category when last seen.
        brand: Its brand when last seen.
        weight: Decayed count of orders, `sum(0.95 ** orders_ago)`.
        order_no: The subject's order number at which `weight` was last updated.
        orders: Number of distinct orders with it.
        first_at: First purchase in milliseconds, or None before any.
        last_at: Last purchase in milliseconds, or None before any.
        quantities: Newest bought or carted quantities, newest last, at most 8.
        evidence: Ids of the newest events behind it, newest last, at most 5.
        carted: How many of the newest `quantities` are from the cart and not yet ordered.
        undated: How many of `orders` were made before `first_at` without a date being kept.
    """

    sku: str
    name: str = ""
    category: str = ""
    brand: str = ""
    weight: float = 0.0
    order_no: int = 0
    orders: int = 0
    first_at: int | None = None
    last_at: int | None = None
    quantities: tuple[float, ...] = ()
    evidence: tuple[str, ...] = ()
    carted: int = 0
    undated: int = 0


@dataclass(frozen=True, slots=True)
class Fact:
    """Something a subject said or set that constrains every search.

    Attributes:
        fact_id: Id of the event that stated it.
        relation: allergic_to, follows_diet, budget, avoids_brand, …
        value: Such as `nuts` or `50`.
        at: When it was said, in milliseconds.
    """

    fact_id: str
    relation: str
    value: str
    at: int


@dataclass(frozen=True, slots=True)
class Memory:
    """A sentence worth keeping: a goal, a stated preference, or a piece of history.

    Attributes:
        memory_id: Stable id.
        type: What it is.
        content: One sentence.
        confidence: In [0, 1].
        tags: Where it came from.
        at: When, in milliseconds.
        evidence: Ids of the events behind it.
    """

    memory_id: str
    type: Literal["goal", "preference", "history"]
    content: str
    confidence: float
    tags: tuple[str, ...]
    at: int
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PriceLevel:
    """What a subject pays within a category: a running mean of log prices.

    Attributes:
        count: Number of prices behind it.
        mean_log: Mean of the natural logarithm of the price.
    """

    count: int = 0
    mean_log: float = 0.0


@dataclass(frozen=True, slots=True)
class Profile:
    """The fold of one subject's events.

    Attributes:
        subject: Whose profile it is.
        seq: Journal place of the last event folded; an event at or below it changes nothing.
        as_of: Time of the newest event folded, in milliseconds; 0 before any.
        reactions: Number of reactions; searches and proposals do not count.
        last_reaction_at: Time of the newest reaction in milliseconds, or None.
        order_count: Number of completed orders.
        preferences: facet -> casefolded value -> preference; bounded.
        habits: sku -> habit; bounded.
        prices: casefolded category -> price level; bounded.
        facts: What the subject said, oldest first; bounded.
        goals: Newest last; bounded.
        statements: Preferences taken from picks, newest last; bounded.
        history: Newest last; bounded.
        silenced: What a statement can be about -> time before which one about it comes too late,
            since a later one was taken back; bounded.
    """

    subject: str
    seq: int = 0
    as_of: int = 0
    reactions: int = 0
    last_reaction_at: int | None = None
    order_count: int = 0
    preferences: Mapping[str, Mapping[str, Preference]] = field(default_factory=dict)
    habits: Mapping[str, Habit] = field(default_factory=dict)
    prices: Mapping[str, PriceLevel] = field(default_factory=dict)
    facts: tuple[Fact, ...] = ()
    goals: tuple[Memory, ...] = ()
    statements: tuple[Memory, ...] = ()
    history: tuple[Memory, ...] = ()
    silenced: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def empty(cls, subject: str) -> "Profile":
        """Return the profile of somebody nothing is known about."""
        return cls(subject)

    def preference(self, facet: Facet, value: str) -> Preference | None:
        """Return the preference for one value of a facet, or None."""
        return self.preferences.get(facet, {}).get(value.casefold())
