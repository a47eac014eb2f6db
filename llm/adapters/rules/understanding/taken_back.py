"""What a sentence takes back: `any brand is fine`, `price doesn't matter`, `never mind organic`."""

import re
from typing import Final

from domain.taken_back import Given, TakenBack
from llm.adapters.rules.understanding.draft import Draft
from llm.adapters.rules.understanding.left_out import allergen_in
from llm.adapters.rules.understanding.lexicon import key_of

_THING: Final = r"(?P<thing>brands?|prices?|costs?|budget|sizes?)"
_NAME: Final = r"(?P<name>[^\W\d_]+(?:[\s_-][^\W\d_]+){0,2}?)"
_NOT_FREE: Final = r"(?:non[\s-]|not\s+)"
_FINE: Final = (
    r"(?:\s*(?:is|are|'s|would\s+be|will)\s*(?:totally\s+|also\s+|perfectly\s+|just\s+)?"
    r"(?:fine|ok(?:ay)?|good|great|alright|all\s+right|no\s+problem|acceptable|do|allowed|welcome)"
    r"(?:\s+(?:too|by|with|for)(?:\s+me)?)?)"
)
_NO_MATTER: Final = (
    r"\s*(?:(?:do(?:es)?n't|do(?:es)?\s+not|won't)\s+(?:really\s+)?matter"
    r"|(?:is|are|'s)\s*(?:not|n't)\s+(?:that\s+|so\s+)?important|isn't\s+(?:that\s+)?important"
    r"|(?:is|are)\s+(?:no|not\s+an?)\s+(?:object|issue|problem|concern))(?:\s+to\s+me)?"
)
_LET_GO: Final = (
    r"(?:forget|never\s?mind|ignore|drop|skip|lift|lose|remove|scratch|scrap|(?:you\s+can\s+)?leave)"
    r"(?:\s+about)?\s+(?:the\s+|that\s+|my\s+)?"
)
_PART: Final = r"\s+(?:limit|filter|cap|range|restriction|requirement|part|bit|thing)\b"
_END: Final = (
    r"(?=\W*(?:please|thanks|then|now|either|anymore|any\s+more)?\W*(?:$|[,.;!?]|\b(?:and|but)\b))"
)
_NEED_NOT: Final = (
    r"\b(?:(?:it|they|that|this)\s+)?(?:(?:doesn't|don't|does\s+not|do\s+not|needn't|need\s+not)"
    r"\s*(?:(?:have|need)\s+to\s+)?be|no\s+need\s+(?:for\s+it\s+)?to\s+be|not\s+necessarily)"
)
_UNCARING: Final = (
    r"(?:i\s+|we\s+)?(?:(?:don't|do\s+not)\s+(?:really\s+)?(?:care|mind)(?:\s+(?:about|what|which))?"
    r"|(?:have\s+)?no\s+preference\s+(?:on|for|about|as\s+to)|regardless\s+of|no\s+matter"
    r"(?:\s+(?:what|which))?|whatever|whichever)\s+(?:the\s+)?"
)

