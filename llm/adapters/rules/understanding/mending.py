"""Mend the words that intents are made of: short forms, and one wrong letter."""

import re
from typing import Final

from rapidfuzz.distance import OSA

from llm.adapters.rules.said_words import FOODS
from llm.adapters.rules.understanding.draft import Draft
from llm.adapters.rules.words import HEDGES, STOP_WORDS, singular, word_set

VERBS: Final = (
    "add",
    "remove",
    "delete",
    "checkout",
    "order",
    "reorder",
    "replace",
    "substitute",
    "instead",
    "alternative",
    "change",
    "quantity",
    "basket",
    "cart",
    "trolley",
    "usual",
    "cheaper",
    "bigger",
    "smaller",
    "larger",
    "why",
    "without",
    "under",
    "below",
    "between",
    "show",
    "another",
    "something",
    "second",
    "third",
    "first",
    "organic",
    "thanks",
    "hello",
    "empty",
    "explain",
)
"""Words of intents that are known with one letter wrong."""

_OTHER_WORDS: Final = (
    FOODS
    | STOP_WORDS
    | HEDGES
    | word_set(
        """card cards carts cast care car shot shoe shop snow slow showy odd aid ace boarder border
        wonder udder thunder hunter seconds chance changer hell hells cello jello mellow fist
        thirst firs small big anther other mother others bellow blow elbow casual unusual plain
        play thank basked gasket casket cheap cheapest cheese read head quality carte chart crate
        art part tart chord hunger hers adds ask mad dad bad ads had heart birthday replaced
        ordered ordering ordinary recorder recover removed adding added deleted substitutes
        substituted alternatives changed changes explains explained emptied shows showed thirds
        baskets instant"""
    )
)
_FIRST_WORDS: Final = 9
_WORD: Final = re.compile(r"[^\W\d_]{2,14}")
_SHORT: Final = {"ad": "add", "adn": "add", "aad": "add", "pls": "please", "plz": "please",
                 "y": "why",
    "wy": "why", "whats": "what's", "wat": "what", "wats": "what's", "u": "you",
                 "r": "are", "thx": "thanks", "ty": "thanks", "dont": "don't", "doesnt": "doesn't",
                 "gimme": "give me", "wanna": "want to", "gonna": "going to", "im": "i'm",
                 "ill": "i'll", "id": "i'd", "lemme": "let me", "thats": "that's",
                 "wheres": "where's", "theres": "there's", "hows": "how's", "ive": "i've",
                 "youre": "you're", "lets": "let's", "cant": "can't", "wont": "won't",
                 "isnt": "isn't", "arent": "aren't", "didnt": "didn't", "havent": "haven't",
                 "ya": "you", "gotta": "have to", "tho": "though", "tmrw": "tomorrow"}  # fmt: skip


def mend_verbs(draft: Draft) -> None:
    """Write out short forms, and mend one wrong letter in the words that intents are made of."""
    words = list(_WORD.finditer(draft.sheet.text))[:_FIRST_WORDS]
    text = draft.sheet.text
    for found in reversed(words):
        word = found.group()
        meant = _SHORT.get(word) or _meant(word, draft)
        if meant:
            text = text[: found.start()] + meant + text[found.end() :]
    draft.sheet.text = text


def _meant(word: str, draft: Draft) -> str:
    if len(word) < 4 or word in VERBS or word in _OTHER_WORDS or singular(word) in _OTHER_WORDS:
        return ""
    if singular(word) in draft.lexicon.vocabulary:
        return ""
    near = (verb for verb in VERBS if abs(len(verb) - len(word)) < 2 and len(verb) > 3)
    return next((verb for verb in near if OSA.distance(word, verb, score_cutoff=1) <= 1), "")
