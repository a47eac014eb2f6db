"""What a sentence wants to happen: eleven intents, each by the words that announce it."""

import re
from typing import Final

from domain.measure import SIZE
from domain.understanding import Intent, Reference
from llm.adapters.rules.understanding.amounts import COUNT
from llm.adapters.rules.understanding.draft import Draft

_CART: Final = r"(?:shopping\s+)?(?:cart|basket|trolley|bag|shopping\s+list)"
_MY: Final = r"(?:my|the|our|this)"
_END: Final = r"\W*(?:please|pls|now|thanks|thank\s+you|then|today|for\s+me)?\W*$"
_POLITE: Final = (
    r"^\W*(?:(?:ok|okay|so|well|now|then|and|also|but|please|hi|hey|hello|yo|hiya|yes|yeah|yep"
    r"|no|great|perfect|good|alright|right|sure|actually|sorry|um+|hm+|uh|oh|nice|cool"
    r"|thanks"
    r"|(?:can|could|would|will)\s+(?:you|i|we)(?:\s+please)?|(?:i|we)(?:'d"
    r"|\s+would)?\s+(?:like|want|need|love)(?:\s+you)?\s+to|i'?m\s+going\s+to|let'?s"
    r"|let\s+me|i'?ll|go\s+ahead\s+and|just|help\s+me(?:\s+to)?)\b\W*)*"
)

_SMALL: Final = re.compile(
    _POLITE + r"(?:(?:hi|hello|hey|howdy|yo|hiya|greetings|good\s+(?:morning|afternoon|evening"
    r"|day|night))(?:\s+(?:there|again|leafloop|everyone|friend))?"
    r"|thanks?(?:\s+(?:you|a\s+(?:lot|bunch|million)|so\s+much|very\s+much|again"
    r"|for\s+(?:your\s+|the\s+)?(?:help|everything|that)))*|thank\s+you(?:\s+(?:so"
    r"|very)\s+much|\s+for\s+[\w\s]{2,30})?|cheers|much\s+appreciated"
    r"|(?:good)?bye(?:[\s-]+bye)?|see\s+(?:you|ya)(?:\s+(?:later|soon|tomorrow))?"
    r"|have\s+a\s+(?:nice|good|great)\s+\w+|good\s+night"
    r"|how\s+are\s+you(?:\s+(?:doing|today))*|how's\s+it\s+going|what's\s+up"
    r"|who\s+(?:are|made|built|created)\s+you|what\s+are\s+you|what(?:'s"
    r"|\s+is)\s+your\s+name|are\s+you\s+(?:a\s+)?(?:human|bot|robot|real|there"
    r"|an?\s+ai|chatgpt|a\s+person)"
    r"|what\s+can\s+(?:you|i)\s+(?:do|ask|say)(?:\s+(?:for\s+me|here))?"
    r"|how\s+(?:does\s+this|do\s+you)\s+work|tell\s+me\s+a\s+joke|do\s+you\s+(?:speak"
    r"|like|love|sleep|dream)\b[\w\s]{0,30}"
    r"|you(?:'re|\s+are)\s+(?:very\s+|so\s+|really\s+)?(?:great|awesome|the\s+best"
    r"|helpful|funny|nice|kind|smart|welcome|stupid|useless|amazing)|(?:that's"
    r"|that\s+is|that\s+was)\s+(?:great|nice|perfect|all|it|helpful|awesome|fine|good"
    r"|cool|everything)(?:\s+for\s+(?:now|today))?"
    r"|i\s+love\s+(?:you|it|this)|well\s+done|good\s+job|never\s?mind|no\s+(?:problem"
    r"|worries)|not\s+now|nothing(?:\s+else)?|(?:lol|haha+|wow|yay|hmm+|ok(?:ay)?"
    r"|great|perfect|nice|cool|awesome|sounds\s+good|got\s+it|i\s+see|yes|yeah|no|nope"
    r"|nah|sure|alright|fine))"
    r"(?:\W+(?:thanks|thank\s+you|please|everyone|there|bye|i'm\s+(?:fine|good|done)"
    r"|how\s+are\s+you|for\s+(?:now|today)|so\s+much|very\s+much|then|you\s+too|mate"
    r"|friend|again|today|good|great|perfect))*\W*$"
)

