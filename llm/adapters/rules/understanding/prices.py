"""What something may cost, in all and by weight, volume or piece."""

import re
from typing import Final

from domain.measure import measure_of, unit_price
from llm.adapters.rules.understanding.amounts import money, number_of
from llm.adapters.rules.understanding.draft import Draft

ABOUT: Final = 0.2
"""How far from `about 5 euros` a price may be, as a share of it."""

_UPPER: Final = (
    r"(?:under|below|beneath|less\s+than|lower\s+than|cheaper\s+than|at\s+most|up\s+to|within"
    r"|(?:no|not|nothing|none)\s+(?:more|higher|pricier|dearer)\s+than|(?:not|nothing|none|never)"
    r"\s+(?:that\s+(?:is|costs)\s+)?(?:over|above|past)|max(?:imum)?(?:\s+of)?|<=?|≤"
    r"|(?:doesn't|does\s+not|don't)\s+cost\s+more\s+than|budget\s+(?:is|of)|no\s+dearer\s+than)"
)
_LOWER: Final = (
    r"(?:over|above|more\s+than|at\s+least|starting\s+at|min(?:imum)?(?:\s+of)?|>=?|≥"
    r"|not\s+(?:under|below)|(?:no|not)\s+less\s+than|dearer\s+than|upwards\s+of)"
)
_WEIGHT: Final = (
    r"100\s?g|100\s?ml|kg|kilos?|kilograms?|g|grams?|lbs?|pounds?|oz|ounces?|fl\s?oz|l"
    r"|lit(?:er|re)s?"
    r"|ml|gal(?:lon)?s?|pints?|quarts?"
)
_PIECE: Final = r"piece|egg|unit|count|slice|roll|capsule|tea\s?bag|teabag|pod|tablet|apple|banana"
_PER: Final = (
    rf"(?:\s*(?:/|per\s|an?\s|the\s|for\s+an?\s|for\s+each\s)\s*(?P<per>{_WEIGHT}|{_PIECE})\b"
    r"|\s+(?P<apiece>apiece)\b)?(?:\s+(?:each|per\s+(?:item|pack|bag|bottle)))?"
)
_NO_MONEY: Final = (
    rf"(?!\s*-?(?:%|percent|(?:{_WEIGHT})\b|k?cal(?:ories)?\b|minutes?\b|min\b"
    rf"|hours?\b|days?\b|weeks?\b"
    r"|stars?\b|people\b|persons?\b|ingredients?\b|carbs?\b|more\b|pm\b|am\b"
    r"|of\s+(?:the|those|these|them)\b))"
)
_BEFORE: Final = (
    r"\b(?:(?:that|which)\s+)?(?:(?:cost|costs|costing|priced|price|for|is|are|all"
    r"|be)\s+)*"
)

_RANGE: Final = re.compile(
    rf"(?P<lead>\b(?:between|from)\s+)?{money('low')}\s*(?:and|to"
    rf"|-)\s*{money('high')}{_PER}{_NO_MONEY}"
)
_CAPS: Final = (
    re.compile(rf"(?:{_BEFORE})?(?<![^\W\d_]){_UPPER}\s*{money('max')}{_NO_MONEY}{_PER}"),
    re.compile(
        rf"\b(?:for\s+)?{money('max')}{_PER}\s*(?:or\s+(?:less|under|below|cheaper|lower)"
        rf"|and\s+under|max(?:imum)?\b|tops\b|at\s+(?:the\s+)?most)"
    ),
    re.compile(rf"\b(?:max|maximum|top)\s+price:?\s*(?:of\s+|is\s+)?{money('max')}"),
)
_FLOORS: Final = (
    re.compile(rf"(?:{_BEFORE})?(?<![^\W\d_]){_LOWER}\s*{money('min')}{_NO_MONEY}"),
    re.compile(rf"\bfrom\s+{money('min')}(?<=[$€£srod\d])(?:\s+(?:up|upwards|on))"),
    re.compile(
        rf"\b{money('min')}\s*(?:or\s+(?:more|over|above|up)|and\s+(?:up|above|over)"
        rf"|minimum\b|at\s+least\b)"
    ),
)
_AROUND: Final = re.compile(rf"\b(?:around|about|roughly|approximately|some|~)\s*{money('near')}")
_EXACT: Final = re.compile(rf"\bexactly\s*{money('near')}")
_BARE: Final = re.compile(rf"(?:\b(?:for|at|on\s+a\s+budget\s+of)\s+)?{money('max')}{_PER}")


def read_prices(draft: Draft) -> None:
    """Take limits on the price out of a sentence.

    A bare number is a price after `under`, `at most` and the like, unless a unit follows it; a
    lone `for $5` is the most it may cost, `about $5` a fifth more or less. `each` is the price of
    a product as it is sold, `a piece` that of one piece in it.
    """
    _read_range(draft)
    for form in _CAPS:
        if (found := draft.sheet.take(form)) is not None:
            _limit(draft, found)
    for form in _FLOORS:
        if (found := draft.sheet.take(form)) is not None:
            draft.limits.setdefault("price_min", _value(found, "min"))
    for form, width in ((_AROUND, ABOUT), (_EXACT, 0.0)):
        found = form.search(draft.sheet.text)
        if found is not None and _is_money(found, "near"):
            draft.sheet.strike(*found.span())
            _near(draft, _value(found, "near"), width)
    found = next(filter(_has_max, _BARE.finditer(draft.sheet.text)), None)
    if found is not None and not draft.limits:
        draft.sheet.strike(*found.span())
        _limit(draft, found)


def _read_range(draft: Draft) -> None:
    for found in _RANGE.finditer(draft.sheet.text):
        if found["lead"] or _is_money(found, "low") or _is_money(found, "high"):
            low, high = _value(found, "low"), _value(found, "high")
            if found["high_coin"] and not _is_money(found, "low"):
                low /= 100
            draft.sheet.strike(*found.span())
            draft.limits["price_min"], draft.limits["price_max"] = min(low, high), max(low, high)
            return


def _limit(draft: Draft, found: re.Match[str]) -> None:
    name, value = _named(found, _value(found, "max"))
    draft.limits.setdefault(name, value)


def _named(found: re.Match[str], price: float) -> tuple[str, float]:
    """Return which limit a price is, and its value in that limit's unit."""
    groups = found.groupdict()
    per = (groups.get("per") or "").strip()
    if groups.get("apiece") or re.fullmatch(_PIECE, per):
        return "price_per_each_max", price
    size = measure_of(per if per[:1].isdigit() else f"1 {per}") if per else None
    if size is None:
        return "price_max", price
    value, unit = unit_price(price, size)
    return f"price_per_{unit}_max", round(value, 4)


def _near(draft: Draft, price: float, width: float) -> None:
    draft.limits["price_min"] = round(price * (1 - width), 2)
    draft.limits["price_max"] = round(price * (1 + width), 2)


def _value(found: re.Match[str], name: str) -> float:
    value = number_of(found[name])
    return value / 100 if found[f"{name}_coin"] else value


def _is_money(found: re.Match[str], name: str) -> bool:
    return bool(found[f"{name}_sign"] or found[f"{name}_unit"] or found[f"{name}_coin"])


def _has_max(found: re.Match[str]) -> bool:
    """Whether a bare amount is surely money: `pounds` alone may be a weight, `5 c` anything."""
    unit = found["max_unit"] or ""
    return bool(found["max_sign"]) or (bool(unit) and not unit.startswith("pound"))
