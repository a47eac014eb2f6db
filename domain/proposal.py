"""A proposal: what was shown, in which order, for which reasons, and with which probability."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from domain.constraints import Constraints
from domain.product import Product


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a candidate stands where it stands.

    Attributes:
        code: Stable name, such as `category_affinity`, `usual`, `due`, `text_match`.
        text: A sentence for a person.
        evidence: Ids of the events or facts behind it; never empty for a personal reason.
    """

    code: str
    text: str
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Usual:
    """How a subject usually buys a product.

    Attributes:
        quantity: Usual quantity.
        last_bought: In milliseconds, or None before any purchase.
        due: Whether the next purchase is due; None when there is too little evidence.
        every_days: Expected days between purchases, or None.
    """

    quantity: float
    last_bought: int | None = None
    due: bool | None = None
    every_days: float | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One thing known about the person that moves a candidate.

    Attributes:
        code: Stable name, as a reason's.
        text: A sentence for a person.
        points: Its share of the score; below 0 when it speaks against the candidate.
        evidence: Ids of the events or facts behind it; empty where only a mean is kept.
    """

    code: str
    text: str
    points: float
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Personal:
    """How much of a candidate's place comes from what is known about the person.

    Attributes:
        score: From 0, nothing, to 100, as far as a person can move anything.
        parts: What it comes from, largest first.
    """

    score: float = 0.0
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A product a search found, before personalisation.

    Attributes:
        product: What was found.
        relevance: Fused text relevance in [0, 1].
    """

    product: Product
    relevance: float = 0.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A product in a proposal.

    Attributes:
        product: What is proposed.
        position: 1 is the first.
        score: Ranking score; only its order matters.
        features: Feature name -> value, before weighting.
        reasons: Personal ones first.
        usual: How the subject usually buys it, or None.
        personal: What the person moved; None where it was not asked for.
    """

    product: Product
    position: int
    score: float
    features: Mapping[str, float] = field(default_factory=dict)
    reasons: tuple[Reason, ...] = ()
    usual: Usual | None = None
    personal: Personal | None = None


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One reading of a vague request.

    Attributes:
        id: h1, h2 or h3, most confident first.
        question: What a person is asked.
        confidence: In [0, 1], as shown.
        query: What to search for when it is picked: nothing means everything that the constraints
            admit. Empty outside shopping.
        constraints: What every result must satisfy when it is picked.
        basis: What it was made from, such as habit, category, goal, missing_detail.
        evidence: Ids of the events behind it, if personal.
        raw_confidence: What its maker said, before it was calibrated; None when it was not.
    """

    id: str
    question: str
    confidence: float
    query: str = ""
    constraints: Constraints = field(default_factory=Constraints)
    basis: str = ""
    evidence: tuple[str, ...] = ()
    raw_confidence: float | None = None


class Outcome(StrEnum):
    """What a search says about itself."""

    OK = "ok"
    NOT_CARRIED = "not_carried"
    OUT_OF_PRICE_RANGE = "out_of_price_range"
    FILTER_UNSUPPORTED = "filter_unsupported"
    RELAXED = "relaxed"


@dataclass(frozen=True, slots=True)
class Choice:
    """Which strategy ranked a proposal.

    Attributes:
        strategy: Its name.
        propensity: Probability with which it was chosen, in (0, 1].
    """

    strategy: str
    propensity: float = 1.0


@dataclass(frozen=True, slots=True)
class Proposal:
    """What was shown to one subject, as it is remembered for attribution.

    Attributes:
        proposal_id: 16 bytes, UUIDv7.
        subject: Whose proposal it is.
        flow: Where it was shown.
        query: What was asked for.
        shown: Skus or hypothesis ids, first position first.
        personalized: Whether the subject's profile shaped the order.
        at: When, in milliseconds.
    """

    proposal_id: bytes
    subject: str
    flow: Literal["search", "shopping", "execute"]
    query: str
    shown: tuple[str, ...]
    personalized: bool
    at: int
