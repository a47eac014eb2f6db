"""What a sentence rules out: allergens, brands, and what nothing marks as left out."""

import re
from typing import Final

from domain.allergens import NAMED_BY
from llm.adapters.rules.said_words import ALLERGENS
from llm.adapters.rules.understanding.draft import Draft
from llm.adapters.rules.understanding.lexicon import LONGEST, key_of, key_word
from llm.adapters.rules.understanding.sheet import Token
from llm.adapters.rules.words import HEDGES, STOP_WORDS, word_set

_FREE: Final = re.compile(
    r"\b(?P<list>[^\W\d_]+(?:(?:\s*(?:,|/|&)\s*|\s+(?:and|or)\s+|\s+)[^\W\d_]+){0,3})[\s-]+free\b"
    r"(?!\s+(?:delivery|shipping|range|gift|sample|from|of)\b|-range)"
)
_FREE_OF: Final = re.compile(r"\bfree\s+(?:of|from)\b\s*")
_OUT: Final = re.compile(
    r"\b(?P<how>without|w/o|excluding|exclude|avoiding|avoid|except(?:\s+for)?|minus|hold\s+the"
    r"|other\s+than|(?:anything|everything|something|all|any)\s+but|none\s+of"
    r"|nothing\s+(?:from|by|with|of)"
    r"|(?:(?:is|are|am|i'm|he's|she's)\s+)?(?:(?:very|badly|highly|deadly)\s+)?allergic\s+to"
    r"|(?:can't|cannot|can\s+not|must\s+not|mustn't|may\s+not|won't|doesn't|don't)\s+(?:have|eat"
    r"|do|drink|tolerate|stand|stomach)(?=\s)"
    r"|(?:that\s+|which\s+)?(?:doesn't|don't|does\s+not|do\s+not|not)\s+(?:contain"
    r"|have|include|containing)"
    r"|contains?\s+no|with\s+no|with\s+zero|but\s+(?:not|no)|not\s+(?:from|by|with)|no|not|non|zero"
    r"|(?:i\s+)?(?:don't|do\s+not)\s+(?:like|want|need|eat|show(?:\s+me)?))\b[\s-]*(?!\s*\|?\s*,)"
)
_BETWEEN: Final = re.compile(
    r"\s*(?:,\s*(?:and\s+|or\s+|no\s+)?|\s(?:and|or|nor|&)\s+(?:no\s+|without\s+)?"
    r"|/)\s*"
)
_LEAD: Final = re.compile(
    r"(?:(?:any|the|that|added|of|from|by|all|more|brand|products?|with|containing|anything"
    r"|something|stuff)\s+)+"
)
_TAIL: Final = re.compile(r"\s+(?:brand|products?|stuff|ones?|in\s+(?:it|them))\b")
_NOT_OUT: Final = (
    STOP_WORDS
    | HEDGES
    | word_set(
        """problem thanks thank worries idea need matter more one longer less really sure bad later
    kidding hurry rush good great doubt way alcoholic"""
    )
)
_AS_INGREDIENT: Final = frozenset(
    ("without", "w/o", "with no", "with zero", "no", "hold the", "minus", "excluding", "exclude")
)
"""After these any word is left out; after `not` or `don't want` only what is known by name."""

_SOFT: Final = frozenset(
    ("other than", "anything but", "everything but", "something but", "all but")
)
_JOINTS: Final = frozenset(("and", "or", "the", "&"))
_PART: Final = re.compile(r"[^\W_]+(?:'[^\W\d_]+)?")
_GAP: Final = re.compile(r"[ &-]+")
_LACTOSE: Final = "lactose"
_MOST: Final = 8


def read_left_out(draft: Draft) -> None:
    """Take what is ruled out from a sentence.

    A known allergen becomes `free_from`, in the words of the catalogues; `lactose` the attribute
    lactose_free where the shop has it, since that is milk, too. A brand becomes `not_brands`.
    `spicy` or `vegan` cannot be ruled out and is said to be unsupported. Anything else becomes
    the attribute `x_free`.
    """
    for found in list(_FREE.finditer(draft.sheet.text))[:_MOST]:
        _read_free(draft, found)
    for form in (_FREE_OF, _OUT):
        for found in list(form.finditer(draft.sheet.text))[:_MOST]:
            last = found.start() + found.group().rstrip(" -").rfind(" ") + 1
            if _is_label(draft, found.start()) or _is_label(draft, last):
                continue
            how = (found.groupdict().get("how") or "without").strip()
            end = _read_list(draft, found.end(), " ".join(how.split()))
            if end > found.end():
                draft.sheet.strike(found.start(), end)


