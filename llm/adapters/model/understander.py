"""Sentences read by a model, let through value by value, in the catalogue's words or not at all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any, Final, get_args

from pydantic import Field

from domain.allergens import NAMED_BY
from domain.constraints import Constraints
from domain.measure import measure_of
from domain.taken_back import given_up
from domain.understanding import Intent, Reference, Relative, Understanding
from llm.adapters.model.answer import Reply, Unusable, ask_model, read_as
from llm.adapters.model.plain_text import numbers
from llm.adapters.rules.understanding import understand
from llm.adapters.rules.understanding.amounts import COUNTS
from llm.adapters.rules.words import refused_words, search_text, words
from llm.port import Completer, Utterance
from llm.prompts.understanding import understanding_question

_Texts = Annotated[tuple[str, ...], Field(max_length=20)]
_Number = Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False)]
_RELATIVE: Final = get_args(Relative)
_MOST: Final = 5
"""Values of one list that are let through."""


class _Pointed(Reply):
    position: int | None = None
    name: str = ""


class _Read(Reply):
    intent: str
    query: str = ""
    price_min: _Number | None = None
    price_max: _Number | None = None
    brands: _Texts = ()
    not_brands: _Texts = ()
    categories: _Texts = ()
    diets: _Texts = ()
    attributes: _Texts = ()
    free_from: _Texts = ()
    sizes: _Texts = ()
    quantity: _Number | None = None
    references: Annotated[tuple[_Pointed, ...], Field(max_length=20)] = ()
    relative: _Texts = ()
    occasion: str = ""
    unsupported: _Texts = ()


@dataclass(frozen=True, slots=True)
class ModelUnderstander:
    """Implements `Understander` with a model; without one that answers, it is `Unavailable`.

    Attributes:
        completer: The model.
        seconds: Deadline for all that it is asked about one sentence.
    """

    completer: Completer
    seconds: float

    @property
    def name(self) -> str:
        """Name of the model."""
        return self.completer.name

    async def understand(self, utterance: Utterance) -> Understanding:
        """Return what the model reads, as far as it can be held against the sentence.

        Labels are the catalogue's, numbers the sentence's; all else is dropped. What the rules
        find ruled out or limited holds in any case: a model may add, and never takes away.

        Raises:
            Unavailable: No answer in time.
            Unreadable: Two answers in a row that cannot be used.
        """
        by_rules = understand(utterance)

        def read(answer: str) -> Understanding:
            return _let_through(read_as(_Read, answer), utterance, by_rules)

        asked = understanding_question(utterance)
        return await ask_model(self.completer, asked, understanding_schema(), read, self.seconds)


def understanding_schema() -> Mapping[str, Any]:
    """Return the JSON schema of an answer."""
    text, number = {"type": "string"}, {"type": ["number", "null"]}
    texts = {"type": "array", "items": text, "maxItems": _MOST}
    pointed = _object({"position": {"type": ["integer", "null"]}, "name": text})
    lists = ("brands", "not_brands", "categories", "diets", "attributes", "free_from", "sizes")
    return _object(
        {
            "intent": {"type": "string", "enum": [intent.value for intent in Intent]},
            "query": text,
            "price_min": number,
            "price_max": number,
            **dict.fromkeys(lists, texts),
            "quantity": number,
            "references": {"type": "array", "items": pointed, "maxItems": _MOST},
            "relative": {**texts, "items": {"type": "string", "enum": list(_RELATIVE)}},
            "occasion": text,
            "unsupported": texts,
        }
    )


def _object(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }


def _let_through(read: _Read, utterance: Utterance, by_rules: Understanding) -> Understanding:
    try:
        intent = Intent(read.intent)
    except ValueError:
        raise Unusable("unknown_intent", "`intent` is none of those that were named") from None
    said = set(words(utterance.text))
    told = numbers(utterance.text) | {float(COUNTS[word]) for word in said & COUNTS.keys()}
    query = search_text(read.query, refused_words(read.query))
    looks = intent not in (Intent.SMALL_TALK, Intent.SHOW_CART, Intent.CHECKOUT)
    return Understanding(
        intent=intent,
        query=query if looks else "",
        constraints=given_up(
            _constraints(read, utterance, told, by_rules.constraints), by_rules.taken_back
        ),
        quantity=read.quantity if read.quantity in told else by_rules.quantity,
        references=_references(read.references, utterance) or by_rules.references,
        relative=tuple(wish for wish in _RELATIVE if wish in read.relative),
        occasion=by_rules.occasion,
        unsupported=_unsupported(read.unsupported, utterance, by_rules),
        taken_back=by_rules.taken_back,
    )


def _constraints(
    read: _Read, utterance: Utterance, told: frozenset[float], by_rules: Constraints
) -> Constraints:
    """Join what the model names in the catalogue's words with what the rules are sure of."""
    names = utterance.words
    sizes = (s for s in read.sizes if measure_of(s) is not None and numbers(s) <= told)
    prices = _prices(read, told) if by_rules.without_price() == by_rules else {}
    not_brands = _labels((*by_rules.not_brands, *read.not_brands), names.brands)
    brands = tuple(b for b in _labels(read.brands, names.brands) if b not in not_brands)
    attributes = (label for label in by_rules.attributes if label not in names.attributes)
    free_from = (*by_rules.free_from, *_labels(read.free_from, (*names.allergens, *NAMED_BY)))
    return replace(
        by_rules,
        **prices,
        brands=brands or by_rules.brands,
        not_brands=not_brands,
        categories=_labels(read.categories, names.categories) or by_rules.categories,
        diets=_once((*by_rules.diets, *_labels(read.diets, names.diets))),
        attributes=_once(
            (*attributes, *_labels((*by_rules.attributes, *read.attributes), names.attributes))
        ),
        free_from=_once(free_from),
        sizes=by_rules.sizes or tuple(" ".join(size.split())[:20] for size in sizes)[:_MOST],
    )


