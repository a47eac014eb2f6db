"""Find what a text plainly says about the person who wrote it.

Only sentences of known forms count, spoken by the writer about themselves or, for what they cannot
eat, about those at their own table: an allergy in the family holds for all that is bought, the diet
of one member does not. A form must fill a clause. Questions, suppositions, quotations, what others
say, and texts that are to be written or translated say nothing.
"""

import re
from collections.abc import Collection, Iterator
from itertools import islice
from typing import Final, Literal

from llm.adapters.rules.said_forms import STATED, TAKEN_BACK
from llm.adapters.rules.said_instead import PREFERENCES
from llm.adapters.rules.said_taste import Shop, tastes
from llm.adapters.rules.said_words import ALLERGENS, DIETS, NUMBERS
from llm.adapters.rules.words import MOST_READ, singular
from llm.port import Stated

_LEVEL: Final = str.maketrans("‘’“”„«»`", '\'\'"""""\'')  # noqa: RUF001
_QUOTED: Final = re.compile(
    r"\"[^\"\n]*\"|(?<!\w)'(?:[^'\n]|(?<=\w)'(?=\w)){3,400}?'(?!\w)|^\s*>.*$", re.MULTILINE
)
_SENTENCE: Final = re.compile(r"(?:[^.!?\n]|[.!?](?!\s|$|[.!?\"')]))+[.!?]*")
_JOINT: Final = r"(?:and|but|so|because|since|as|also|plus|although|though)"
_START: Final = re.compile(rf"[,;(]\s*|\s[-–—]+\s+|\s{_JOINT}\s+", re.IGNORECASE)  # noqa: RUF001
_STOP: Final = re.compile(
    rf"\s*[,;:()]|\s+[-–—]+\s|\s+(?:{_JOINT}|please|which|btw)\b",  # noqa: RUF001
    re.IGNORECASE,
)
_OPENER: Final = re.compile(
    r"(?:[-*•]\s+)?(?:(?:(?:hi|hello|hey)(?:\s+there)?|ok|okay|so|well|also|and|but|please|by\s+the\s+way|btw|fyi|actually"
    r"|because|since|as|unfortunately|sadly|honestly|heads\s+up|careful|warning"
    r"|for\s+your\s+information|just\s+so\s+you\s+know|(?:please\s+)?note(?:\s+that)?"
    r"|(?:please\s+)?(?:remember|keep\s+in\s+mind|don't\s+forget)(?:\s+that)?"
    r"|you\s+should\s+know(?:\s+that)?|from\s+now\s+on|yes|no(?!\s+(?:substitut|replace))|thanks|thank\s+you)\b[,:!.]*\s+)*",
    re.IGNORECASE,
)
_PLAY: Final = re.compile(
    r"\b(?:translat\w*|paraphras\w*|rewrit\w*|proofread\w*|essay|poem|story|lyrics|novel|dialog\w*"
    r"|role-?\s?play\w*|pretend\w*|character|screenplay|sentence|grammar|caption|slogan|joke|quote"
    r"|kidding|joking|hypothetical\w*|imagin\w*|suppos\w*|assum\w*|example)\b",
    re.IGNORECASE,
)
_DOUBT_BEFORE: Final = re.compile(
    r"\b(?:if|unless|whether|maybe|perhaps|might|in\s+case|not\s+sure|unsure|wish|until|let's\s+say"
    r"|what\s+about|as\s+though|when|says?|said|told|thinks?|asked|claims?)\b",
    re.IGNORECASE,
)
_DOUBT_AFTER: Final = re.compile(
    r"\b(?:i\s+(?:think|guess|suppose|believe)|maybe|perhaps|probably|possibly|not\s+sure|sort\s+of"
    r"|kind\s+of|not\s+really|i\s+mean|no\s+wait|wait|lol|haha|jk|said|says|sometimes|or\s+not|or\s+am\s+i|if\s+i|until|she\s+said|he\s+said|they\s+said)\b",
    re.IGNORECASE,
)
_ASKS: Final = re.compile(
    r"\W*(?:(?:and|but|so|now|then|please)\s+)*(?:what|which|who|where|when|why|how|can|could|is|are"
    r"|do|does|did|should|would|will|any|am|have|may)\b",
    re.IGNORECASE,
)
_TAG: Final = re.compile(
    r"\W*(?:can|do|does|am|is|are|have|will|should)(?:n't)?\s+(?:i|we|it|he|she|they|you)"
    r"(?:\s+not)?\W*$",
    re.IGNORECASE,
)
_CANNOT: Final = re.compile(r"\b(?:can't|cannot|cant|can\s+not|must|may)", re.IGNORECASE)
_FOR_NOW: Final = re.compile(
    r"\W*(?:because|since|as|they|they're|it|it's|until|the|there)\b", re.I
)
"""What follows when somebody cannot eat something for another reason than their body."""

_EDGE: Final = " \t\r.!?…\"'~"
_FIRST: Final = re.compile(
    r"(?:i|im|i'm|i've|we|we're|we've|my|our|there|there's|forget|remove|delete|drop|clear|no|never"
    r"|don't|dont|do|if|when|whenever|always|only|just|the|same|you|substitut\w+|replace\w*)\s",
    re.IGNORECASE,
)
_MOST_CLAUSES: Final = 16
"""Beginnings and ends of clauses looked at in one sentence."""


