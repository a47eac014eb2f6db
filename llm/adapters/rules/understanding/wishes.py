"""Wishes that no filter gives, and those that only mean something beside what was shown."""

import re
from typing import Final

from domain.understanding import Relative
from llm.adapters.rules.occasions import OCCASIONS, Occasion
from llm.adapters.rules.understanding.draft import Draft
from llm.adapters.rules.understanding.lexicon import key_of
from llm.adapters.rules.words import singular

_DAY: Final = (
    r"(?:today|tomorrow|tonight|this\s+(?:morning|afternoon|evening|week(?:end)?)"
    r"|next\s+\w+|monday|tuesday|wednesday|thursday|friday|saturday|sunday|christmas"
    r"|noon|midnight|now|asap)"
)
_WHEN: Final = (
    rf"(?:\s+(?:to\s+(?:my\s+)?(?:door|home|house|me|work|the\s+office)"
    rf"|it))?(?:\s+(?:by|before|on|within|in|for|at|until)?\s*(?:\d[\d:.]*\s*(?:am|pm"
    rf"|o'clock|h|hours?|minutes?|mins?|days?)?|an\s+hour|(?:one|two|three|thirty"
    rf"|sixty)\s+(?:hours?|minutes?|days?)|{_DAY}))+"
)
_COUNTRY: Final = (
    r"(?:italy|spain|france|germany|greece|portugal|china|japan|india|mexico|england"
    r"|britain|(?:the\s+)?uk"
    r"|ireland|scotland|(?:the\s+)?us(?:a)?|america|canada|turkey|thailand|switzerland"
    r"|austria|belgium"
    r"|(?:the\s+)?netherlands|holland|poland|sweden|norway|denmark|brazil|peru"
    r"|colombia|ethiopia|kenya"
    r"|australia|new\s+zealand|california|texas|europe|overseas|abroad|(?:my"
    r"|the)\s+(?:area|region|state|country|neighbou?rhood|village)|around\s+here"
    r"|nearby)"
)
_UNSUPPORTED: Final = tuple(
    re.compile(form)
    for form in (
        rf"\b(?:(?:that\s+can\s+be|can\s+be|to\s+be|get\s+it|and|have\s+it"
        rf"|i\s+need\s+it)\s+)?(?:deliver(?:ed|y|ies)?|shipp(?:ed|ing)|arriv(?:es?"
        rf"|ing)|(?:at|to)\s+my\s+door|get\s+here|pick(?:ed)?\s?-?up){_WHEN}",
        r"\b(?:with\s+)?(?:free|same[\s-]day|next[\s-]day|express|fast|quick|overnight"
        r"|home)\s+(?:delivery|shipping)\b",
        r"\b(?:gift|present)[\s-]?wrap(?:ped|ping)?\b|\bwrapped(?:\s+as\s+a\s+(?:gift"
        r"|present)|\s+up)?\b|\bin\s+gift\s+wrap\b",
        r"\b(?:the\s+)?(?:best|top|highest|high|highly|well|better)[\s-]+(?:rated"
        r"|reviewed|ranked|reviews|rating)\b",
        r"\b(?:with\s+)?(?:good|great|excellent|positive|\d[\d.,]*|five|four"
        r"|at\s+least\s+(?:\d|four|three))[\s+-]*(?:stars?|reviews?"
        r"|ratings?)\b(?:\s+(?:reviews?|ratings?))?(?:\s+(?:and\s+up|or\s+(?:more|better|higher)))?",
        r"\brated\s+(?:above|over|at\s+least|more\s+than)\s+[\w.]+(?:\s+stars?)?",
        r"\bbest[\s-]?sell(?:ing|ers?)\b|\b(?:the\s+)?most\s+popular\b|\btrending\b",
        r"\b(?:fresh(?:ly)?|baked|caught|picked|made|harvested|just)\s+(?:baked\s+"
        r"|caught\s+|picked\s+)?(?:today|this\s+morning|daily|yesterday)\b"
        r"|\bfresh(?:est)?\s+out\s+of\s+the\s+oven\b|\bfreshest\b",
        r"\b(?:that\s+)?(?:won't|doesn't|does\s+not|will\s+not)\s+(?:expire|go\s+bad"
        r"|spoil)\b[\w\s]{0,20}|\b(?:with\s+a\s+)?long(?:est)?\s+(?:shelf[\s-]life"
        r"|expiry(?:\s+date)?|use[\s-]by(?:\s+date)?)\b|\bexpir(?:es?|ing"
        r"|y)\s+(?:after|before|soon|date)[\w\s]{0,16}",
        rf"\b(?:made|produced|grown|imported|sourced|farmed|raised|caught"
        rf"|roasted)\s+(?:only\s+)?(?:in|from)\s+{_COUNTRY}\b|\bfrom\s+{_COUNTRY}\b",
        r"\b(?:from\s+)?(?:a\s+|the\s+)?(?:local|small|family|nearby"
        r"|regional)\s+(?:farms?|farmers?|producers?|bakery|bakeries|businesse?s?"
        r"|suppliers?)\b",
        r"\b(?:locally|regionally)[\s-]+(?:grown|sourced|produced|made|farmed|baked|raised)\b",
        r"\b(?:ethical(?:ly)?|sustainabl[ey]|responsibl[ey]|fairly"
        r"|humanely)(?:[\s-]+(?:sourced|farmed|made|produced|caught|raised|grown))?\b",
        r"\b(?:eco|environmentally|climate|planet|bee|dolphin|diabetic|diabetes"
        r"|pregnancy|dog|dishwasher|microwave|freezer)[\s-]+(?:friendly|safe)\b"
        r"|\bsafe\s+(?:for|during)\s+(?:pregnancy|pregnant\s+women|diabetics)\b"
        r"|\bgood\s+for\s+diabetics\b",
        r"\b(?:carbon[\s-]neutral|zero[\s-]waste|climate[\s-]neutral|low\s+carbon"
        r"|rainforest\s+alliance|b[\s-]corp)\b",
        r"\b(?:in\s+|with\s+)?(?:plastic[\s-]free|recycl(?:able|ed)|compostable"
        r"|biodegradable|reusable|returnable)(?:\s+(?:packaging|packs?|bottles?"
        r"|containers?|wrapping))?\b",
        r"\b(?:that\s+(?:is|are)\s+)?(?:on\s+(?:sale|offer|special|promotion)"
        r"|discounted|half[\s-]price|reduced\s+to\s+clear|with\s+(?:a\s+)?(?:coupon"
        r"|discount|promo(?:\s+code)?)|on\s+discount)\b",
        r"\b(?:under|below|less\s+than|fewer\s+than|at\s+most|max"
        r"|over)\s+\d+\s*(?:k?cal(?:ories)?|carbs|grams?\s+of\s+(?:sugar|fat|carbs"
        r"|protein)|g\s+(?:of\s+)?(?:sugar|fat|carbs|protein)|ingredients)\b",
        r"\b(?:low|fewest|few|fewer|less)[\s-]+(?:calories?|cal)\b",
        r"\b(?:award[\s-]winning|hand[\s-]?made|home[\s-]?made|artisan(?:al)?"
        r"|small[\s-]batch|non[\s-]gmo|union[\s-]made|doctor\s+recommended|michelin)\b",
        r"\brecommended\s+by\s+(?:a\s+|my\s+|the\s+)?\w+\b",
        r"\b(?:in\s+season|seasonal)\b",
        r"\b(?:local|regional)\b(?!\s+(?:farm|producer))",
    )
)
_LABELLED: Final = (
    ("organic", re.compile(r"\b(?:certified\s+)?organic(?:ally\s+grown)?\b")),
    ("fair_trade", re.compile(r"\bfair[\s-]?trade\b")),
)
"""Promises that must be marked to be true; where no product is, the word is said to be lacking."""

