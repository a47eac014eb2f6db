"""What a sentence points at: places, `it` and `those`, and names of what was shown or is bought."""

import re
from typing import Final

from domain.understanding import Intent, Reference
from llm.adapters.rules.understanding.amounts import COUNT, number_of
from llm.adapters.rules.understanding.draft import Draft
from llm.adapters.rules.understanding.lexicon import key_of

ACTS: Final = frozenset(
    (Intent.ADD, Intent.REMOVE, Intent.CHANGE_QUANTITY, Intent.WHY, Intent.SUBSTITUTE)
)
"""What is done to a thing, so that the thing is named or pointed at."""

_PLACES: Final = {
    "first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4,
    "fifth": 5, "5th": 5, "sixth": 6, "6th": 6, "seventh": 7, "7th": 7, "eighth": 8, "8th": 8,
    "ninth": 9, "9th": 9, "tenth": 10, "10th": 10, "last": -1, "bottom": -1, "top": 1, "final": -1,
}  # fmt: skip
_ORDINAL: Final = "|".join(_PLACES)
_THING: Final = r"(?:ones?|items?|products?|options?|results?|choices?|suggestions?|things?)\b"
_FIRST_FEW: Final = re.compile(
    rf"\b(?:the|my|your)?\s*(?P<end>first|last|top"
    rf"|bottom)\s+(?P<n>{COUNT})\b(?:\s+{_THING})?"
)
_FROM_END: Final = re.compile(
    rf"\b(?:the\s+)?(?P<n>second|third|next)[\s-]+(?:to"
    rf"|from)[\s-]+(?:the\s+)?last(?:\s+{_THING})?\b"
    rf"|\b(?:the\s+)?(?P<m>second|third)\s+last(?:\s+{_THING})?\b"
)
_PLACED: Final = re.compile(
    rf"\b(?:the|that|this|my|your)\s+(?P<place>{_ORDINAL})\b(?!\s+(?:time|order|week"
    rf"|month|day|minute|of\s+all))(?:\s+{_THING})?(?:\s+of\s+(?:those|these|them))?"
    rf"|(?<![\w-])(?P<bare>{_ORDINAL})(?:\s+(?:ones?|item|product|option|result|choice))"
    rf"|^(?P<alone>{_ORDINAL})(?=\W*(?:please|one|thanks)?\W*$)"
)
_ALSO_PLACED: Final = re.compile(
    rf"(?:,\s*|\s+and\s+|\s*&\s*"
    rf"|\s+or\s+)(?:the\s+)?(?P<place>{_ORDINAL})\b(?:\s+{_THING})?"
)
_NUMBERED: Final = re.compile(
    r"(?:\b(?:the\s+)?(?:number|no\.?|nr\.?|option|item|result|choice|product)\s*"
    r"|#\s?)(?P<n>\d{1,2}|one|two|three|four|five|six|seven|eight|nine"
    r"|ten)\b(?:\s*(?:and|&|,)\s*#?(?P<m>\d{1,2}|one|two|three|four|five)\b(?!\s+of))?"
)
_COMPARED: Final = re.compile(
    r"(?<![\w.])(?P<n>\d|one|two|three|four|five)\s*(?:and|&|vs\.?|versus|or|with|to)\s*"
    r"(?P<m>\d|one|two|three|four|five)\b(?!\s*(?:%|[a-z]))"
)
_EVERY: Final = re.compile(
    r"\b(?:all\s+of\s+(?:it|them|those|these|that|the\s+above)|all\s+(?:those|these)"
    r"|both(?:\s+of\s+(?:them|those|these))?"
    r"|(?:each|every\s+one)(?:\s+of\s+(?:them|those|these))?|everything|every\s*thing"
    r"|the\s+(?:whole\s+)?lot|the\s+whole\s+thing|them\s+all|it\s+all"
    r"|all(?=\W*(?:please|thanks)?\W*(?:$|\|)))"
)
_ALL_ALONE: Final = re.compile(
    r"^\W*(?:(?:ok|yes|i\s+want|i'll\s+take|please)\W+)*(?:all|both|everything|the\s+lot|each)\b"
    r"(?:\s+of\s+(?:them|those|these))?\W*(?:please|thanks)?\W*$"
)
_ALL_THE: Final = re.compile(r"\ball\s+(?:of\s+)?(?:the|my)\s+(?P<name>[^|,.?!]{2,40})")
_BEST: Final = re.compile(
    rf"\b(?:the\s+)?(?P<name>cheapest|most\s+expensive|dearest|priciest|smallest"
    rf"|biggest|largest)(?:\s+{_THING})?(?:\s+of\s+(?:those|these|them))?"
)
_NAMED_ONE: Final = re.compile(
    r"\b(?:the|that"
    r"|this)\s+(?P<name>(?:(?!(?:to|in|of|and|or|is|by)\s)[^\W_][\w'&-]*\s+){1,4}?)(?P<ones>one)\b(?!\s+(?:that|which"
    r"|with|without))"
)
_PRONOUN: Final = re.compile(
    r"\b(?:(?:that|this|these|those|the\s+same)\s+ones?|the\s+same(?:\s+thing)?|those"
    r"|these|them|it\b(?!')"
    r"|(?:that|this)(?=\s*(?:$|[|.,;!?]|(?:please|to|from|in|into|out|off|back|again"
    r"|instead|too|as\s+well|one|on)\b)))"
)
_ANY_THAT: Final = re.compile(r"\b(?:that|this)\b(?!\s+(?:is|are|has|have|i)\b)")
_SHOWN_NAME: Final = re.compile(r"\b(?:the|that|this|those|these|my)\s+(?P<name>[^|,.?!]{2,60})")
_DETERMINERS: Final = re.compile(
    r"^(?:(?:the|my|your|our|a|an|some|any|that|this|those|these)\s+)+"
)
_END_OF_NAME: Final = re.compile(
    r"\s+(?:to|in|into|from|off|out|on|at|for|please|too|as\s+well|instead|with|and|or"
    r"|now|then|also|is|are)\b.*$"
)


