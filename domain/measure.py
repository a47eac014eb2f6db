"""Pack sizes as amounts that can be compared: `1 l` is `1000 ml`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import gcd
from typing import Final, Literal

Unit = Literal["g", "ml", "each"]
Per = Literal["kg", "l", "each"]

SAME_WITHIN: Final = 0.03
"""Relative difference up to which a size is the one wanted: `34 fl oz` is sold as `1 l`."""

_TO_BASE: Final[Mapping[str, tuple[float, Unit]]] = {
    **dict.fromkeys(("mg",), (0.001, "g")),
    **dict.fromkeys(("g", "gr", "gram", "grams"), (1.0, "g")),
    **dict.fromkeys(("kg", "kilo", "kilos", "kilogram", "kilograms"), (1000.0, "g")),
    **dict.fromkeys(("oz", "ounce", "ounces"), (28.349523, "g")),
    **dict.fromkeys(("lb", "lbs", "pound", "pounds"), (453.59237, "g")),
    **dict.fromkeys(("ml", "millilitre", "milliliter"), (1.0, "ml")),
    **dict.fromkeys(("cl",), (10.0, "ml")),
    **dict.fromkeys(("dl",), (100.0, "ml")),
    **dict.fromkeys(("l", "lt", "ltr", "liter", "liters", "litre", "litres"), (1000.0, "ml")),
    **dict.fromkeys(("fl oz", "fluid ounce", "fluid ounces"), (29.573530, "ml")),
    **dict.fromkeys(("pt", "pint", "pints"), (473.17647, "ml")),
    **dict.fromkeys(("qt", "quart", "quarts"), (946.35295, "ml")),
    **dict.fromkeys(("gal", "ga", "gallon", "gallons"), (3785.4118, "ml")),
    **dict.fromkeys(("ct", "count", "pack", "pk", "each", "ea", "pc", "pcs", "piece", "pieces"),
                    (1.0, "each")),
    **dict.fromkeys(("dozen", "doz", "dz"), (12.0, "each")),
}  # fmt: skip
_WORDS: Final = {"half a": "0.5", "half": "0.5", "a": "1", "an": "1", "one": "1", "two": "2"}
_NAMES: Final = "|".join(sorted(map(re.escape, _TO_BASE), key=len, reverse=True))
_NUMBER: Final = r"(?:\d{1,6}(?:[.,]\d{0,4})?|[.,]\d{1,4})"
_PACKS: Final = r"\s*(?:packs?|pk)"
_PARTS: Final = (2, 3, 4, 8, 16)
SIZE: Final = re.compile(
    rf"(?<!\w)(?<!\d[.,/])(?:(?P<times>\d{{1,3}})(?:\s*[x×]|{_PACKS}\s*/)\s*)?"  # noqa: RUF001
    rf"(?P<amount>(?:\d{{1,3}}\s)?\d{{1,3}}/{_NUMBER}|{_NUMBER}|half a|half|an?|one|two)"
    rf"[\s-]*(?P<unit>{_NAMES})\b(?:\s*/\s*(?P<packs>\d{{1,3}}){_PACKS}\b)?",
    re.IGNORECASE,
)
"""A size somewhere in a text, such as `6 x 330 ml`, `half a gallon`, `12-ct` or `4 PK/12 OZ`."""

_BY_THE_PIECE: Final = re.compile(
    r"\s*(?P<amount>\d{1,4})\s+(?:eggs?|rolls?|slices?|bags?|tablets?|capsules?|pods?|sachets?|buns?"
    r"|bars?|cans?|bottles?|wipes?|sheets?|sticks?|bulbs?|patties|portions?)\s*",
    re.IGNORECASE,
)
"""A whole size that counts what is in the pack; in a sentence `2 bags` would be a quantity."""


@dataclass(frozen=True, slots=True)
class Measure:
    """How much there is in a pack.

    Attributes:
        amount: Above 0, in `unit`.
        unit: Gram, millilitre, or a count.
    """

    amount: float
    unit: Unit

    @property
    def bounds(self) -> tuple[float, float]:
        """Lowest and highest amount, inclusive, that pass for this one."""
        return self.amount * (1 - SAME_WITHIN), self.amount * (1 + SAME_WITHIN)

    def same(self, other: "Measure") -> bool:
        """Whether another passes for this one: the same unit, and the amount up to rounding."""
        low, high = self.bounds
        return self.unit == other.unit and low <= other.amount <= high


@lru_cache(maxsize=8192)
def measure_of(text: str) -> Measure | None:
    """Return the first size in a text, or None when there is none.

    Example:
        >>> measure_of("6 x 330 ml"), measure_of("1/2 gal") == measure_of("half a gallon")
        (Measure(amount=1980.0, unit='ml'), True)
    """
    found = SIZE.search(text[:200])
    if found is None:
        counted = _BY_THE_PIECE.fullmatch(text[:200])
        amount = float(counted["amount"]) if counted else 0.0
        return Measure(amount, "each") if amount else None
    factor, unit = _TO_BASE[" ".join(found["unit"].casefold().split())]
    packs = int(found["times"] or 1) * int(found["packs"] or 1)
    amount = _number(found["amount"], thousands=factor <= 1) * packs * factor
    return Measure(amount, unit) if amount > 0 else None


def pieces_of(text: str) -> float | None:
    """Return how many pieces a pack of this size holds, or None when it is not counted.

    Example:
        >>> pieces_of("12 eggs"), pieces_of("6 x 330 ml"), pieces_of("1 l")
        (12.0, 6.0, None)
    """
    size = measure_of(text)
    if size is None or size.unit == "each":
        return size.amount if size else None
    found = SIZE.search(text[:200])
    packs = int(found["times"] or 1) * int(found["packs"] or 1) if found else 1
    return float(packs) if packs > 1 else None


def unit_price(price: float, size: Measure) -> tuple[float, Per]:
    """Return a price per kilogram, litre or piece, and which of them it is.

    Example:
        >>> unit_price(1.5, Measure(500.0, "g"))
        (3.0, 'kg')
    """
    if size.unit == "each":
        return price / size.amount, "each"
    return 1000 * price / size.amount, "kg" if size.unit == "g" else "l"


def _number(text: str, *, thousands: bool) -> float:
    """Read `1 1/2` and `3/4` as fractions, and `6/12` as shops write six of twelve."""
    above, slash, below = _WORDS.get(text.casefold(), text).partition("/")
    if not slash:
        return _decimal(above, thousands=thousands)
    whole, _, part = above.rpartition(" ")
    count, rest = int(part), _decimal(below, thousands=thousands)
    if whole or (count < rest and rest in _PARTS and gcd(count, int(rest)) == 1):
        return int(whole or 0) + count / rest if rest else 0.0
    return count * rest


def _decimal(text: str, *, thousands: bool) -> float:
    """Read a comma as a point, except in `1,000 ml`: a small unit has no thousandths."""
    if thousands and re.fullmatch(r"[1-9]\d{0,2},\d{3}", text):
        return float(text.replace(",", ""))
    return float(text.replace(",", "."))
