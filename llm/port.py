"""The language port: a request in, typed hypotheses out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from domain.cart import CartLine
from domain.constraints import Constraints
from domain.profile import Fact, Habit, Memory, Preference
from domain.proposal import Hypothesis


@dataclass(frozen=True, slots=True)
class Shelf:
    """What the catalogue holds for a request, so that no hypothesis promises more.

    Attributes:
        categories: Category -> share of the request's relevance, most first.
        brands: Brand -> share.
        attributes: Attribute or diet -> share.
        prices: Lowest and highest price found, or None.
        known_categories: Every category of the catalogue.
    """

    categories: Mapping[str, float] = field(default_factory=dict)
    brands: Mapping[str, float] = field(default_factory=dict)
    attributes: Mapping[str, float] = field(default_factory=dict)
    prices: tuple[float, float] | None = None
    known_categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ask:
    """A request to be read in several ways.

    Attributes:
        text: What the subject wrote.
        now: Milliseconds since 1970-01-01 UTC.
        shopping: Whether the flow sells products; False for any other assistant.
        shelf: What the catalogue holds for it, or None outside shopping.
        constraints: What the text itself already fixes.
        habits: The subject's habits, strongest first.
        preferences: facet -> preferences, strongest first.
        facts: What the subject said.
        goals: Newest first.
        statements: Preferences taken from earlier picks, newest first.
        history: Newest first.
        cart: What is in the cart.
        limit: Number of hypotheses wanted.
    """

    text: str
    now: int
    shopping: bool
    shelf: Shelf | None = None
    constraints: Constraints = field(default_factory=Constraints)
    habits: tuple[Habit, ...] = ()
    preferences: Mapping[str, tuple[Preference, ...]] = field(default_factory=dict)
    facts: tuple[Fact, ...] = ()
    goals: tuple[Memory, ...] = ()
    statements: tuple[Memory, ...] = ()
    history: tuple[Memory, ...] = ()
    cart: tuple[CartLine, ...] = ()
    limit: int = 3


class Hypothesizer(Protocol):
    """Reads a request in several ways."""

    @property
    def name(self) -> str:
        """Name of the model, as logged with what it made; `rules` for the rules."""
        ...

    async def hypothesize(self, ask: Ask) -> Sequence[Hypothesis]:
        """Return up to `ask.limit` different readings, most confident first, ids h1, h2, ….

        Confidences are in (0, 1) and sum to at most 1; the rest is left for "none of these".

        Raises:
            Unavailable: The model does not answer within its deadline.
        """
        ...
