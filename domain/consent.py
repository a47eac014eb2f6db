"""What a subject allows: checked before tracking, learning and logging."""

from dataclasses import dataclass
from typing import Final, Literal

from domain.event import Kind

Part = Literal["dietary", "brands", "price", "schedule"]
PARTS: Final[tuple[Part, ...]] = ("dietary", "brands", "price", "schedule")
"""Parts of learning that a subject can switch off one by one, each by its `learn_` field."""


@dataclass(frozen=True, slots=True)
class Consent:
    """The fold of one subject's consent_changed events.

    Attributes:
        subject: Whose consent it is.
        seq: Journal place of the last event folded.
        version: Number of changes so far.
        track_searches: Searches may be written.
        track_clicks: Clicks, views and skips may be written.
        track_purchases: Cart and order events may be written.
        learn_preferences: Events may shape the profile.
        share_patterns: The subject's events may enter statistics across subjects.
        use_for_training: Picks may be logged for training; None means the installation's default.
        paused: Nothing is tracked or learned for now.
        retention_days: Days after which events are dropped.
        learn_dietary: Diets and allergens may be learned.
        learn_brands: Brands may be learned.
        learn_price: Prices may be learned.
        learn_schedule: When something is bought may be learned.
    """

    subject: str
    seq: int = 0
    version: int = 0
    track_searches: bool = True
    track_clicks: bool = True
    track_purchases: bool = True
    learn_preferences: bool = True
    share_patterns: bool = False
    use_for_training: bool | None = None
    paused: bool = False
    retention_days: int = 365
    learn_dietary: bool = True
    learn_brands: bool = True
    learn_price: bool = True
    learn_schedule: bool = True

    @classmethod
    def empty(cls, subject: str) -> "Consent":
        """Return the consent of somebody who never changed it."""
        return cls(subject)

    def tracks(self, kind: Kind) -> bool:
        """Whether an event of this kind may be written.

        Example:
            >>> Consent("s1", track_clicks=False).tracks(Kind.PRODUCT_VIEWED)
            False
        """
        if self.paused:
            return False
        if kind is Kind.SEARCH_PERFORMED:
            return self.track_searches
        if kind in _CLICKS:
            return self.track_clicks
        if kind in _PURCHASES:
            return self.track_purchases
        return True

    @property
    def withheld(self) -> list[Part] | bool:
        """What must not be learned: True for everything, else the parts that are off.

        Events written while something is off carry it under `unlearned`, so that a replay knows
        too. It is made once per subject and batch; falsy when nothing is off.

        Example:
            >>> Consent("s1").withheld, Consent("s1", learn_brands=False).withheld
            ([], ['brands'])
        """
        if self.paused or not self.learn_preferences:
            return True
        on = (self.learn_dietary, self.learn_brands, self.learn_price, self.learn_schedule)
        return [] if all(on) else [part for part, is_on in zip(PARTS, on, strict=True) if not is_on]


_CLICKS = frozenset({Kind.SEARCH_RESULT_CLICKED, Kind.PRODUCT_VIEWED, Kind.RESULT_SKIPPED})
_PURCHASES = frozenset(
    {
        Kind.CART_ITEM_ADDED,
        Kind.CART_ITEM_REMOVED,
        Kind.CART_ITEM_UPDATED,
        Kind.ORDER_COMPLETED,
    }
)
