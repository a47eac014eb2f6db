"""The sentences in which people state lasting facts about themselves, as regular expressions.

Each form must fill a clause from its start to its end; see `said`.
"""

import re
from collections.abc import Iterable
from typing import Final

from llm.adapters.rules.said_instead import INSTEAD, NO_WISH
from llm.adapters.rules.said_words import ALLERGENS, DIETS, LIVE_WITH, NUMBERS, PERSONAL


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=lambda word: (-len(word), word)))


def _plural(word: str) -> str:
    if word.endswith("y") and word not in ("celery", "soy", "dairy"):
        return re.escape(word[:-1]) + "(?:y|ies)"
    return re.escape(word) + "(?:e?s)?"


_ALLERGEN: Final = "(?:" + "|".join(_plural(w) for w in sorted(ALLERGENS, key=len)[::-1]) + ")"
_AND: Final = r"(?:\s*,\s*(?:and\s+|or\s+|also\s+)?|\s+(?:and|or|nor|&)\s+|\s*/\s*)"
_WHICH: Final = r"(?:all\s+|any\s+|most\s+|raw\s+|the\s+)?"
_LIST: Final = rf"(?P<allergens>{_WHICH}{_ALLERGEN}(?:{_AND}{_WHICH}{_ALLERGEN})*)"
_DEAR: Final = r"(?:(?:youngest|oldest|eldest|older|younger|little|whole|entire|two|three)\s+)?"
_MEMBER: Final = rf"(?:my|our)\s+{_DEAR}(?:{_any(LIVE_WITH)}|kids|children|sons|daughters)"
_VERY: Final = r"(?:(?:severely|very|highly|deathly|badly|really|also|both|all|extremely)\s+)*"
_I_AM: Final = r"(?:i\s+am|i'?m|we\s+are|we're)"
_ARE: Final = rf"(?:{_I_AM}|{_MEMBER}(?:\s+(?:is|are)|'s))\s+{_VERY}"
_HAVE: Final = (
    rf"(?:i\s+have|i've(?:\s+got)?|i\s+got|we\s+have|we've(?:\s+got)?|{_MEMBER}\s+(?:has|have))"
)
_CANNOT: Final = r"(?:can't|cannot|can\s+not|cant|mustn't|must\s+not|may\s+not)"
_MORE: Final = r"\s+(?:any\s?more|any\s+longer)"
_SEVERE: Final = r"(?:(?:a|an|the)\s+)?(?:(?:severe|bad|serious|strong|mild|slight)\s+)?"
_DIET: Final = rf"(?P<diet>{_any(DIETS)})"
_BEING: Final = rf"(?P<diet>{_any(PERSONAL)})s?"
_SINCE: Final = r"(?:\s+(?:now|too|as\s+well|these\s+days|since\s+\d{4}|for\s+(?:\w+\s+)?years))?"
_MONEY: Final = r"[$€£]?\s?(?P<amount>\d{1,3}(?:,\d{3})+(?:\.\d\d)?|\d{1,6}(?:[.,]\d\d)?)"
_UNIT: Final = r"(?:\s?(?:[$€£]|dollars?|euros?|pounds?|bucks|usd|eur|gbp))?"
_PER: Final = r"(?:\s+(?:a|per|each|every)\s+(?:week|month|shop|trip|order))?"
_KIND: Final = r"(?:(?:weekly|monthly|grocery|groceries|food|shopping|usual|new|household)\s+)*"
_ABOUT: Final = r"(?:(?:now|about|around|only|roughly|at\s+most|up\s+to)\s+)*"
_COUNT: Final = rf"(?P<count>{_any(NUMBERS)}|1?\d)"
_LIKED: Final = r"(?P<liked>[\w&'][\w&' ./_-]{0,58}[\w&.]|\w)"
_MUCH: Final = r"(?:(?:really|absolutely|also|just|always|both|all|generally|usually|do)\s+)*"

_ALLERGIES: Final = (
    rf"{_ARE}allergic\s+to\s+{_LIST}",
    rf"{_ARE}{_LIST}[\s-]+(?:intolerant|allergic)",
    rf"{_ARE}intolerant\s+(?:to|of)\s+{_LIST}",
    rf"{_HAVE}\s+{_SEVERE}{_LIST}[\s-]+(?:allerg(?:y|ies)|intolerances?)",
    rf"{_HAVE}\s+{_SEVERE}(?:allerg(?:y|ies)|intolerances?)\s+to\s+{_LIST}",
    rf"(?:i|we|{_MEMBER})\s+{_CANNOT}\s+(?:eat|have|drink|tolerate|digest|consume)\s+{_LIST}",
    rf"{_ARE}(?:an?\s+)?(?P<coeliac>coeliac|celiac)",
    rf"{_HAVE}\s+(?P<coeliac>coeliac|celiac)(?:\s+disease)?",
)
_DIETS: Final = (
    rf"{_I_AM}\s+(?:(?:a|an|all|both|now|also|strict|strictly|fully)\s+)*{_BEING}{_SINCE}",
    rf"(?:i|we)(?:'ve|\s+have)?\s+(?:recently\s+)?(?:gone|went|became|become|turned)\s+{_BEING}",
    rf"(?:i|we)\s+(?:only\s+)?follow\s+(?:a\s+)?(?:strict(?:ly)?\s+)?{_DIET}\s+diet",
    r"(?:i|we)\s+(?:only\s+)?(?:keep|eat)\s+(?P<diet>halal|kosher)",
    rf"(?:i|we)\s+(?:only\s+eat|eat\s+only)\s+(?:strictly\s+)?{_DIET}(?:\s+foods?)?",
    rf"{_I_AM}\s+on\s+(?:a|the)\s+(?:strict\s+)?{_DIET}\s+diet",
)

