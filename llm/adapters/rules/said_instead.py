"""The sentences that say what may take the place of what cannot be had, as regular expressions.

Only what holds for everything counts: no substitutes at all, but not none for this milk. Each form
must fill a clause, as in `said_forms`, and names the preference it states by its group.
"""

from typing import Final

PREFERENCES: Final = ("most_alike", "same_brand", "cheapest", "never")
"""The groups of the forms: what a subject can want."""

_THEM: Final = r"(?:substitutes?|substitutions?|replacements?)"
_ANY: Final = r"(?:(?:any|some|the)\s+)?"
_NOT: Final = r"(?:(?:please\s+)?(?:don't|dont|do\s+not|never)(?:\s+ever)?)"
_SWAP: Final = r"(?:replace|substitute|swap(?:\s+out)?)"
_THINGS: Final = (
    r"(?:anything(?:\s+at\s+all)?|things|items|products|groceries|my\s+(?:things|items|groceries)"
    r"|what(?:'s|\s+is)\s+(?:out|missing|sold\s+out|unavailable|out\s+of\s+stock))"
)
_GONE: Final = (
    r"(?:out(?:\s+of\s+stock)?|sold\s+out|gone|missing|unavailable|not\s+available|not\s+there"
    r"|not\s+in\s+stock)"
)
_WHAT: Final = r"(?:something|anything|an?\s+(?:item|product)|one\s+of\s+(?:them|my\s+things))"
_IF: Final = rf"(?:(?:if|when(?:ever)?)\s+{_WHAT}(?:\s+is|'s)\s+{_GONE}\s*,?\s*(?:then\s+)?)"
_TAKE: Final = (
    r"(?:(?:please\s+)?(?:you\s+can\s+)?(?:just\s+|always\s+)?"
    r"(?:take|get|pick|choose|use|give\s+me|send(?:\s+me)?|i'll\s+take|i\s+want|i\s+take)\s+)"
)
_FINE: Final = r"(?:fine|ok(?:ay)?|welcome|allowed|all\s+right|alright|good)"
_AGAIN: Final = r"(?:\s+(?:again|now|with\s+(?:me|us)|by\s+(?:me|us)|from\s+now\s+on))*"
_CHEAP: Final = rf"(?:the\s+)?cheapest(?:\s+(?:one|thing|option|alternative|product|{_THEM}))?"
_BRAND: Final = r"(?:the\s+|that\s+)?same\s+brand"
_ALIKE: Final = (
    rf"(?:the\s+)?(?:most\s+(?:alike|similar)|closest)(?:\s+(?:one|thing|product|{_THEM}))?"
)

_NEVER: Final = (
    rf"{_NOT}\s+{_SWAP}\s+{_THINGS}",
    rf"no\s+{_THEM}(?:\s+(?:at\s+all|ever|any\s?more|for\s+(?:me|us)))?",
    rf"(?:i|we)\s+(?:don't|dont|do\s+not|never)\s+(?:want|need|take|like|accept)\s+{_ANY}{_THEM}"
    r"(?:\s+(?:at\s+all|ever))?",
    rf"(?:i|we)\s+(?:want|take|accept)\s+no\s+{_THEM}",
    rf"{_NOT}\s+(?:send|give|offer|pick|choose)(?:\s+(?:me|us))?\s+{_ANY}{_THEM}",
    rf"{_IF}(?:just\s+)?(?:leave|skip)\s+(?:it|that)(?:\s+out)?",
    rf"{_IF}{_NOT}\s+{_SWAP}\s+(?:it|that)",
)
_CHEAPEST: Final = (
    rf"{_IF}{_TAKE}?{_CHEAP}",
    rf"(?:always\s+)?(?:take|pick|choose|use)\s+(?:the\s+)?cheapest\s+{_THEM}",
    rf"(?:i|we)\s+(?:always\s+)?(?:want|prefer|take)\s+the\s+cheapest\s+{_THEM}",
    rf"(?:always\s+)?{_SWAP}\s+{_THINGS}\s+(?:with|by)\s+{_CHEAP}",
)
_SAME_BRAND: Final = (
    rf"(?:only\s+)?{_BRAND}\s+or\s+(?:nothing|none|no\s+{_THEM})(?:\s+at\s+all)?",
    rf"{_IF}(?:only\s+)?{_TAKE}?(?:only\s+)?(?:one\s+of\s+)?{_BRAND}(?:\s+or\s+nothing)?",
    rf"(?:only\s+)?{_THEM}\s+(?:only\s+)?(?:of|from|by)\s+{_BRAND}(?:\s+only)?",
    rf"only\s+{_SWAP}\s+{_THINGS}\s+(?:with|by)\s+{_BRAND}",
)
_MOST_ALIKE: Final = (
    rf"{_THEM}\s+are\s+{_FINE}{_AGAIN}",
    rf"you\s+(?:can|may)\s+(?:always\s+)?{_SWAP}\s+{_THINGS}{_AGAIN}",
    rf"{_IF}{_TAKE}{_ALIKE}",
    rf"{_IF}you\s+(?:can|may)\s+{_SWAP}\s+it",
)

INSTEAD: Final = tuple(
    f"(?P<{name}>{form})"
    for name, forms in zip(PREFERENCES, (_MOST_ALIKE, _SAME_BRAND, _CHEAPEST, _NEVER), strict=True)
    for form in forms
)
"""Forms that state what is wanted."""

NO_WISH: Final = (
    r"(?:forget|remove|delete|drop|clear)\s+(?:about\s+)?my\s+"
    rf"(?:preferences?\s+(?:for|about|among)\s+{_THEM}|{_THEM}\s+preferences?)",
)
"""Forms that take back whatever was stated."""