_FORMS: Final[tuple[tuple[Intent, str], ...]] = (
    (
        Intent.CHECKOUT,
        rf"\b(?:checkout|check[\s-]?out(?=\s*(?:now|please|my|the|this|{_CART}|with"
        rf"|and|[.,!?|]|$))|proceed(?:\s+to\s+(?:payment|pay))?{_END})"
        rf"|\b(?:place|complete|finish|finali[sz]e|submit|confirm"
        rf"|send(?:\s+off)?)\s+(?:my|the|this|an|our)?\s*(?:order|purchase|shopping"
        rf"|{_CART})\b"
        rf"|\b(?:buy|order|purchase|pay\s+for)\s+(?:(?:it|them)\s+all"
        rf"|everything(?:\s+(?:in|on)\s+{_MY}\s+{_CART})?|all\s+of\s+(?:it|this|them)"
        rf"|(?:what(?:'s|\s+is)\s+in\s+)?{_MY}\s+{_CART}|now|these\s+things"
        rf"|all\s+this)\b"
        rf"|{_POLITE}pay(?:\s+(?:now|please|by\s+card|for\s+(?:it|this|everything"
        rf"|my\s+{_CART})))?{_END}"
        rf"|\b(?:ready|time)\s+to\s+(?:pay|order|buy|check\s?out)\b"
        rf"|\bi'?m\s+(?:all\s+)?(?:done|finished|ready)(?:\s+shopping)?{_END}"
        r"|\b(?:let'?s|i'?m\s+(?:done|finished|ready)\W+(?:\w+\s+){0,2})\s*pay\b"
        rf"|\bthat'?s\s+(?:all|it|everything)\W+(?:\w+\s+){{0,3}}(?:order|pay|buy|done"
        rf"|checkout|ring)\b|\bring\s+(?:it|me|this|everything)\s+up\b",
    ),
    (
        Intent.REORDER,
        rf"\b(?:re-?order|re-?stock|re-?fill|re-?buy|replenish)\b|\b(?:my|the"
        rf"|our)\s+(?:weekly\s+|monthly\s+)?(?:regular\s+(?:order|items|things|groceries"
        rf"|shopping)|usual\s+(?:order|things|stuff|items|groceries|shopping"
        rf"|weekly\s+shop)|weekly\s+(?:shop|order|groceries|shopping)|standing\s+order"
        rf"|usuals?|regulars?|staples?)\b"
        rf"|\b(?:the\s+)?same\s+(?:order\s+|things?\s+|stuff\s+|again\s+)?(?:as"
        rf"|like)\s+(?:(?:the\s+)?last\s+(?:time|week|month|order)|always|usual|before"
        rf"|ever)\b|\b(?:as|like)\s+(?:last\s+(?:time|week|month)|always|usual){_END}"
        rf"|\b(?:order|buy|get|send)\b[\w\s']{{0,20}}\bagain\b|\b(?:repeat"
        rf"|redo)\s+(?:my|the|our)\s+(?:last|previous|latest)\s+(?:order|purchase"
        rf"|shop)\b|\b(?:my|the)\s+(?:last|previous)\s+order\b"
        rf"|\bwhat\s+(?:do|did)\s+i\s+(?:usually|normally|always|often"
        rf"|regularly)\s+(?:buy|order|get|have|purchase)\b|\bthings?\s+i\s+(?:usually"
        rf"|always|normally|regularly|often)\s+(?:buy|order|get)\b"
        rf"|\bwhat\s+i\s+(?:usually|always|normally)\s+(?:buy|order|get)\b"
        rf"|\b(?:running|run|about\s+to\s+run|ran)\s+(?:out|low)\b|\bwhat(?:'s"
        rf"|\s+is)\s+due\b|\bwhat\s+(?:am\s+i|do\s+i\s+need\s+to)\s+(?:buy\s+again|due"
        rf"|restock)\b",
    ),
    (
        Intent.SHOW_CART,
        rf"\b(?:show|view|see|open|display|list|review|check|look\s+at|go\s+to"
        rf"|what(?:'s|\s+is|\s+are|\s+do\s+i\s+have|\s+have\s+i\s+(?:got|put)"
        rf"|\s+did\s+i\s+put|\s+all\s+is)?|how\s+(?:much|many)|how's|read|is\s+there"
        rf"|do\s+i\s+have|summar(?:y|i[sz]e))\b[\w\s']{{0,26}}?(?:\b(?:in|of|at|is"
        rf"|on)\s+)?\b{_MY}\s+{_CART}\b"
        rf"|\b(?:show|view|see|open|display|list|review)\s+(?:me\s+)?{_CART}\b"
        rf"|{_POLITE}{_MY}?\s*{_CART}{_END}|\b(?:what'?s|what\s+is)\s+(?:my|the"
        rf"|our)\s+(?:running\s+|current\s+)?(?:total|sum|bill|subtotal)\b"
        rf"|\bhow\s+much\s+(?:is|does|do)\s+(?:it|that|this|everything"
        rf"|all\s+(?:of\s+)?(?:it|this|that|these|those|them))(?:\s+(?:cost|come\s+to|add\s+up\s+to"
        rf"|make))?(?:\s+(?:all|altogether|in\s+total|so\s+far|together|in\s+all"
        rf"|everything))*{_END}"
        rf"|\bwhat\s+(?:do|have)\s+i\s+(?:have|got|added|chosen"
        rf"|picked)(?:\s+(?:so\s+far|already|now|in\s+there))?{_END}"
        rf"|\bwhat\s+did\s+i\s+(?:add|order|pick|choose|put\s+in)(?:\s+so\s+far|\s+there)?{_END}"
        rf"|\b(?:total|the\s+total)\s+so\s+far\b|\bhow\s+much\s+do\s+i\s+owe\b"
        rf"|\b(?:is|are)\s+(?:there\s+)?(?:\w+\s+){{1,3}}?(?:already\s+)?in\s+(?:{_MY}\s+{_CART}"
        rf"|there)\b|\b(?:do\s+i\s+(?:already\s+)?have|have\s+i\s+(?:already\s+)?got|did\s+i"
        rf"\s+(?:already\s+)?(?:add|put))\s+(?:\w+\s+){{1,3}}?(?:already|in\s+(?:{_MY}\s+{_CART}"
        rf"|there)){_END}",
    ),
    (
        Intent.WHY,
        rf"{_POLITE}(?:(?:and|but)\s+)?(?P<v1>why(?:\s+(?:did\s+you|do\s+you|are\s+you"
        rf"|is|are|was|were|does|would|should))?(?:\s+(?:recommend(?:ed|ing)?|show(?:n"
        rf"|ing)?|suggest(?:ed|ing)?|pick(?:ed)?|choose|chose|put|rank(?:ed)?"
        rf"|offer(?:ed|ing)?|list(?:ed)?)(?:\s+me)?)?)\b(?!\s+(?:not|don't)\b)"
        rf"|\b(?P<v3>(?:(?:what(?:'s|\s+is)|tell\s+me)\s+)?(?:the\s+)?differences?\s+between"
        rf"|compare(?:\s+me)?)\b"
        rf"|\b(?P<v2>how\s+come|what\s+makes\s+you|what\s+made\s+you"
        rf"|explain(?:\s+(?:to\s+me|why))?|what(?:'s|\s+is"
        rf"|\s+was)\s+the\s+reason(?:\s+for)?|(?:give\s+me\s+)?(?:the"
        rf"|a)\s+reasons?\s+(?:for|why)|tell\s+me\s+(?:why|(?:more\s+)?about)"
        rf"|what(?:'s|\s+is)\s+(?:so\s+)?(?:special|good|great)\s+about"
        rf"|based\s+on\s+what|how\s+did\s+you\s+(?:choose|pick|find|come\s+up\s+with"
        rf"|decide(?:\s+on)?))\b",
    ),
)
_SUBSTITUTE: Final = tuple(
    re.compile(form)
    for form in (
        r"\b(?:replace|swap|exchange|switch|substitute)\s+(?:out\s+)?(?P<target>[^"
        r"|,.?!]{1,60}?)\s+(?:with|for|by|to)\s+(?=[^\W_])",
        r"\bwhat\s+(?:can|could|should|would|do)\s+(?:i|you|we)\s+(?:use|take|get|buy"
        r"|have|eat|drink|put|recommend|cook\s+with|bake\s+with)\s+(?:instead"
        r"|in\s+place|in\s+lieu)(?:\s+of\s+(?P<target>[^|,.?!]{1,60}))?",
        r"\b(?:a\s+|an\s+|any\s+|some\s+|the\s+)?(?:good\s+|better\s+)?(?:substitutes?"
        r"|replacements?|alternatives?|stand-?ins?|swaps?|equivalents?)\s+(?:for|to"
        r"|of)\s+(?P<target>[^|,.?!]{1,60})",
        r"\b(?:something|anything)\s+(?:to\s+use\s+)?(?:instead|in\s+place"
        r"|in\s+lieu)\s+of\s+(?P<target>[^|,.?!]{1,60})",
        rf"\b(?:instead|in\s+place|in\s+lieu)\s+of\s+(?!{COUNT}\W*$)(?P<target>[^|,.?!]{{1,60}})",
        r"\b(?P<target>(?:the|my|your|that|this)\s+[^|,.?!]{1,50}?|it|that"
        r"|this)\s+(?:is|are|'s)\s+(?:out\s+of\s+stock|sold\s+out|unavailable"
        r"|not\s+available|gone)\b",
        r"\b(?:something|anything|products?|ones?|what\s+is|what's"
        r"|items?)\s+(?:very\s+|more\s+)?similar\s+to\s+(?P<target>[^|,.?!]{1,60})",
        r"\b(?:replace|substitute|swap\s+out)\s+(?P<target>[^|,.?!]{1,60})",
        r"\b(?:substitutes?|replacements?|alternatives?)\b",
        r"\b(?:can't|cannot|couldn't)\s+find\s+(?P<target>[^|,.?!]{1,60})",
        r"^\W*similar\s+to\s+(?P<target>[^|,.?!]{1,60})",
        r"\b(?:something|anything)\s+similar\b|\bsimilar\s+(?:ones?|products?|items?|things?)\b",
    )
)
_END_OF_TARGET: Final = re.compile(
    r"\s+(?:that|which|but|under|below|without|for|in|from|please|instead|because|when"
    r"|since|with|is|are|as)\b.*$"
)
_CHANGE: Final = (
    rf"{_POLITE}(?P<v1>make)\s+(?=(?:[^"
    rf"|.?!]{{1,40}}\s+)?(?:to\s+)?(?:{COUNT})\b)(?!.*\b(?:cheaper|under)\b)",
    rf"\b(?P<v2>(?:change|set|update|increase|decrease|reduce|raise|lower|bump|adjust"
    rf"|cut|turn|up(?!\s+to\b)|bring)(?:\s+(?:the\s+)?(?:quantity|amount|number)(?:\s+(?:of"
    rf"|for))?)?)\b(?=[^|.?!]{{0,60}}?\b(?:to|by)\s+(?:just\s+|only\s+)?{COUNT})",
    rf"\b(?P<v3>(?:the\s+)?(?:quantity|qty|amount)(?:\s+(?:of|for|to))?)\b(?=.*\d|.*{COUNT})",
    rf"{_POLITE}(?P<v4>(?:add|put\s+in|give\s+me|get\s+me|i\s+need|i\s+want|i'd\s+like"
    rf"|throw\s+in|take|have|with)?)\s*(?:in\s+)?(?={COUNT}\s+(?:more|extra|additional"
    rf"|less|fewer)\b(?!\s+(?:option|result|choice))|(?:an?|one)\s+(?:more|extra"
    rf"|additional|less|fewer)\b(?!\s+(?:option|result|choice)))",
    rf"{_POLITE}(?P<v5>(?:add|get|give\s+me|i\s+need|i\s+want)?)\s*(?=another\s+{COUNT}(?!\s+one))",
    rf"{_POLITE}(?P<v7>add|put\s+in|get|give\s+me"
    rf"|get\s+me)\s+(?=another(?:\s+one)?\b(?!\s+(?:brand|kind|type|option|product)))",
    rf"(?={COUNT}\s+(?:of\s+(?:the\s+)?[^|.?!]{{1,30}}\s+)?(?:instead|rather)\b)",
    rf"{_POLITE}(?P<v6>(?:i\s+)?(?:only|just)(?:\s+(?:want|need|take|keep"
    rf"|get))?)\s+(?={COUNT}\b(?!\s*(?:x|g|kg|ml|l|oz|lb)\b))",
)
_REMOVE: Final = (
    rf"\b(?P<v1>(?:empty|clear|wipe|reset))\s+(?:out\s+)?(?P<vcart>{_MY}\s+(?:whole\s+"
    rf"|entire\s+)?{_CART})\b",
    r"\b(?P<v2>(?:remove|delete|discard|ditch|erase|undo|scratch|scrap|drop|cancel"
    r"|kick\s+out|get\s+rid\s+of|take\s+(?:out|off|away)|throw\s+(?:out|away)"
    r"|put\s+back|leave\s+out|lose))\b(?!\s+(?:the\s+)?(?:price|filter|limit|cap|budget))",
    r"\b(?P<v3>take)\s+(?:[^|.?!]{1,50}?)\s+(?P<v4>(?:out|off|away)(?:\s+of)?|back(?=\W|$))",
    r"\b(?P<v5>put)\s+(?:[^|.?!]{1,50}?)\s+(?P<v6>back)\b",
    r"\b(?P<v7>(?:i\s+|we\s+)?(?:don't|do\s+not|no\s+longer|didn't)\s+(?:want"
    r"|need))\s+(?=(?:the|that|this|those|these|it|them|my"
    r"|any\s+of)\b)(?!.*\bany\s+with\b)",
    r"\b(?P<v8>(?:forget|skip))\s+(?:about\s+)?(?=(?:the|that|those|these|it|my)\b)",
    rf"{_POLITE}(?P<v9>no\s+more)\s+(?=[^\W\d_])(?!than\b)",
)
_ADD: Final = (
    r"\b(?P<v9>(?:put|mark|sign)\s+(?:me|us)\s+(?:down|up|in)(?:\s+for)?)\b",
    r"\b(?P<v1>add(?:\s+in)?)\b",
    rf"\b(?P<v2>put|throw|toss|stick|pop|drop|chuck|place)\s+(?:[^"
    rf"|?!]{{1,60}}?)\s*(?P<v3>\b(?:in|into|on|onto)\s+{_MY}\s+{_CART}"
    rf"|\bin\b(?=\W*(?:please)?\W*$))",
    rf"\b(?P<v4>put|throw\s+in|toss\s+in|chuck\s+in|include)\s+(?=(?:me\s+)?(?:{COUNT}"
    rf"|the|that|this|those|these|some|an?|it|them|both|all)\b)",
    r"\b(?P<v5>(?:i'll|i\s+will|we'll|let\s+me)\s+(?:take|have|get|buy|go\s+(?:with"
    r"|for)|try)|(?:i|we)(?:'d\s+like|'ll\s+take|\s+would\s+like|\s+choose|\s+pick)"
    r"|go\s+(?:with|for)|choose|pick|select)\s+(?=(?:the|that|this|those|these|it|them"
    r"|both|all|number|option|#|everything|\|)|an?\s|some\s|two|three|four|five|six"
    r"|\d)",
    r"\b(?P<v6>give\s+me|get\s+me|buy(?:\s+me)?|order(?:\s+me)?|get|grab(?:\s+me)?"
    r"|take|want|need|send\s+me|bring\s+me|i'd\s+like)\s+(?=(?:the\s+(?:first"
    r"|second|third|fourth|fifth|last|top|other|cheapest|\w+\s+one\b)"
    r"|that\b(?!\s+(?:is|are))|this\b|those|these|it\b|them\b|both\b|all\s+(?:of"
    r"|three)|number\s|option\s|#\d|\|))",
    rf"\b(?P<v7>give\s+me|get\s+me|buy(?:\s+me)?|order(?:\s+me)?|get|grab(?:\s+me)?"
    rf"|i'd\s+like|take)\s+(?=(?:{COUNT}|half\s+a\s+dozen)\s+(?!(?:of\s+)?(?:more"
    rf"|ideas?|options?|suggestions?)))",
    rf"[\w|]\s+(?P<v8>(?:in|into|to)\s+{_MY}\s+{_CART})\b",
)
_BARE_ADD: Final = (
    re.compile(
        rf"{_POLITE}(?:\d{{1,3}}\s?x\s|x\s?\d{{1,3}}\s|{COUNT}\s+(?:of\s+(?:the|those"
        rf"|these|them|that|each)|x)\b)"
    ),
    re.compile(
        rf"{_POLITE}(?:{COUNT})[\s|]+(?:{SIZE.pattern}\s+)?(?:[^\W\d_]+[\s|]+){{0,3}}[^\W\d_]+s\W*(?:please\W*"
        rf"|thanks\W*)?$"
    ),
    re.compile(r"\bx\s?\d{1,3}\W*$"),
    re.compile(
        rf"{_POLITE}(?:{COUNT})\s+(?:cartons?|bottles?|cans?|tins?|jars?|bags?|boxes"
        rf"|packs|packets?|packages?|loaves|tubs?|pots?|bunches|bars)\s+of\b"
    ),
    re.compile(rf"{_POLITE}(?:{COUNT}){_END}"),
)
_NO_BARE: Final = re.compile(
    r"^\W*(?:(?:an?|one|half\s+a)\s+)?dozen\s+(?:[a-z-]+\s+){0,2}eggs\b"
    r"|^\W*\d+[\s-]*(?:pack|g|kg|ml|l|oz|lb|gal|gallons?|lit(?:er|re)s?|%|pm|am)\b"
)