def read_references(draft: Draft) -> None:
    """Take what a sentence points at out of it.

    A name counts when it stands before `one` (`the oatly one`) or is that of something shown or
    in the cart; `cheapest` and the like are names, too: whoever knows the prices finds them.
    """
    _read_runs(draft)
    if draft.intent is Intent.WHY:
        _read_compared(draft)
    _read_places(draft)
    acts = draft.intent in ACTS
    if draft.intent is None and draft.utterance.shown and _ALL_ALONE.match(draft.sheet.text):
        _read_every(draft)
    if acts or draft.utterance.shown:
        _read_best(draft)
        _read_named_one(draft)
    if acts:
        _read_every(draft)
        _read_shown_names(draft)
    _read_pronouns(draft)


def read_target(draft: Draft) -> None:
    """Take out what a substitute is wanted for: a place, a pronoun or a name."""
    if draft.target is None:
        return
    start, end = draft.target
    said = draft.sheet.text[start:end]
    if _PRONOUN.fullmatch(said.strip()) or said.strip() in ("that", "this"):
        draft.point(start, Reference(said.strip()))
    else:
        _read_runs(draft)
        _read_places(draft)
        _read_best(draft)
        if not draft.pointed and (name := _DETERMINERS.sub("", said).strip()):
            draft.point(start, Reference(said.strip(), name=name))
    draft.sheet.strike(start, end)


def _read_runs(draft: Draft) -> None:
    """Read `the first two`, `the last three` and `second to last`."""
    found = _FROM_END.search(draft.sheet.text)
    if found is not None:
        place = -3 if (found["n"] or found["m"]) == "third" else -2
        _point(draft, found, place)
    found = _FIRST_FEW.search(draft.sheet.text)
    if found is not None:
        count = min(int(number_of(found["n"])), 10)
        from_end = found["end"] in ("last", "bottom")
        places = range(-count, 0) if from_end else range(1, count + 1)
        for place in places:
            draft.point(found.start(), Reference(_words(found), place))
        draft.sheet.strike(*found.span())