def _prices(read: _Read, told: frozenset[float]) -> dict[str, Any]:
    """Return the limits that the sentence has a number for, unless they exclude each other."""
    low = read.price_min if read.price_min in told else None
    high = read.price_max if read.price_max in told else None
    if low is not None and high is not None and low > high:
        return {}
    return {"price_min": low, "price_max": high}


def _labels(told: Iterable[str], names: Iterable[str]) -> tuple[str, ...]:
    """Return the catalogue's own writing of labels it has; what it lacks is dropped."""
    own = {_key(name): name for name in names}
    return _once(own[_key(label)] for label in told if _key(label) in own)[:_MOST]


def _key(label: str) -> tuple[str, ...]:
    return words(label.replace("_", " "))


def _once(labels: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(labels))


def _references(read: Iterable[_Pointed], utterance: Utterance) -> tuple[Reference, ...]:
    """Return places there are, and names that the sentence says."""
    said = set(words(utterance.text))
    found: list[Reference] = []
    for one in read:
        name = " ".join(words(one.name))
        if one.position is not None:
            if one.position and -len(utterance.shown) <= one.position <= len(utterance.shown):
                found.append(Reference(f"number {one.position}", one.position))
        elif not name:
            found.append(Reference("it"))
        elif set(name.split()) <= said:
            found.append(Reference(name, name=name))
    return _distinct(found)


def _distinct(references: list[Reference]) -> tuple[Reference, ...]:
    return tuple(dict.fromkeys(references))[:_MOST]


def _unsupported(
    told: Iterable[str], utterance: Utterance, by_rules: Understanding
) -> tuple[str, ...]:
    """Return the sentence's own words that no filter gives, those the rules know first."""
    said = " ".join(words(utterance.text))
    mine = (" ".join(words(text)) for text in told)
    kept = [text for text in mine if text and text in said]
    known = " ".join(" ".join(words(text)) for text in by_rules.unsupported)
    return (*by_rules.unsupported, *(text for text in _once(kept) if text not in known))[:_MOST]
