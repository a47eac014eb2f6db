"""How strongly each kind of event teaches, and how much a profile may hold."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Signals:
    """The rules of learning; every field is a key of `config/signals.yaml`.

    Strengths are in [-1, 1]: the sign is the direction, the size the share of the learning rate.

    Attributes:
        purchase_first: First purchase of a product.
        purchase_repeat: Every later purchase of it.
        cart_add: Put into the cart.
        cart_remove: Taken out of the cart.
        click: Clicked in a result list, or picked from a proposal.
        search: The leading category of a search.
        skip: Seen and passed over.
        like: Liked; a rating r teaches with this strength towards (r - 3) / 2.
        dislike: Disliked.
        learning_rate: Step of the moving average at strength 1 and multiplier 1, in (0, 1].
        category: Multiplier for categories.
        brand: Multiplier for brands.
        attribute: Multiplier for attributes.
        size: Multiplier for pack sizes, which are kept among the attributes.
        half_life_days: Days after which an inferred preference weighs half.
        order_decay: Weight of a purchase one order ago, of two orders ago its square, and so on.
        quantity_decay: The same for quantities in the usual quantity.
        examination: Exponent of the probability that a position is looked at, `rank ** -x`.
        attraction: Prior probability that a product which is looked at is clicked.
        new_below: Fewer reactions than this: segment new.
        power_above: More reactions than this: segment power.
        inactive_days: This many days without a reaction: segment inactive.
        max_preferences: Preferences kept per facet.
        max_habits: Habits kept.
        max_prices: Price levels kept.
        max_facts: Facts kept.
        max_goals: Goals kept.
        max_statements: Stated preferences kept.
        max_history: Pieces of history kept.
        max_evidence: Event ids kept per preference or habit.
        max_quantities: Quantities kept per habit.
    """

    purchase_first: float = 0.8
    purchase_repeat: float = 1.0
    cart_add: float = 0.5
    cart_remove: float = -0.4
    click: float = 0.2
    search: float = 0.1
    skip: float = -0.05
    like: float = 1.0
    dislike: float = -1.0

    learning_rate: float = 0.3
    category: float = 1.0
    brand: float = 1.5
    attribute: float = 1.0
    size: float = 0.1
    half_life_days: float = 60.0
    order_decay: float = 0.95
    quantity_decay: float = 0.8
    examination: float = 0.5
    attraction: float = 0.1

    new_below: int = 5
    power_above: int = 100
    inactive_days: int = 30

    max_preferences: int = 100
    max_habits: int = 300
    max_prices: int = 100
    max_facts: int = 100
    max_goals: int = 20
    max_statements: int = 20
    max_history: int = 50
    max_evidence: int = 5
    max_quantities: int = 8


DEFAULT: Final = Signals()
"""What holds unless `config/signals.yaml` says otherwise."""