_THINGS: Final = tuple(
    re.compile(form)
    for form in (
        rf"\bany\s+(?:old\s+)?{_THING}\b(?!\s+(?:drops?|cuts?|you|do|left))"
        rf"(?:{_FINE}|{_NO_MATTER}|\s+works)?",
        rf"\b(?:the\s+)?{_THING}\b(?:{_NO_MATTER})(?:\s+either)?",
        rf"\b{_LET_GO}{_THING}\b(?:{_PART})?(?=\W*\b(?:please|thanks|then|now|and|but)\b|\W*$|[,.;])",
        rf"\b{_UNCARING}{_THING}\b(?:\s+(?:it\s+)?(?:is|it's))?",
        rf"\b(?:no|without\s+(?:a|any))\s+{_THING}\s+(?:limit|cap|restriction|preference)\b",
        rf"\bat\s+any\s+{_THING}\b",
    )
)
_MONEY: Final = (
    r"\bmoney\s+is\s+no\s+object\b|\b(?:i\s+)?(?:don't|do\s+not)\s+(?:care|mind)\s+(?:about\s+)?"
    r"(?:how\s+much|what)\s+(?:it|they)\s+costs?\b|\b(?:no\s+matter|whatever)\s+(?:how\s+much\s+)?"
    rf"(?:it|they)\s+costs?\b|{_NEED_NOT}\s+(?:so\s+)?(?:under|below|less\s+than|cheap)\b[^|,.;]*"
)
_SPOKEN: Final[tuple[tuple[Given, re.Pattern[str]], ...]] = (
    ("price", re.compile(_MONEY)),
    ("brands", re.compile(rf"{_NEED_NOT}\s+(?:from|by)\s+[^|,.;]+")),
)
_NAMED: Final = tuple(
    re.compile(form)
    for form in (
        rf"{_NEED_NOT}\s+{_NAME}{_END}(?:\s+(?:either|any\s?more))?",
        rf"\b(?:does|do|must)\s+(?:it|they)\s+(?:(?:have|need)\s+to\s+)?be\s+{_NAME}"
        rf"\W+(?:no+|nope|nah|not\s+really)\b",
        rf"\b(?:forget|never\s?mind|ignore|drop|skip|lose)\s+(?:about\s+)?(?:the\s+|being\s+|it\s+being\s+)?"
        rf"{_NAME}{_END}",
        rf"\b{_LET_GO}{_NAME}{_PART}",
        rf"\b{_NOT_FREE}{_NAME}{_FINE}",
        rf"\b(?P<name>[^\W\d_]+(?:[\s-][^\W\d_]+)?)(?:{_NO_MATTER})",
    )
)
_EATEN: Final = tuple(
    re.compile(form)
    for form in (
        rf"\b(?:it\s+)?(?:with|has|having|containing|contains|contain)\s+(?:some\s+)?{_NAME}{_FINE}",
        rf"\b{_NAME}{_FINE}(?=\W|$)(?!\s+\w+\s+\w+)",
        rf"\b(?:i\s+|we\s+)?(?:don't|do\s+not)\s+mind\s+(?:any\s+|some\s+|the\s+)?{_NAME}{_END}",
        rf"\b(?:it\s+)?(?:can|may|could)\s+(?:contain|have|include)\s+(?:some\s+)?{_NAME}{_END}",
    )
)
_BY_THING: Final[dict[str, Given]] = {
    "brand": "brands",
    "price": "price",
    "cost": "price",
    "budget": "price",
    "size": "sizes",
}


def read_taken_back(draft: Draft) -> None:
    """Take out what no longer has to hold.

    A name is taken back only when the catalogue knows it as a label, or as an allergen: in
    `never mind the eggs` it is a product. What somebody stated of themselves is not the
    sentence's to take back; whoever knows it says so.
    """
    for form in _THINGS:
        for found in list(form.finditer(draft.sheet.text))[:3]:
            _take(draft, found, TakenBack(_BY_THING[found["thing"].removesuffix("s")]))
    for what, said in _SPOKEN:
        if (spoken := said.search(draft.sheet.text)) is not None:
            _take(draft, spoken, TakenBack(what))
    for form in _NAMED:
        for found in list(form.finditer(draft.sheet.text))[:3]:
            if (one := _labelled(draft, found["name"])) is not None:
                _take(draft, found, one)
    for form in _EATEN if draft.going_on else ():
        eaten = form.search(draft.sheet.text)
        if eaten is not None and (allergen := allergen_in(draft, eaten["name"])):
            _take(draft, eaten, TakenBack("free_from", allergen))


def _take(draft: Draft, found: re.Match[str], one: TakenBack) -> None:
    draft.take_back(found.start(), one)
    draft.sheet.strike(*found.span())


def _labelled(draft: Draft, name: str) -> TakenBack | None:
    """Return the label that a name is, or the allergen that a label leaves out."""
    plain = name.strip().removesuffix("free").rstrip(" -_")
    if plain != name.strip() and (allergen := allergen_in(draft, plain)):
        return TakenBack("free_from", allergen)
    keys = list(key_of(name))
    facets: tuple[Given, ...] = ("diets", "attributes")
    for facet in facets:
        label, size = draft.lexicon.find(facet, keys)  # type: ignore[arg-type]
        if label and size == len(keys):
            return TakenBack(facet, label)
    return None