def _read_free(draft: Draft, found: re.Match[str]) -> None:
    """Read `nut-free`, `tree nut free` and `nut and gluten free`."""
    text = found["list"]
    words = [Token(m.group(), *m.span()) for m in re.finditer(r"[^\W\d_]+", text)]
    start, named = len(text), 0
    while words:
        joint = text[words[-1].end : start].strip() if named else ""
        if named and not joint and words[-1].word not in ("and", "or"):
            break
        if words[-1].word in ("and", "or"):
            words.pop()
            continue
        size = (
            2 if len(words) > 1 and allergen_in(draft, text[words[-2].start : words[-1].end]) else 1
        )
        name = text[words[-size].start : words[-1].end]
        if named and not allergen_in(draft, name):
            break
        if size == 1 and name in STOP_WORDS:
            break
        _leave_out(draft, name, found.start() + words[-size].start)
        start, named = words[-size].start, named + 1
        del words[-size:]
    if named:
        draft.sheet.strike(found.start() + start, found.end())


def _read_list(draft: Draft, start: int, how: str) -> int:
    """Read names joined by commas and `and`; return where they end, or `start` if none is one."""
    end, first = start, True
    for _ in range(_MOST):
        text = draft.sheet.text
        lead = _LEAD.match(text, start)
        begin = lead.end() if lead else start
        size = _read_one(draft, begin, how, first=first)
        if not size:
            return end
        tail = _TAIL.match(text, begin + size)
        end, first = tail.end() if tail else begin + size, False
        joint = _BETWEEN.match(text, end)
        if joint is None or not _is_named(draft, joint.end()):
            return end
        start = joint.end()
    return end


def _read_one(draft: Draft, start: int, how: str, *, first: bool) -> int:
    """Read one name at a place; return its length, 0 when nothing is ruled out there."""
    words = _words_at(draft.sheet.text, start)
    if not words or words[0].word in _NOT_OUT:
        return 0
    brand, size = draft.lexicon.find("brands", [key_word(w.word) for w in words])
    if brand and (key_of(brand) not in draft.lexicon.doubtful or how not in ("no", "without")):
        draft.note("not_brands", brand)
        return words[size - 1].end - start
    for size in (3, 2, 1):
        name = draft.sheet.text[start : words[size - 1].end] if size <= len(words) else ""
        if name and (allergen_in(draft, name) or _label(draft, name)):
            _rule_out(draft, name, start)
            return len(name)
    if not first or not (how in _SOFT or how in _AS_INGREDIENT or "contain" in how):
        return 0
    if how in _SOFT:
        draft.lack(start, f"not {words[0].word}")
    else:
        _leave_out(draft, words[0].word, start)
    return len(words[0].word)


def _words_at(text: str, start: int) -> list[Token]:
    found: list[Token] = []
    while len(found) < LONGEST and (match := _PART.match(text, start)):
        found.append(Token(match.group(), *match.span()))
        gap = _GAP.match(text, match.end())
        if gap is None:
            break
        start = gap.end()
    return found


def _is_named(draft: Draft, start: int) -> bool:
    """Whether a name that can be ruled out begins here, so that a list goes on."""
    text = draft.sheet.text
    lead = _LEAD.match(text, start)
    words = _words_at(text, lead.end() if lead else start)
    if draft.lexicon.find("brands", [key_word(w.word) for w in words])[1]:
        return True
    return any(allergen_in(draft, text[words[0].start : word.end]) for word in words[:3])


def _is_label(draft: Draft, start: int) -> bool:
    """Whether a label of the catalogue begins with the refusal itself: `no added sugar`."""
    keys = [key_word(word.word) for word in _words_at(draft.sheet.text, start)]
    return draft.lexicon.find("attributes", keys)[1] > 1


def _label(draft: Draft, name: str) -> str:
    keys = list(key_of(name))
    for label, size in (draft.lexicon.find("diets", keys), draft.lexicon.find("attributes", keys)):
        if label and size == len(keys):
            return label
    return ""


def _rule_out(draft: Draft, name: str, place: int) -> None:
    if _label(draft, name) and not allergen_in(draft, name):
        draft.lack(place, f"not {name}")
    else:
        _leave_out(draft, name, place)


def _leave_out(draft: Draft, name: str, place: int) -> None:
    own, _ = draft.lexicon.find("attributes", [*key_of(name), "free"])
    allergen = allergen_in(draft, name)
    if own and (_LACTOSE in name or not allergen):
        draft.note("attributes", own)
    elif allergen:
        draft.note("free_from", allergen)
    elif len(name) > 1:
        draft.note("attributes", "_".join((*key_of(name), "free")))
    else:
        draft.lack(place, f"without {name}")


def allergen_in(draft: Draft, name: str) -> str:
    """Return the catalogues' word for an allergen, or nothing for what is none."""
    parts = name.split()
    if not parts or parts[0] in _JOINTS or parts[-1] in _JOINTS:
        return ""
    key = key_of(name)
    known = ALLERGENS.get(" ".join(key), "")
    if known in NAMED_BY or known == "wheat":
        return known
    return draft.lexicon.allergens.get(key, "")
