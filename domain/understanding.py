"""What a sentence of a shopper asks for."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from domain.constraints import Constraints
from domain.kind import Kind
from domain.taken_back import TakenBack


class Intent(StrEnum):
    """What the shopper wants to happen."""

    FIND = "find"
    REFINE = "refine"
    ADD = "add"
    REMOVE = "remove"
    CHANGE_QUANTITY = "change_quantity"
    REORDER = "reorder"
    SHOW_CART = "show_cart"
    CHECKOUT = "checkout"
    WHY = "why"
    SUBSTITUTE = "substitute"
    SMALL_TALK = "small_talk"


Relative = Literal["cheaper", "dearer", "smaller", "larger", "more", "healthier", "other"]
"""A wish that only means something beside what was shown: `cheaper`, `another one`."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A thing that was named before, as the sentence points at it.

    Attributes:
        words: The part of the sentence that points, such as `the second one`.
        position: Place among what was shown, 1 is the first, -1 the last; None when it names no
            place.
        name: Words of a name, such as `oat milk`; empty for `it` or `those`.
        every: Whether all that was shown, or is in the cart, is meant.
    """

    words: str
    position: int | None = None
    name: str = ""
    every: bool = False


@dataclass(frozen=True, slots=True)
class Understanding:
    """A sentence, read.

    Attributes:
        intent: What is to happen.
        query: What to search for, without the words that are constraints; empty when none is left.
        constraints: What every result must satisfy, as the sentence itself says it.
        quantity: How many, or None.
        references: What it points at, in the order of the sentence.
        relative: Wishes beside what was shown.
        occasion: Such as `breakfast`, or empty.
        unsupported: Words that ask for something no filter can give, such as `local`.
        taken_back: What was asked for before and no longer has to hold.
    """

    intent: Intent = Intent.FIND
    query: str = ""
    constraints: Constraints = field(default_factory=Constraints)
    quantity: float | None = None
    references: tuple[Reference, ...] = ()
    relative: tuple[Relative, ...] = ()
    occasion: str = ""
    unsupported: tuple[str, ...] = ()
    taken_back: tuple[TakenBack, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """What a conversation looks for so far; a refinement starts from it.

    Attributes:
        query: The words searched for last.
        constraints: What held for that search, without what the subject stated for good.
        kind: What results have to be beside, since a refinement compared what was shown.
    """

    query: str = ""
    constraints: Constraints = field(default_factory=Constraints)
    kind: Kind = field(default_factory=Kind)
