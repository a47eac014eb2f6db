"""Brands, diets, attributes and categories that a sentence names, as the catalogue writes them."""

import re
from typing import Final

from llm.adapters.rules.understanding.draft import Draft
from llm.adapters.rules.understanding.lexicon import LONGEST, Facet, key_of, key_word
from llm.adapters.rules.understanding.sheet import Token

_OF_A_BRAND: Final = re.compile(
    r"(?:\b(?:made\s+)?(?:by|from)\s+|\bbrand:?\s+(?:is\s+)?)(?:the\s+brand\s+)?$"
)
_BRAND_AFTER: Final = re.compile(r"(?:'s)?\s+brand\b")
_AISLE: Final = r"(?:aisles?|sections?|department|category|categories|shelf|shelves)"
_IN_CATEGORY: Final = (
    re.compile(
        rf"\b(?:in|from|of|within)\s+(?:the\s+|your\s+)?(?P<name>[^"
        rf"|,.?!]{{2,40}}?)\s+{_AISLE}\b"
    ),
    re.compile(rf"\b(?:the\s+)?{_AISLE}:?\s+(?P<name>[^|,.?!]{{2,40}})"),
    re.compile(
        r"\b(?:everything|anything|all(?:\s+products)?|something|stuff)\s+(?:in|from"
        r"|under)\s+(?:the\s+)?(?P<name>[^|,.?!]{2,40})"
    ),
    re.compile(
        r"\b(?:browse|look\s+(?:through|around\s+in))\s+(?:the\s+|all\s+"
        r"|your\s+)?(?P<name>[^|,.?!]{2,40})"
    ),
    re.compile(r"\b(?P<name>[^|,.?!]{2,40}?)\s+(?:aisle|section|department|category)\b"),
    re.compile(r"\b(?:only|just)\s+(?P<name>[^|,.?!]{2,40})"),
)
_IN_STOCK: Final = re.compile(
    r"\b(?:that(?:'s|\s+is|\s+are)\s+)?(?:currently\s+)?(?:in\s+stock"
    r"|available(?:\s+(?:now|today|right\s+now))?)\b"
)
_FACETS: Final[tuple[Facet, ...]] = ("brands", "diets", "attributes")
_BEFORE_LABEL: Final = re.compile(
    r"\b(?:in|that(?:'s|\s+is|\s+are)|which\s+(?:is|are)|but|only|all)\s+$"
)


def read_labels(draft: Draft) -> None:
    """Take the catalogue's names out of a sentence.

    A category is a constraint only when the sentence says so: `in the chips aisle`, `only
    cheese`; in `goat cheese` it is a word to search for. A brand that is an everyday word, or a
    category, is one after `by` and `from` only.
    """
    if draft.sheet.take(_IN_STOCK) is not None:
        draft.in_stock = True
    _read_categories(draft)
    tokens = draft.sheet.tokens()
    place = 0
    while place < len(tokens):
        place += _read_label(draft, tokens[place : place + LONGEST]) or 1


def _read_label(draft: Draft, tokens: list[Token]) -> int:
    """Take the name that a run of words begins with; return the number of its words."""
    run = _unbroken(draft, tokens)
    keys = [key_word(token.word) for token in run]
    for facet in _FACETS:
        name, size = draft.lexicon.find(facet, keys)
        if not name or (facet == "brands" and not _is_brand(draft, name, run[:size])):
            continue
        start, end = run[0].start, run[size - 1].end
        if facet == "brands":
            start, end = _around_brand(draft, start, end)
        elif (before := _BEFORE_LABEL.search(draft.sheet.text, 0, start)) is not None:
            start = before.start()
        draft.note(facet, name)
        draft.sheet.strike(start, end)
        return size
    return 0


def _unbroken(draft: Draft, tokens: list[Token]) -> list[Token]:
    """Return the words up to the first that is set apart by more than a space or a hyphen."""
    run = tokens[:1]
    for token in tokens[1:]:
        if draft.sheet.text[run[-1].end : token.start].strip(" -&"):
            break
        run.append(token)
    return run


def _is_brand(draft: Draft, name: str, run: list[Token]) -> bool:
    said = _OF_A_BRAND.search(draft.sheet.text, 0, run[0].start)
    said = said or _BRAND_AFTER.match(draft.sheet.text, run[-1].end)
    return said is not None or key_of(name) not in draft.lexicon.doubtful


def _around_brand(draft: Draft, start: int, end: int) -> tuple[int, int]:
    before = _OF_A_BRAND.search(draft.sheet.text, 0, start)
    after = _BRAND_AFTER.match(draft.sheet.text, end)
    return before.start() if before else start, after.end() if after else end


def _read_categories(draft: Draft) -> None:
    for form in _IN_CATEGORY:
        found = form.search(draft.sheet.text)
        if found is None:
            continue
        words = [Token(m.group(), *m.span()) for m in re.finditer(r"[^\W_]+", found["name"])]
        for first in range(len(words)):
            name, size = draft.lexicon.find("categories", [key_word(w.word) for w in words[first:]])
            if name and (first == 0 or "name" in found.groupdict()) and first + size == len(words):
                draft.note("categories", name)
                start = found.start("name") + words[first].start if first else found.start()
                draft.sheet.strike(start, found.end())
                return