def _read_compared(draft: Draft) -> None:
    """Read bare numbers as places where a question is about what was shown: `1 and 3`."""
    for found in list(_COMPARED.finditer(draft.sheet.text))[:3]:
        for name in ("n", "m"):
            _point_at_number(draft, found, name)
        draft.sheet.strike(*found.span())


def _point_at_number(draft: Draft, found: re.Match[str], name: str) -> None:
    if found[name]:
        draft.point(found.start(name), Reference(_words(found), int(number_of(found[name]))))


def _read_places(draft: Draft) -> None:
    for _ in range(4):
        found = _PLACED.search(draft.sheet.text)
        if found is None:
            break
        _point(draft, found, _PLACES[found["place"] or found["bare"] or found["alone"]])
        after = found.end()
        while (also := _ALSO_PLACED.match(draft.sheet.text, after)) is not None:
            _point(draft, also, _PLACES[also["place"]])
            after = also.end()
    for _ in range(4):
        found = _NUMBERED.search(draft.sheet.text)
        if found is None:
            break
        for name in ("n", "m"):
            _point_at_number(draft, found, name)
        draft.sheet.strike(*found.span())


def _read_best(draft: Draft) -> None:
    if (found := draft.sheet.take(_BEST)) is not None:
        name = {"dearest": "most expensive", "priciest": "most expensive", "largest": "biggest"}
        best = " ".join(found["name"].split())
        draft.point(found.start(), Reference(_words(found), name=name.get(best, best)))


def _read_named_one(draft: Draft) -> None:
    for _ in range(3):
        if (found := draft.sheet.take(_NAMED_ONE)) is not None:
            draft.point(found.start(), Reference(_words(found), name=found["name"].strip()))


def _read_every(draft: Draft) -> None:
    if (found := draft.sheet.take(_ALL_THE)) is not None:
        name = _END_OF_NAME.sub("", found["name"]).strip()
        draft.point(found.start(), Reference(_words(found), name=name, every=True))
    elif (found := draft.sheet.take(_EVERY)) is not None:
        draft.point(found.start(), Reference(_words(found), every=True))


def _read_shown_names(draft: Draft) -> None:
    """Read `the oat milk` where something of that name was shown, or is in the cart."""
    names = [set(key_of_all(n)) for n in (*draft.utterance.shown, *draft.utterance.cart)[:60]]
    start = 0
    for _ in range(6):
        found = _SHOWN_NAME.search(draft.sheet.text, start)
        if found is None:
            return
        start = found.start("name")
        said = _END_OF_NAME.sub("", found["name"]).strip()
        keys = set(key_of_all(said))
        if keys and any(keys <= name for name in names):
            draft.point(found.start(), Reference(f"the {said}", name=said))
            draft.sheet.strike(found.start(), found.start("name") + len(said))


def _read_pronouns(draft: Draft) -> None:
    form = _ANY_THAT if draft.intent in ACTS else _PRONOUN
    for one in (_PRONOUN, form):
        for _ in range(3):
            found = draft.sheet.take(one)
            if found is not None and not draft.pointed:
                draft.point(found.start(), Reference(_words(found)))


def _point(draft: Draft, found: re.Match[str], place: int) -> None:
    draft.point(found.start(), Reference(_words(found), place))
    draft.sheet.strike(*found.span())


def _words(found: re.Match[str]) -> str:
    return (
        " ".join(found.group().strip(" ,&").split()) if found.group()[:1] != "#" else found.group()
    )


def key_of_all(name: str) -> tuple[str, ...]:
    """Return all words of a product's name as they are compared."""
    parts = name.split()
    return tuple(
        key
        for start in range(0, min(len(parts), 15), 3)
        for key in key_of(" ".join(parts[start : start + 3]))
    )
