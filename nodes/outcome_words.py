"""Say in one plain sentence what came of a search, also when something is shown."""

from collections.abc import Iterable, Sequence
from typing import Final

from catalog.port import Found
from domain.constraints import Constraints
from domain.proposal import Outcome

_LONGEST: Final = 60
"""Characters of a query or a word that are repeated to the person who wrote it."""

_MOST: Final = 8
"""Words of one kind that are repeated."""

_AWAY: Final = "The shop's shelves cannot be searched right now"


def outcome_in_words(
    query: str, constraints: Constraints, found: Found, degraded: Sequence[str] = ()
) -> str:
    """Return what a person should know of a search; empty when everything asked for is shown.

    Args:
        query: What was searched for.
        constraints: What every result had to satisfy.
        found: What was found, and what it says of itself.
        degraded: What did not answer; without the catalogue nobody knows what is carried.

    Example:
        >>> outcome_in_words("gold bars", Constraints(), Found((), Outcome.NOT_CARRIED))
        'We do not carry gold bars.'
    """
    if "catalog" in degraded:
        if found.hits:
            return f"{_AWAY}: these were found lately."
        return f"{_AWAY}. Ask again in a moment."
    said = _shown(constraints, found) if found.hits else _nothing(query, constraints, found)
    if _plain(found.unsupported):
        rest = " These match the rest." if found.hits else ""
        said.append(f"None of our products is marked {_quoted(found.unsupported, 'or')}.{rest}")
    return " ".join(said)


def asked_in_words(constraints: Constraints) -> str:
    """Return constraints as they follow the word `nothing`.

    Example:
        >>> asked_in_words(Constraints(attributes=("organic",), brands=("Oatly",), price_max=3))
        'organic by Oatly under 3'
    """
    parts = [", ".join(_plain((*constraints.attributes, *constraints.diets)))]
    for before, words in (
        ("by", constraints.brands),
        ("not by", constraints.not_brands),
        ("in", constraints.categories),
        ("of", constraints.sizes),
        ("free from", constraints.free_from),
    ):
        told = " or ".join(_plain(words))
        parts.append(f"{before} {told}" if told else "")
    parts.append(_priced(constraints.price_min, constraints.price_max))
    parts += [
        f"under {_money(limit)} {'each' if per == 'each' else f'per {per}'}"
        for per, limit in constraints.unit_price_limits.items()
    ]
    parts.append("in stock" if constraints.in_stock else "")
    return " ".join(part for part in parts if part)


def _shown(constraints: Constraints, found: Found) -> list[str]:
    if found.outcome is Outcome.RELAXED:
        asked = asked_in_words(constraints) or "satisfies all of that"
        return [f"Nothing {asked}: without {_quoted(found.relaxed, 'and')} there are these."]
    if found.corrections:
        typed, meant = (
            " ".join(_plain(words)) for words in zip(*found.corrections.items(), strict=True)
        )
        return [f"Searched for '{meant}' instead of '{typed}'."]
    return []


def _nothing(query: str, constraints: Constraints, found: Found) -> list[str]:
    thing = _thing(query)
    if found.outcome is Outcome.NOT_CARRIED:
        near = f" Nearest: {', '.join(_plain(found.nearest))}." if found.nearest else ""
        return [f"We do not carry {thing or 'that'}.{near}"]
    if found.outcome is Outcome.OUT_OF_PRICE_RANGE:
        return [_out_of_range(found)]
    if found.outcome is Outcome.FILTER_UNSUPPORTED:
        return []
    asked = asked_in_words(constraints)
    if thing and asked:
        return [f"We carry {thing}, but nothing {asked}."]
    return ["Nothing we have satisfies all of that."]


def _out_of_range(found: Found) -> str:
    if found.price_range is None:
        return "Nothing within that price."
    low, high = map(_money, found.price_range)
    prices = f"costs {low}" if low == high else f"starts at {low} and goes up to {high}"
    if found.relaxed:
        return (
            f"Nothing within that price: even without {_quoted(found.relaxed, 'and')} it {prices}."
        )
    return f"Nothing within that price. It {prices}."


def _thing(query: str) -> str:
    """Return a query that reads well inside a sentence, or nothing."""
    plain = _printable(" ".join(query.split())).strip(" .!?")
    return plain if len(plain) <= _LONGEST else ""


def _priced(low: float | None, high: float | None) -> str:
    if low is not None and high is not None:
        return f"between {_money(low)} and {_money(high)}"
    if high is not None:
        return f"under {_money(high)}"
    return f"from {_money(low)}" if low is not None else ""


def _money(amount: float) -> str:
    return f"{amount:.2f}".removesuffix(".00")


def _plain(words: Iterable[str]) -> list[str]:
    """Return the words as they read on one line, without those nobody could have written."""
    lines = (_printable(word)[:_LONGEST].replace("_", " ") for word in words)
    return [line for line in lines if line][:_MOST]


def _printable(text: str) -> str:
    return "".join(filter(str.isprintable, text))


def _quoted(words: Iterable[str], last: str) -> str:
    quoted = [f"'{word}'" for word in _plain(words)]
    return f" {last} ".join(part for part in (", ".join(quoted[:-1]), *quoted[-1:]) if part)
