"""Tell a number of pieces from a number of packs, by the packs that are on the shelf."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from domain.kind import plain_words
from domain.measure import measure_of, pieces_of
from domain.understanding import Intent, Understanding

_PACK: Final = re.compile(r"\b(?:packs?|pk|ct|counts?|multipacks?)\b|\d(?:packs?|pk|ct)\b")
_TOKEN: Final = re.compile(r"[^\W_]+")
_OF_PACKS: Final = re.compile(
    r"of|x|\d+x|packs?|packets?|packages?|box(?:es)?|cartons?|trays?|bags?|cases?|tubs?|dozen"
)
"""What stands before a product when the number before it counts packs: `two packs of eggs`."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """How many pieces a sentence asks for.

    Attributes:
        count: The number.
        sized: Whether it was understood as the size of a pack, and not as how many packs.
        packed: Whether the sentence itself says that it is a pack: `6 pack`.
    """

    count: float
    sized: bool
    packed: bool


def pieces_in(said: Understanding, text: str, about: str) -> Pieces | None:
    """Return the number of pieces a sentence may mean, or None when it means none.

    Args:
        said: What was understood.
        text: The sentence.
        about: What the number is a number of: the words looked for, now or before.
    """
    if not about or said.intent not in (Intent.FIND, Intent.REFINE, Intent.ADD):
        return None
    packed = bool(_PACK.search(text.casefold()))
    sizes = said.constraints.sizes
    if len(sizes) == 1 and (size := measure_of(sizes[0])) is not None:
        return Pieces(size.amount, sized=True, packed=packed) if size.unit == "each" else None
    counted = said.quantity if said.quantity and said.quantity >= 2 and not said.relative else None
    if sizes or counted is None or counted % 1 or not _stands_before(said.query, text):
        return None
    return Pieces(counted, sized=False, packed=packed)


def in_packs(said: Understanding, asked: Pieces, sizes: Iterable[str]) -> Understanding:
    """Return a sentence in the packs that are sold.

    A pack of just so many is that pack. Where there is none, a number that packs add up to is as
    many of the largest such pack. A number below the smallest pack counts packs; one that no packs
    give stays a size, which the search then says it does not find. A number without a word for
    packs is one of pieces only where most of these products are sold by the piece.

    Args:
        said: What was understood.
        asked: How many pieces it may mean.
        sizes: The pack sizes of the products it names, one for each.
    """
    every = list(sizes)
    packs = {size: pieces for size in every if (pieces := pieces_of(size)) and pieces > 1}
    counted = sum(size in packs for size in every)
    if not packs or (not asked.sized and 2 * counted < len(every)):
        return said
    best = next((n for n in _largest_first(packs.values()) if not asked.count % n), 0.0)
    if best != asked.count and asked.packed:
        return said
    times = 1.0
    if best == 0:
        if asked.sized or asked.count < min(packs.values()):
            return said
        chosen: tuple[str, ...] = (f"{asked.count:g} ct",)
    else:
        chosen = tuple(size for size, pieces in packs.items() if pieces == best)
        times = asked.count / best * ((said.quantity or 1.0) if asked.sized else 1.0)
    constraints = replace(said.constraints, sizes=chosen)
    return replace(said, constraints=constraints, quantity=times if times > 1 else None)


def _largest_first(counts: Iterable[float]) -> list[float]:
    return sorted(set(counts), reverse=True)


def _stands_before(query: str, text: str) -> bool:
    """Whether the number stands right before the product, and counts it: `12 eggs`."""
    wanted = plain_words([query])
    tokens = _TOKEN.findall(text.casefold())
    place = next((i for i, token in enumerate(tokens) if plain_words([token]) & wanted), 0)
    return place > 0 and _OF_PACKS.fullmatch(tokens[place - 1]) is None
