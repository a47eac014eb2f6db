"""How large a pack is to be, and how many of it are wanted."""

import re
from typing import Final

from domain.measure import SIZE
from domain.understanding import Intent
from llm.adapters.rules.understanding.amounts import COUNT, number_of
from llm.adapters.rules.understanding.draft import Draft

_SOLD_BY_ONE: Final = re.compile(
    rf"\b(?P<n>{COUNT})\s+(?P<half>half\s+)?(?P<unit>gallon|quart|pint|dozen)s?\b(?:\s+of\b)?"
)
"""Units that are bottles or boxes: `two gallons of milk` are two packs of a gallon."""

_EGGS: Final = re.compile(
    r"\b(?P<n>6|10|12|15|18|24|30|six|ten|twelve|eighteen)\s+(?=(?:[a-z-]+\s+)?eggs\b)"
)
_DOZEN_EGGS: Final = re.compile(
    r"\b(?P<half>half\s+a\s+|half\s+)?(?:a\s+|one\s+)?dozen\s+(?=(?:[a-z-]+\s+){0,2}eggs\b)"
)
_UNCOUNTED: Final = re.compile(
    r"(?:an?|one|two)[\s-]+(?:packs?|pk|each|ea|pieces?|pcs?|counts?|ct)\b"
)
_ARTICLE: Final = re.compile(r"(?:\b(?:the|an?|in)\s+)?$")
_OF: Final = re.compile(r"\s*(?:of\b|size\b)?")
_HOLDER: Final = (
    r"(?:cartons?|bottles?|cans?|tins?|jars?|bags?|box(?:es)?|packs?|packets?|packages?|loaf|loaves"
    r"|tubs?|pots?|bunch(?:es)?|bars?|units?|pieces?|items?|cups?|sticks?|rolls?"
    r"|blocks?|jugs?|sacks?)"
)
_THOSE: Final = r"(?:the|those|these|them|that|this|it|each|my)\b"
_COUNTED: Final = tuple(
    re.compile(form)
    for form in (
        r"(?<![\w.,])(?P<n>\d{1,3})\s?x(?=\s|\d|$)",
        r"(?<!\w)x\s?(?P<n>\d{1,3})\b",
        rf"\b(?:quantity|qty)(?:\s+(?:of|to|is))?:?\s*(?P<n>{COUNT})",
        rf"\b(?P<n>{COUNT})\s+(?P<more>more|extra|additional|less|fewer)\b(?:\s+of\b)?",
        rf"\b(?P<more>another)\s+(?P<n>{COUNT})(?!\s+one)\b(?:\s+of\b)?",
        rf"\b(?P<n>{COUNT})\s+(?:of\s+)(?={_THOSE})",
        rf"\b(?P<n>{COUNT}"
        rf"|half\s+a\s+dozen)\s+(?:[a-z]+\s+)?{_HOLDER}\b(?:\s+of\b(?!\s+{_THOSE}))?",
        r"\b(?:an?|one)\s+(?P<more>more|extra|additional|less|fewer)\b(?:\s+of\b)?",
    )
)
_HOLDS: Final = re.compile(rf"\b(?:an?|some|the|few)\s+{_HOLDER}\s+of\b")
_CHANGED: Final = tuple(
    re.compile(form)
    for form in (
        r"\b(?P<more>another)\b(?:\s+one\b)?(?:\s+of\b)?",
        rf"\b(?:to|by)\s+(?:just\s+|only\s+)?(?P<n>{COUNT})(?!\s*(?:%|-))",
        rf"\b(?P<n>{COUNT})\s+(?:of\s+(?:it|them|those|these)\s+)?(?:instead"
        rf"|rather)\b(?:\s+of\s+{COUNT}\b)?",
        rf"\b(?:just|only|exactly)\s+(?P<n>{COUNT})",
        rf"\b(?P<n>{COUNT})(?=\W*(?:please\W*|in\s+total\W*|now\W*|thanks\W*)?$)",
        rf"\b(?P<n>{COUNT})\b",
    )
)
_BEFORE_CHANGE: Final = re.compile(rf"\s*,?\s*\b(?:not|and\s+not)\s+{COUNT}(?=\W*(?:please\W*)?$)")
"""The number that no longer holds: `only 1 yogurt, not 2`."""

