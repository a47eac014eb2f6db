"""Find out what a sentence points at: among what was shown, in the cart, or talked of last."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from domain.understanding import Reference
from nodes.act_turn import Turn

MOST_ASKED: Final = 3
"""Candidates that an ambiguous reference is asked back with."""

_WORD: Final = re.compile(r"[^\W_]+")
_ORDINALS: Final = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pointed:
    """What a sentence points at.

    Attributes:
        skus: What is meant, without repetition.
        unclear: What may be meant, when it is not plain; at most `MOST_ASKED`.
        missing: Why nothing can be meant, in words, or empty.
        unknown: A name that nothing here goes by, or empty.
    """

    skus: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()
    missing: str = ""
    unknown: str = ""


def pointed_at(turn: Turn, *, in_cart: bool) -> Pointed:
    """Return what a turn points at.

    Args:
        turn: The turn; without any reference, its query names something, or else `it` is meant.
        in_cart: Whether names mean what is in the cart rather than what is shown.

    Returns:
        The first thing that is missing or unclear stands for the whole: nothing is done by halves.
    """
    asks = turn.asks
    references = asks.references or (Reference(asks.query, name=asks.query),)
    skus: list[str] = []
    for reference in references:
        one = _one(reference, turn, in_cart=in_cart)
        if not one.skus:
            return one
        skus += one.skus
    return Pointed(tuple(dict.fromkeys(skus)))


def named_among(
    words: str, names: Mapping[str, str], brands: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """Return the skus whose name is exactly these words, or else has them all, brand included.

    Example:
        >>> named_among("oat milks", {"a": "Oat Milk", "b": "Oat Milk Barista", "c": "Soy Milk"})
        ('a',)
        >>> named_among("milk", {"a": "Oat Milk", "c": "Soy Milk"})
        ('a', 'c')
    """
    wanted = plain_words(words)
    known = {sku: plain_words(name) for sku, name in names.items()}
    exact = tuple(sku for sku, name in known.items() if name == wanted)
    if exact or not wanted:
        return exact
    made = {sku: plain_words((brands or {}).get(sku, "")) for sku in names}
    return tuple(sku for sku, name in known.items() if wanted <= name | made[sku])


def plain_words(text: str) -> frozenset[str]:
    """Return the words of a name, each in the singular, whatever their order."""
    return frozenset(_singular(word) for word in _WORD.findall(text.casefold()))


def place_in_words(position: int) -> str:
    """Return a place as it is said.

    Example:
        >>> place_in_words(2), place_in_words(14), place_in_words(-1)
        ('second', '14th', 'last')
    """
    if position == -1:
        return "last"
    if 1 <= position <= len(_ORDINALS):
        return _ORDINALS[position - 1]
    return f"{position}th" if position > 0 else f"{-position}th last"


def listed(names: Sequence[str], joint: str = "or") -> str:
    """Return names as they are said one after the other.

    Example:
        >>> listed(["a", "b", "c"]), listed(["a"])
        ('a, b or c', 'a')
    """
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {joint} {names[-1]}"


def _one(reference: Reference, turn: Turn, *, in_cart: bool) -> Pointed:
    there = turn.names(in_cart=in_cart)
    if reference.every:
        return Pointed(tuple(there)) if there else _nothing(in_cart=in_cart)
    if reference.position is not None:
        return _placed(reference.position, turn, in_cart=in_cart)
    if reference.name:
        found = named_among(reference.name, there, _brands(turn))
        if len(found) > 1:
            return Pointed(unclear=found[:MOST_ASKED])
        return Pointed(found) if found else Pointed(unknown=reference.name)
    return _it(turn, there, in_cart=in_cart)


def _placed(position: int, turn: Turn, *, in_cart: bool) -> Pointed:
    """A place among what was shown, unless the cart was read out since."""
    in_cart = turn.at_cart or (in_cart and not turn.shown)
    places = tuple(turn.names(in_cart=in_cart))
    if not places:
        return _nothing(in_cart=in_cart)
    if position == 0 or not -len(places) <= position <= len(places):
        what = "in your cart" if in_cart else "shown"
        count = f"{len(places)} {'is' if len(places) == 1 else 'are'} {what}"
        return Pointed(missing=f"Only {count}; there is no {place_in_words(position)} one.")
    return Pointed((places[position - 1 if position > 0 else position],))


def _it(turn: Turn, there: Mapping[str, str], *, in_cart: bool) -> Pointed:
    """What was talked of last; the only thing there is; else it is unclear."""
    talked_of = tuple(sku for sku in turn.pointed if not in_cart or sku in there)
    if talked_of:
        return Pointed(talked_of)
    if not there:
        return _nothing(in_cart=in_cart)
    places = tuple(there)
    return Pointed(places) if len(places) == 1 else Pointed(unclear=places[:MOST_ASKED])


def _nothing(*, in_cart: bool) -> Pointed:
    empty = "Your cart is empty." if in_cart else "Nothing is shown yet; tell me what you want."
    return Pointed(missing=empty)


def _brands(turn: Turn) -> dict[str, str]:
    shown = {r["product"]["sku"]: r["product"]["brand"] for r in turn.shown}
    return shown | {line.sku: line.brand for line in turn.cart.lines.values()}


def _singular(word: str) -> str:
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word