_RELATIVE: Final[tuple[tuple[Relative, str], ...]] = (
    (
        "cheaper",
        r"\b(?:(?:a\s+)?(?:bit|little|lot|much)\s+)?(?:cheaper|less\s+(?:expensive"
        r"|pricey|costly))\b|\b(?:(?:too|so|that|very|bit|little)\s+)(?:expensive|pricey|costly"
        r"|dear|much\s+money)\b|\bcosts?\s+less\b|\bfor\s+less\b|\bcheap\b|^\W*(?:hm+\W*)?pricey\b"
        r"|\b(?:inexpensive|affordable|budget[\s-]friendly|low(?:er)?[\s-](?:cost"
        r"|price[ds]?)|low\s+price)\b|\bnot\s+(?:too|so|that|very)\s+(?:expensive"
        r"|pricey|dear)\b|\bon\s+a\s+budget\b",
    ),
    (
        "dearer",
        r"\b(?:dearer|more\s+expensive|pricier|fancier|posher|higher[\s-]end"
        r"|more\s+premium|more\s+upscale|better\s+quality)\b|\btoo\s+cheap\b",
    ),
    (
        "smaller",
        r"\b(?:(?:a\s+)?(?:bit|little|lot"
        r"|much)\s+)?(?:smaller(?:\s+(?:pack(?:age)?|size|bag|bottle|box"
        r"|ones?))?)\b|\b(?:too|so)\s+(?:big|large|huge)\b|\b(?:less"
        r"|fewer)\s+in\s+(?:it|the\s+pack)\b",
    ),
    (
        "larger",
        r"\b(?:(?:a\s+)?(?:bit|little|lot|much)\s+)?(?:(?:bigger"
        r"|larger)(?:\s+(?:pack(?:age)?|size|bag|bottle|box|ones?))?)\b|\b(?:too"
        r"|so)\s+(?:small|little|tiny)\b",
    ),
    (
        "healthier",
        r"\b(?:healthier|more\s+healthy|less\s+unhealthy|better\s+for\s+(?:me|you"
        r"|us))\b|\btoo\s+unhealthy\b",
    ),
    (
        "more",
        r"\b(?:show|see|give|find|got|have|any"
        r"|are\s+there)\b[\w\s']{0,12}\b(?:(?:some|any"
        r"|\w+)\s+)?more\b(?:\s+(?:options?|results?|choices|products?"
        r"|like\s+(?:this|that|these|those)|of\s+(?:these|those|them)))?"
        r"|^(?:and\s+)?more(?:\s+(?:options?|results?|choices|like\s+(?:this|that"
        r"|these|those)))?(?:\s+please)?$|\bnext\s+page\b|\bkeep\s+going\b",
    ),
    (
        "other",
        r"\b(?:something|anything)\s+(?:else|different)\b|\bwhat\s+else\b"
        r"|\bother\s+(?:options?|ones?|choices|kinds?|brands?|products?"
        r"|results?)\b|\b(?:different|another)\s+(?:ones?|brand|kind|option|choice"
        r"|product|type)\b|\bnone\s+of\s+(?:these|those|them)\b|\bnot\s+(?:these"
        r"|those|that\s+one|this\s+one)\b|\b(?:i\s+)?(?:don't"
        r"|do\s+not)\s+like\s+(?:any\s+of\s+)?(?:these|those|them|that|this|it)\b"
        r"|\bany(?:thing)?\s+others?\b",
    ),
)
_BY_WISH: Final = tuple((wish, re.compile(form)) for wish, form in _RELATIVE)
_FOR: Final = re.compile(
    r"\b(?:for|as)\s+(?:(?:a|an|the|my|our|some|tonight's|today's|tomorrow's|tomorrow"
    r"|this|quick|easy|light|late|kids?'?s?|children's|big|nice|romantic|small|lazy"
    r"|sunday|saturday|friday|weekend)\s+){0,3}(?P<cue>[^\W\d_]+)(?:\s+(?:night|party"
    r"|tomorrow|tonight|today|evening|morning|with\s+friends|table|box))?\b"
)
_GUESTS: Final = re.compile(r"\bfor\s+(?:about\s+)?\d{1,3}\s+(?:people|persons?|guests|of\s+us)\b")
_EVENT: Final = re.compile(
    r"\b(?P<cue>bbq|barbecue|birthday|picnic|movie|breakfast|brunch|lunch|dinner|snack"
    r"|dessert|party|gift)\b(?:\s+(?:ideas?|night|party|stuff|food|time|inspiration"
    r"|tonight|tomorrow))*"
)
_LEADING: Final = re.compile(r"^(?:for|as|to)\s+(?:an?\s+|the\s+|something\s+)?")