_ADDED: Final = tuple(
    re.compile(form)
    for form in (
        rf"^\W*(?:please\s+|and\s+|also\s+)*(?P<n>{COUNT}"
        rf"|half\s+a\s+dozen)[\s|]+(?:of\s+)?(?=[^\W\d_])(?!one\b)",
        rf"\b(?P<n>{COUNT}|half\s+a\s+dozen)\s+(?=[^\W\d_]+s\b"
        rf"|[^\W\d_]+\s+[^\W\d_]+s\b|[^\W\d_]+\s+[^\W\d_]+\s+[^\W\d_]+s\b)",
        rf"^\W*(?P<n>{COUNT})\W*(?:please|thanks)?\W*$",
    )
)
_LESS: Final = frozenset(("less", "fewer"))


def read_sizes(draft: Draft) -> None:
    """Take pack sizes out of a sentence; `2 gallons` are two packs of one gallon.

    A dozen eggs is a size, a dozen of anything else a quantity.
    """
    sheet = draft.sheet
    if (found := sheet.take(_DOZEN_EGGS)) is not None:
        draft.note("sizes", "6 ct" if found["half"] else "12 ct")
    elif (found := sheet.take(_EGGS)) is not None:
        draft.note("sizes", f"{number_of(found['n']):g} ct")
    found = _SOLD_BY_ONE.search(sheet.text)
    if found is not None and number_of(found["n"]) > 1 and found["n"][-5:] != "dozen":
        eggs = found["unit"] != "dozen" or "eggs" in sheet.text[found.end() : found.end() + 20]
        count = number_of(found["n"])
        draft.quantity = count if eggs else 12 * count
        if eggs:
            size = f"{'0.5' if found['half'] else '1'} {found['unit']}"
            draft.note("sizes", "12 ct" if found["unit"] == "dozen" else size)
        sheet.strike(*found.span())
    for found in list(SIZE.finditer(sheet.text))[:4]:
        if not _is_counted(found, sheet.text):
            draft.note("sizes", " ".join(found.group().rstrip(".").replace("-", " ").split()))
            before = _ARTICLE.search(sheet.text, 0, found.start())
            after = _OF.match(sheet.text, found.end())
            start = before.start() if before else found.start()
            sheet.strike(start, after.end() if after else found.end())


def _is_counted(found: re.Match[str], text: str) -> bool:
    """Whether a size is rather a number of packs: `a pack of gum`, `3 packs`, `one each`."""
    if _UNCOUNTED.fullmatch(found.group()):
        return True
    spoken = found["unit"].casefold()
    if spoken in ("dozen", "doz", "dz"):
        return True
    if spoken in ("pieces", "piece", "pc", "pcs", "each", "ea"):
        return True
    after = text[found.end() : found.end() + 1]
    return spoken == "pack" and after == "s"


def read_counted(draft: Draft) -> None:
    """Take a number of packs out that says so itself: `2 x`, `two of those`, `3 cartons`.

    `one more` and `two fewer` are differences: `relative` then holds `more`, and fewer are
    negative.
    """
    _first(draft, _COUNTED)
    draft.sheet.take(_HOLDS)


def read_quantity(draft: Draft) -> None:
    """Take a number of packs out that only the act makes one: `make it 3`, `add two lemons`."""
    if draft.intent is Intent.CHANGE_QUANTITY:
        draft.sheet.take(_BEFORE_CHANGE)
        _first(draft, _CHANGED)
    if draft.intent is Intent.ADD:
        _first(draft, _ADDED)


def _first(draft: Draft, forms: tuple[re.Pattern[str], ...]) -> None:
    for form in forms:
        if draft.quantity is not None or (found := draft.sheet.take(form)) is None:
            continue
        groups = found.groupdict()
        count = number_of(_dozen(groups.get("n") or "one"))
        if groups.get("more"):
            draft.wish("more")
            count = -count if groups["more"] in _LESS else count
        draft.quantity = count


def _dozen(said: str) -> str:
    return "6" if said.startswith("half") else said