STATED: Final = tuple(
    (relation, re.compile(form, re.IGNORECASE))
    for relation, forms in (
        ("allergic_to", _ALLERGIES),
        ("follows_diet", _DIETS),
        (
            "budget",
            (rf"(?:my|our)\s+{_KIND}budget\s+is\s+{_ABOUT}{_MONEY}{_UNIT}{_PER}",),
        ),
        (
            "household",
            (
                rf"we(?:'re|\s+are)\s+(?:a\s+)?(?:family|household)\s+of\s+{_COUNT}",
                rf"there(?:'s|\s+are)\s+{_COUNT}\s+of\s+us"
                r"(?:\s+(?:at\s+home|in\s+(?:my|our|the)\s+(?:house|household|family|home)))?",
                rf"(?:my|our)\s+(?:family|household)\s+(?:is|has)\s+{_COUNT}"
                r"(?:\s+(?:people|persons|members))?",
                r"i\s+live\s+(?P<alone>alone|by\s+myself)",
            ),
        ),
        ("substitutes", INSTEAD),
        (
            "goal",
            (
                r"my\s+(?:(?:main|new|health|big)\s+)?goal\s+is\s+(?:to\s+|(?=\w+ing\b|more\b|less\b|better\b))(?P<goal>.{3,160})",
            ),
        ),
        (
            "likes",
            (
                rf"(?:i|we)\s+{_MUCH}(?:love|prefer|like|adore)\s+{_LIKED}",
                rf"my\s+favou?rite\s+(?:brand|food|snack)\s+is\s+{_LIKED}",
                rf"{_I_AM}\s+a\s+(?:big\s+|huge\s+)?fan\s+of\s+{_LIKED}",
            ),
        ),
        (
            "hates",
            (
                rf"(?:i|we)\s+{_MUCH}(?:hate|dislike|detest|despise|avoid|never\s+(?:buy|eat))\s+{_LIKED}",
                rf"(?:i|we)\s+{_MUCH}(?:don't|do\s+not|dont)\s+(?:really\s+)?(?:like|buy|want\s+to\s+buy)"
                rf"\s+{_LIKED}",
                rf"(?:i|we)\s+{_MUCH}(?:can't|cannot|cant)\s+stand\s+{_LIKED}",
            ),
        ),
    )
    for form in forms
)
"""Relation, or whether something is liked or hated -> a form that states it."""

_NO: Final = rf"{_I_AM}\s+(?:no\s+longer|not)\s+{_VERY}"
_FORGET: Final = r"(?:forget|remove|delete|drop|clear)\s+"
_END: Final = rf"(?:{_MORE})?"

TAKEN_BACK: Final = tuple(
    (relation, re.compile(form, re.IGNORECASE))
    for relation, forms in (
        (
            "allergic_to",
            (
                rf"{_NO}(?:allergic\s+to|intolerant\s+(?:to|of))\s+{_LIST}{_END}",
                rf"{_NO}{_LIST}[\s-]+(?:intolerant|allergic){_END}",
                rf"(?:i|we)\s+(?:no\s+longer\s+have|don't\s+have|do\s+not\s+have)\s+{_SEVERE}{_LIST}"
                rf"[\s-]+(?:allerg(?:y|ies)|intolerances?){_END}",
                rf"{_FORGET}(?:that\s+)?{_I_AM}\s+allergic\s+to\s+{_LIST}",
                rf"{_FORGET}my\s+{_LIST}[\s-]+(?:allerg(?:y|ies)|intolerances?)",
            ),
        ),
        (
            "follows_diet",
            (
                rf"{_NO}(?:an?\s+)?{_DIET}s?{_END}",
                rf"{_FORGET}(?:that\s+)?{_I_AM}\s+(?:an?\s+)?{_BEING}",
                rf"(?:i|we)\s+(?:no\s+longer|don't|do\s+not)\s+(?:follow|keep|eat)\s+(?:a\s+)?{_DIET}"
                rf"(?:\s+diet)?{_END}",
            ),
        ),
        (
            "budget",
            (
                rf"{_FORGET}(?:about\s+)?(?:my|our|the)\s+{_KIND}budget",
                r"(?:i|we)\s+(?:no\s+longer\s+have|have\s+no)\s+(?:a\s+)?budget(?:\s+any\s?more)?",
                rf"(?:i|we)\s+(?:don't|do\s+not)\s+have\s+a\s+budget{_MORE}",
            ),
        ),
        ("household", (rf"{_FORGET}(?:my|our|the)\s+household(?:\s+size)?",)),
        ("substitutes", NO_WISH),
        (
            "likes",
            (
                rf"(?:i|we)\s+no\s+longer\s+(?:like|love|prefer)\s+{_LIKED}",
                rf"(?:i|we)\s+(?:don't|do\s+not)\s+(?:like|love|prefer)\s+{_LIKED}{_MORE}",
            ),
        ),
        (
            "hates",
            (
                rf"(?:i|we)\s+no\s+longer\s+(?:hate|avoid|dislike)\s+{_LIKED}",
                rf"(?:i|we)\s+(?:don't|do\s+not)\s+(?:hate|avoid|dislike)\s+{_LIKED}{_MORE}",
            ),
        ),
    )
    for form in forms
)
"""The same, for forms that take a statement back; they are tried first."""
