"""The language port: texts in, typed values out, from rules or from a model."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from domain.cart import CartLine
from domain.constraints import Constraints
from domain.profile import Fact, Habit, Memory, Preference
from domain.proposal import Hypothesis
from domain.understanding import Asked, Understanding


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


Sought = tuple[str, Constraints]
"""What a reading searches for when it is picked: its query and its constraints."""


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
        beside: Readings that are shown beside them, and that none of them repeats.
        untrue: What is known to find nothing; no reading leads there.
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
    beside: tuple[Hypothesis, ...] = ()
    untrue: frozenset[Sought] = frozenset()


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


@dataclass(frozen=True, slots=True)
class Words:
    """What the catalogue calls things, so that a sentence can be read in its terms.

    Attributes:
        categories: As written in the catalogue.
        brands: As written.
        diets: As written.
        attributes: As written.
        allergens: As written.
    """

    categories: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    diets: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    allergens: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Utterance:
    """A sentence of a conversation, and what it may refer to.

    Attributes:
        text: What the shopper wrote.
        words: The catalogue's names.
        shown: Names of the products shown last, first position first.
        cart: Names of what is in the cart.
        asked: What the conversation looks for so far.
    """

    text: str
    words: Words = field(default_factory=Words)
    shown: tuple[str, ...] = ()
    cart: tuple[str, ...] = ()
    asked: Asked = field(default_factory=Asked)


class Understander(Protocol):
    """Reads what a sentence asks for."""

    @property
    def name(self) -> str:
        """Name of the model; `rules` for the rules."""
        ...

    async def understand(self, utterance: Utterance) -> Understanding:
        """Return the intent and its slots; values of constraints are the catalogue's own words.

        Raises:
            Unavailable: The model does not answer within its deadline.
            Unreadable: It answers, but not in the schema.
        """
        ...


@dataclass(frozen=True, slots=True)
class Stated:
    """Something a person said about themselves.

    Attributes:
        relation: Such as allergic_to, follows_diet, budget, prefers_brand, avoids_brand.
        value: Such as `nuts` or `50`.
        words: The part of the text that says so.
        action: `state`, or `remove` when it is taken back.
    """

    relation: str
    value: str
    words: str
    action: Literal["state", "remove"] = "state"


class SaidIn(Protocol):
    """Finds what a text says about the person who wrote it."""

    def __call__(
        self,
        text: str,
        *,
        brands: Collection[str] = (),
        categories: Collection[str] = (),
        attributes: Collection[str] = (),
    ) -> Sequence[Stated]:
        """Return what is said, in the order of the text; nothing where it is not certain.

        Args:
            text: What the person wrote.
            brands: Casefolded brands, so that a liking is known to be of a brand.
            categories: Casefolded categories, likewise.
            attributes: Casefolded attributes, likewise.
        """
        ...


@dataclass(frozen=True, slots=True)
class Pick:
    """A selection, as a model is asked what it teaches.

    Attributes:
        text: What the subject had asked.
        question: The reading they picked; empty for none of these.
        rejected: The readings they did not pick.
        turns: The last turns before it, oldest first.
        facets: Persona facets, each in [0, 1].
    """

    text: str
    question: str
    rejected: tuple[str, ...] = ()
    turns: tuple[str, ...] = ()
    facets: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Extraction:
    """What a model reads out of a selection, not yet trusted.

    Attributes:
        goals: Goal -> confidence in [0, 1].
        preferences: Preference -> confidence in [0, 1].
        deltas: Persona facet -> change.
    """

    goals: Mapping[str, float] = field(default_factory=dict)
    preferences: Mapping[str, float] = field(default_factory=dict)
    deltas: Mapping[str, float] = field(default_factory=dict)


class Extractor(Protocol):
    """Reads goals, preferences and style out of a selection."""

    @property
    def name(self) -> str:
        """Name of the model, as logged with what it made."""
        ...

    async def extract(self, pick: Pick) -> Extraction:
        """Return what the pick teaches, within bounds: known facets, changes within ±.05.

        Raises:
            Unavailable: The model does not answer within its deadline.
            Unreadable: It answers, but not in the schema.
        """
        ...


class Completer(Protocol):
    """A language model that answers in a given JSON schema."""

    @property
    def name(self) -> str:
        """Name of the model."""
        ...

    async def complete(
        self, system: str, prompt: str, schema: Mapping[str, Any], seconds: float
    ) -> str:
        """Return the model's answer, meant to be JSON of this schema; not checked here.

        Raises:
            Unavailable: It does not answer within `seconds`, or the answer grows beyond bounds.
        """
        ...

    async def healthy(self) -> bool:
        """Whether the model can be asked now."""
        ...

    async def close(self) -> None:
        """Release its connections."""
        ...
