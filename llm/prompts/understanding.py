"""Ask a model what a shopper's sentence asks for, in the catalogue's own words."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from domain.constraints import Constraints
from domain.understanding import Intent
from llm.port import Utterance
from llm.prompts.fence import one_line
from llm.prompts.question import Question, lines, question

LONGEST_SENTENCE: Final = 600
"""Characters of a sentence that a model gets to read."""

_MOST_SHOWN: Final = 10
_MOST_NAMES: Final = 40

_INTENTS: Final = ", ".join(intent.value for intent in Intent)

_SYSTEM: Final = f"""\
A person shops by talking to an assistant. Read their newest sentence and say what it asks for. Do \
nothing else, and answer with JSON alone, in this form:
{{"intent": "find", "query": "", "price_min": null, "price_max": null, "brands": [], \
"not_brands": [], "categories": [], "diets": [], "attributes": [], "free_from": [], "sizes": [], \
"quantity": null, "references": [], "relative": [], "occasion": "", "unsupported": []}}
- intent: one of {_INTENTS}. refine goes on from what is looked for so far; why asks for reasons; \
substitute asks for something in place of a product; reorder buys what they usually buy.
- query: the product words to search for, without words that stand elsewhere; "" if there are none.
- price_min, price_max: numbers of the sentence, or null.
- brands, categories, diets, attributes: only names that the shop has, written as the shop does.
- not_brands: brands they do not want. free_from: allergens they do not want.
- sizes: pack sizes as they write them, such as "500 g".
- quantity: how many they want, or null.
- references: what they point at: {{"position": 2, "name": ""}} for the second one shown, \
{{"position": null, "name": "oat milk"}} for a name, {{"position": null, "name": ""}} for "it".
- relative: any of cheaper, dearer, smaller, larger, more, healthier, other.
- occasion: such as "breakfast", or "".
- unsupported: their words that ask for what a shop's filters cannot give, such as "local".
Example for the sentence "organic oat milk under 4 without nuts":
{{"intent": "find", "query": "oat milk", "price_min": null, "price_max": 4, "brands": [], \
"not_brands": [], "categories": [], "diets": [], "attributes": ["organic"], "free_from": ["nuts"], \
"sizes": [], "quantity": null, "references": [], "relative": [], "occasion": "", \
"unsupported": []}}"""


def understanding_question(utterance: Utterance) -> Question:
    """Return the question for a sentence."""
    words, asked = utterance.words, utterance.asked
    shown = (f"{place}. {name}" for place, name in enumerate(utterance.shown, 1))
    sections: Mapping[str, Sequence[str]] = {
        "Sentence": [one_line(utterance.text, LONGEST_SENTENCE)],
        "Looked for so far": lines((asked.query, *_held(asked.constraints)), 12),
        "Shown last": lines(shown, _MOST_SHOWN),
        "In the cart": lines(utterance.cart, _MOST_SHOWN),
        "Shop: categories": lines(words.categories, _MOST_NAMES),
        "Shop: brands": lines(_nearest(words.brands, utterance.text), _MOST_NAMES),
        "Shop: diets": lines(words.diets, _MOST_NAMES),
        "Shop: attributes": lines(words.attributes, _MOST_NAMES),
        "Shop: allergens": lines(words.allergens, _MOST_NAMES),
    }
    return question(_SYSTEM, sections)


def _nearest(names: Iterable[str], text: str) -> list[str]:
    """Return names that share a word with a text before the others."""
    said = set(text[:LONGEST_SENTENCE].casefold().split())
    return sorted(names, key=lambda name: not said & set(name.casefold().split()))


def _held(held: Constraints) -> Iterator[str]:
    for name in ("price_min", "price_max"):
        if (value := getattr(held, name)) is not None:
            yield f"{name} {value:g}"
    for name in ("brands", "not_brands", "categories", "diets", "attributes", "free_from", "sizes"):
        yield from (f"{name} {value}" for value in getattr(held, name))