def read_unsupported(draft: Draft) -> None:
    """Take out what no filter gives, so that it is said and never searched for."""
    sheet = draft.sheet
    for form in _UNSUPPORTED:
        found = form.search(sheet.text)
        if found is not None and not _is_label(draft, found.group()):
            draft.lack(found.start(), " ".join(found.group().split()))
            sheet.strike(*found.span())
    for label, form in _LABELLED:
        found = form.search(sheet.text)
        if found is not None and draft.lexicon.known and not _is_label(draft, label):
            draft.lack(found.start(), label.replace("_", " "))
            sheet.strike(*found.span())


def read_relative(draft: Draft) -> None:
    """Take out wishes that only mean something beside what was shown."""
    for wish, form in _BY_WISH:
        if draft.sheet.take(form) is not None:
            draft.wish(wish)


def read_occasion(draft: Draft) -> None:
    """Take the occasion out; a cue that is part of a product's name stays: `breakfast cereal`."""
    sheet = draft.sheet
    sheet.take(_GUESTS)
    for found in _FOR.finditer(sheet.text):
        if (occasion := _announced(found["cue"])) is not None:
            draft.occasion = _LEADING.sub("", occasion.phrase)
            sheet.strike(*found.span())
            return
    event = _EVENT.search(sheet.text)
    if event is not None and (occasion := _announced(event["cue"])) is not None:
        rest = sheet.text[: event.start()] + sheet.text[event.end() :]
        draft.occasion = _LEADING.sub("", occasion.phrase)
        if event.group() != event["cue"] or not re.search(r"[^\W\d_]{3}", rest):
            sheet.strike(*event.span())


def _announced(cue: str) -> Occasion | None:
    word = singular(cue)
    return next((occasion for occasion in OCCASIONS if word in occasion.cues), None)


def _is_label(draft: Draft, words: str) -> bool:
    """Whether the catalogue marks products with these words after all."""
    keys = list(key_of(words))
    named = (draft.lexicon.find(facet, keys) for facet in ("attributes", "diets", "brands"))
    return any(name and size == len(keys) for name, size in named)
