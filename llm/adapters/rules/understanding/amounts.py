"""Numbers and money as people write them, as parts of regular expressions."""

from typing import Final

COUNTS: Final = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30,
    "forty": 40, "fifty": 50, "hundred": 100, "couple": 2, "pair": 2, "dozen": 12, "half": 0.5,
}  # fmt: skip
"""Number words that count things."""

NUMBER_WORDS: Final = (
    "twenty five|twenty|fifteen|thirty|forty|fifty|eleven|twelve|seven|three|eight"
    "|four|five|nine|one|two|six|ten"
)
COUNT: Final = rf"(?:\d{{1,3}}(?![\d.,]*\d)|(?:{NUMBER_WORDS})\b|(?:a\s+)?(?:couple|pair|dozen)\b)"
"""How many of something, below 1000."""

_AMOUNT: Final = (
    rf"(?:\d{{1,3}}(?:,\d{{3}})+(?:\.\d\d)?|\d{{1,6}}(?:[.,]\d{{1,2}})?(?![.,]?\d)"
    rf"|(?:one|two|three|four|five|six|seven|eight|nine)\s+fifty\b|(?:{NUMBER_WORDS})\b)"
)
_COINS: Final = r"cents?\b|ct\b|c\b|¢|pence\b|p\b"
_NOTES: Final = r"[$€£]|dollars?\b|euros?\b|eur\b|usd\b|gbp\b|bucks?\b|quid\b|pounds?\b(?!\s+of\b)"


def money(name: str) -> str:
    """Return the form of an amount of money, whose groups begin with a name.

    `{name}` is the amount, `{name}_sign` and `{name}_unit` say that it is money at all, and
    `{name}_coin` that it is in hundredths.
    """
    return (
        rf"(?P<{name}_sign>[$€£]\s?)?(?<![\d.,])(?P<{name}>{_AMOUNT}"
        rf"|an?(?=\s+(?:dollar|euro|buck|quid)\b))"
        rf"(?:\s?(?:(?P<{name}_coin>{_COINS})|(?P<{name}_unit>{_NOTES})))?"
    )


def number_of(text: str) -> float:
    """Return the number that a text of these forms stands for.

    Example:
        >>> [number_of(text) for text in ("2,50", "1,200.00", "five", "a couple", "a")]
        [2.5, 1200.0, 5.0, 2.0, 1.0]
    """
    word = text.strip().removeprefix("a ").strip()
    if word == "twenty five":
        return 25.0
    if word.endswith(" fifty"):
        return COUNTS[word.split()[0]] + 0.5
    if word in COUNTS or word in ("a", "an"):
        return float(COUNTS.get(word, 1))
    whole, _, part = word.rpartition(",")
    if whole and len(part.partition(".")[0]) == 3:
        return float(word.replace(",", ""))
    return float(word.replace(",", "."))