def said_in(
    text: str,
    *,
    brands: Collection[str] = (),
    categories: Collection[str] = (),
    attributes: Collection[str] = (),
) -> tuple[Stated, ...]:
    """Return what a text says about its writer, in its order; nothing where it is not certain.

    Args:
        text: What the person wrote; its first `MOST_READ` characters count.
        brands: Casefolded brands, so that a liking is known to be of a brand.
        categories: Casefolded categories, likewise.
        attributes: Casefolded attributes, likewise.

    Example:
        >>> [(one.relation, one.value) for one in said_in("Hi! I'm allergic to nuts and milk.")]
        [('allergic_to', 'nuts'), ('allergic_to', 'milk')]
        >>> said_in("My friend is vegan. What if I'm vegan too?")
        ()
    """
    read = text[:MOST_READ].translate(_LEVEL)
    if _PLAY.search(read):
        return ()
    read = _QUOTED.sub(lambda quoted: "\x00" * len(quoted.group()), read)
    shop = Shop(brands, categories, attributes)
    found: dict[tuple[str, str], Stated] = {}
    for sentence in _SENTENCE.finditer(read):
        for begin, end, stated in _said(read, sentence.start(), sentence.end(), shop):
            for relation, value, action in stated:
                one = Stated(relation, value, text[begin:end], action)
                found.setdefault((relation, value.casefold()), one)
    return tuple(found.values())


_What = tuple[str, str, Literal["state", "remove"]]


def _said(text: str, begin: int, end: int, shop: Shop) -> Iterator[tuple[int, int, list[_What]]]:
    """Yield where a sentence states something, and what."""
    last, stops = begin, _stops(text, begin, end)
    for start in _starts(text, begin, end):
        if start < last or not _FIRST.match(text, start) or _is_doubtful(text[begin:start]):
            continue
        for stop in [stop for stop in stops if stop > start][-_MOST_CLAUSES:][::-1]:
            stated = _stated(text[start:stop], shop)
            if stated:
                passing = _CANNOT.search(text, start, stop) and _FOR_NOW.match(text, stop, end)
                if not passing and not _is_open(text[begin:start], text[stop:end]):
                    yield start, stop, stated
                last = stop
                break


def _starts(text: str, begin: int, end: int) -> Iterator[int]:
    """Yield where a clause can begin, behind a greeting and the like."""
    joints = islice(_START.finditer(text, begin, end), _MOST_CLAUSES)
    for start in (begin, *(joint.end() for joint in joints)):
        while start < end and text[start].isspace():
            start += 1
        opener = _OPENER.match(text, start, end)
        yield opener.end() if opener else start


def _stops(text: str, begin: int, end: int) -> list[int]:
    """Return where a clause can end, in order."""
    joints = islice(_STOP.finditer(text, begin, end), _MOST_CLAUSES)
    return sorted({*(joint.start() for joint in joints), len(text[:end].rstrip(_EDGE))})


def _is_doubtful(before: str) -> bool:
    return bool(_DOUBT_BEFORE.search(before))


def _is_open(before: str, after: str) -> bool:
    """Whether what stands around a clause makes it a question or a guess."""
    if _DOUBT_AFTER.search(after) or _TAG.match(after):
        return True
    return after.rstrip("\"' ").endswith("?") and not (
        _ASKS.match(after) and not _ASKS.match(before)
    )


def _stated(clause: str, shop: Shop) -> list[_What]:
    for relation, form in TAKEN_BACK:
        if found := form.fullmatch(clause):
            return [(name, value, "remove") for name, value in _values(relation, found, shop)]
    for relation, form in STATED:
        if found := form.fullmatch(clause):
            return [(name, value, "state") for name, value in _values(relation, found, shop)]
    return []


def _values(relation: str, found: re.Match[str], shop: Shop) -> list[tuple[str, str]]:
    given = {name: value for name, value in found.groupdict().items() if value}
    if "liked" in given:
        stance = "prefers" if relation == "likes" else "avoids"
        return [(f"{stance}_{facet}", value) for facet, value in tastes(given["liked"], shop)]
    if "allergens" in given:
        return [(relation, value) for value in _allergens(given["allergens"])]
    if "coeliac" in given:
        return [(relation, "gluten")]
    if wished := [name for name in PREFERENCES if name in given]:
        return [(relation, wished[0])]
    return [(relation, _one_value(given))]


def _one_value(given: dict[str, str]) -> str:
    if "diet" in given:
        return DIETS[" ".join(given["diet"].casefold().split())]
    if "amount" in given:
        return _amount(given["amount"])
    if "count" in given:
        return NUMBERS.get(given["count"].casefold(), given["count"])
    return "1" if "alone" in given else given.get("goal", "").strip(_EDGE)


def _allergens(listed: str) -> list[str]:
    """Read a list of allergens, each once."""
    parts = re.split(r"\s*[,/&]\s*|\b(?:and|or|nor|also|all|any|most|raw|the)\b", listed.casefold())
    names = [" ".join(map(singular, part.replace("'s", "").split())) for part in parts]
    return list(dict.fromkeys(ALLERGENS[name] for name in names if name in ALLERGENS))


def _amount(said: str) -> str:
    """Write an amount plainly: thousands without a comma, cents behind a point."""
    whole = re.sub(r",(?=\d{3})", "", said).replace(",", ".")
    return whole.removesuffix(".00")
