"""Ask a model to read a request in several ways, with what is known and what is on the shelf."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from llm.port import Ask, Shelf
from llm.prompts.fence import one_line
from llm.prompts.question import Question, lines, question

LONGEST_REQUEST: Final = 1_000
"""Characters of a request that a model gets to read."""

_MOST_KNOWN: Final = 6
_MOST_ON_SHELF: Final = 12

_TASK: Final = """\
A person asked for something in few words. Before anything is done, they are asked what they mean.
Read the request in {limit} clearly different ways, the likeliest first. Put each as one short \
question to the person, in the language of the request, in plain text.
Answer with JSON alone, in this form:
{{"hypotheses": [{{"question": "...", "confidence": 0.5, "query": "..."}}]}}
- hypotheses: exactly {limit}.
- question: at most 20 words, ends with a question mark.
- confidence: from 0 to 1, how likely the person means this; all together at most 1.
- query: {query}
"""

_SHOPPING: Final = """\
two to five plain words to search the shop for.
The shelf says what the shop has for this request. Ask for nothing it does not have: no other \
brands, diets or prices. Prefer what the person usually buys or likes, where it fits the request.
Example for the request "need milk":
{"hypotheses": [{"question": "Your usual oat milk?", "confidence": 0.5, "query": "oat milk"}, \
{"question": "Do you want whole milk?", "confidence": 0.25, "query": "whole milk"}, \
{"question": "Do you want milk powder for baking?", "confidence": 0.1, "query": "milk powder"}]}"""

_TASKS: Final = """\
always empty, "".
The readings differ in what would be done, not in wording. Build on the person's goals and earlier \
choices where they fit the request.
Example for the request "build an API":
{"hypotheses": [{"question": "Do you want to build a REST API with FastAPI?", "confidence": 0.5, \
"query": ""}, {"question": "Should the design come first, before any code?", "confidence": 0.25, \
"query": ""}, {"question": "Do you want to add endpoints to an API you have?", "confidence": 0.1, \
"query": ""}]}"""


def readings_question(ask: Ask) -> Question:
    """Return the question for a request."""
    system = _TASK.format(limit=ask.limit, query=_SHOPPING if ask.shopping else _TASKS)
    return question(system, told(ask))


def told(ask: Ask) -> Mapping[str, Sequence[str]]:
    """Return everything a model is told about a request: title -> lines."""
    shelf = {} if ask.shelf is None else _shelf(ask.shelf)
    return {
        "Request": [one_line(ask.text, LONGEST_REQUEST)],
        "Must hold for every result": list(_fixed(ask)),
        "Usual purchases": lines((f"{h.brand} {h.name}" for h in ask.habits), _MOST_KNOWN),
        "Likes and dislikes": lines(_likes(ask), 2 * _MOST_KNOWN),
        "Said about themselves": lines((f"{f.relation}: {f.value}" for f in ask.facts), 12),
        "Goals": lines((goal.content for goal in ask.goals), _MOST_KNOWN),
        "Earlier choices": lines((s.content for s in ask.statements), _MOST_KNOWN),
        "Recent history": lines((past.content for past in ask.history), _MOST_KNOWN // 2),
        "In the cart": lines((line.name for line in ask.cart), _MOST_KNOWN),
        **shelf,
    }


def _shelf(shelf: Shelf) -> dict[str, list[str]]:
    prices = [] if shelf.prices is None else [f"{p:.2f}" for p in shelf.prices]
    return {
        "Shelf: categories": lines(shelf.categories or shelf.known_categories, _MOST_ON_SHELF),
        "Shelf: brands": lines(shelf.brands, _MOST_ON_SHELF),
        "Shelf: diets and attributes": lines(shelf.attributes, _MOST_ON_SHELF),
        "Shelf: lowest and highest price": prices,
    }


def _likes(ask: Ask) -> Iterator[str]:
    for facet, preferences in ask.preferences.items():
        for preference in preferences[:_MOST_KNOWN]:
            yield f"{'likes' if preference.value > 0 else 'dislikes'} {facet} {preference.label}"


def _fixed(ask: Ask) -> Iterator[str]:
    fixed = ask.constraints
    if fixed.price_min is not None:
        yield f"price at least {fixed.price_min:g}"
    if fixed.price_max is not None:
        yield f"price at most {fixed.price_max:g}"
    for said, values in (
        ("only brand", fixed.brands),
        ("not brand", fixed.not_brands),
        ("only category", fixed.categories),
        ("diet", fixed.diets),
        ("attribute", fixed.attributes),
        ("free from", fixed.free_from),
    ):
        yield from (one_line(f"{said} {value}") for value in values)