_SETS: Final = re.compile(rf"{_POLITE}{_CHANGE[1]}")
_APART: Final = re.compile(r"\bdifferences?\s+between\b|\bcompare\b")
_MONEY: Final = re.compile(r"[$€£]|\b(?:dollars?|euros?|bucks?|price|cents?)\b")

_Compiled = tuple[re.Pattern[str], ...]
_BY_FORM: Final = tuple((intent, re.compile(form)) for intent, form in _FORMS)
_CHANGES: Final[_Compiled] = tuple(map(re.compile, _CHANGE))
_REMOVES: Final[_Compiled] = tuple(map(re.compile, _REMOVE))
_ADDS: Final[_Compiled] = tuple(map(re.compile, _ADD))


def sets_count(text: str) -> bool:
    """Whether a number in a text is a count that is set, not a price: `bump the chips up to 3`."""
    return bool(_SETS.match(text)) and not _MONEY.search(text)


def compares(text: str) -> bool:
    """Whether a text asks what sets things apart, so that its numbers are places, not prices."""
    return bool(_APART.search(text))


def read_act(draft: Draft) -> None:
    """Find what is to happen, and take the words out that say so.

    Finding and refining are left open here: they depend on what else the sentence says.
    """
    if not draft.taken_back and not draft.limits and _SMALL.match(draft.sheet.text):
        draft.intent = Intent.SMALL_TALK
        draft.sheet.strike(0, len(draft.sheet.text))
        return
    for intent, form in _BY_FORM:
        if _take_act(draft, intent, (form,)):
            return
    if _read_substitute(draft):
        return
    for intent, forms in (
        (Intent.CHANGE_QUANTITY, _CHANGES),
        (Intent.REMOVE, _REMOVES),
        (Intent.ADD, _ADDS),
    ):
        if _take_act(draft, intent, forms):
            return
    text = draft.sheet.text
    if not _NO_BARE.match(text) and any(form.search(text) for form in _BARE_ADD):
        draft.intent = Intent.ADD


def _take_act(draft: Draft, intent: Intent, forms: _Compiled) -> bool:
    for form in forms:
        found = form.search(draft.sheet.text)
        if found is None:
            continue
        draft.intent = intent
        if found.groupdict().get("vcart"):
            draft.point(found.start(), Reference(found["vcart"], every=True))
        draft.sheet.strike_found(found)
        return True
    return False


def _read_substitute(draft: Draft) -> bool:
    for form in _SUBSTITUTE:
        found = form.search(draft.sheet.text)
        if found is None:
            continue
        draft.intent = Intent.SUBSTITUTE
        target = found.groupdict().get("target")
        start, end = found.span()
        if target:
            begin = found.start("target")
            kept = _END_OF_TARGET.sub("", target)
            draft.sheet.strike(start, begin)
            draft.sheet.strike(begin + len(target), end)
            draft.target = (begin, begin + len(kept))
        else:
            draft.sheet.strike(start, end)
        return True
    return False
