"""Readings of a request from a model, let through one by one and only as questions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, Final

from pydantic import Field

from domain.proposal import Hypothesis
from llm.adapters.model.answer import Reply, Unusable, ask_model, read_as
from llm.adapters.model.plain_text import plain_line
from llm.adapters.model.promises import kept_promises
from llm.adapters.rules.words import content_words, overlap, refused_words, search_text
from llm.port import Ask, Completer
from llm.prompts.readings import readings_question

BASIS: Final = "model"

FEWEST: Final = 2
"""Readings that must be left; with one there is nothing to choose between."""

MOST_ALIKE: Final = 0.5
"""Word overlap from which two questions are one, outside the words of the request."""

MOST_SURE: Final = 0.95
"""What confidences add up to at most: something is always left for none of these."""

_LEAST_SURE: Final = 0.01
_QUESTION: Final = (3, 200)
_MARKS: Final = ("?", "？", "؟", ";")  # noqa: RUF001


class _Reading(Reply):
    question: str
    confidence: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
    query: str = ""


class _Readings(Reply):
    hypotheses: Annotated[list[_Reading], Field(max_length=20)]


@dataclass(frozen=True, slots=True)
class ModelHypothesizer:
    """Implements `Hypothesizer` with a model; without one that answers, it is `Unavailable`.

    Attributes:
        completer: The model.
        seconds: Deadline for all that it is asked about one request.
    """

    completer: Completer
    seconds: float

    @property
    def name(self) -> str:
        """Name of the model."""
        return self.completer.name

    async def hypothesize(self, ask: Ask) -> Sequence[Hypothesis]:
        """Return two to `ask.limit` different readings, most confident first, ids h1, h2, ….

        The model's text becomes a question and words to search for, nothing else: the constraints
        are those of the request, and labels of the shelf that a question names.

        Raises:
            Unavailable: No answer in time, or two in a row that cannot be used.
        """

        def read(answer: str) -> list[Hypothesis]:
            return _let_through(read_as(_Readings, answer).hypotheses, ask)

        schema = readings_schema(ask.limit)
        return await ask_model(self.completer, readings_question(ask), schema, read, self.seconds)


def readings_schema(limit: int) -> Mapping[str, Any]:
    """Return the JSON schema of an answer with this many readings."""
    reading = {
        "question": {"type": "string"},
        "confidence": {"type": "number"},
        "query": {"type": "string"},
    }
    item = {
        "type": "object",
        "properties": reading,
        "required": list(reading),
        "additionalProperties": False,
    }
    listed = {"type": "array", "minItems": limit, "maxItems": limit, "items": item}
    return {
        "type": "object",
        "properties": {"hypotheses": listed},
        "required": ["hypotheses"],
        "additionalProperties": False,
    }


def _let_through(readings: Iterable[_Reading], ask: Ask) -> list[Hypothesis]:
    ranked = sorted(readings, key=lambda reading: -reading.confidence)
    sound = [made for reading in ranked if (made := _hypothesis(reading, ask)) is not None]
    chosen = _different(sound, frozenset(content_words(ask.text)))[: ask.limit]
    if len(chosen) < FEWEST:
        raise Unusable(
            "too_few_readings",
            f"fewer than {FEWEST} of its questions are plain, different from each other, and "
            "promise only what is on the shelf",
        )
    total = sum(made.confidence for made in chosen)
    scale = min(1.0, MOST_SURE / total)
    return [
        replace(
            made, id=f"h{place}", confidence=max(_LEAST_SURE, round(made.confidence * scale, 4))
        )
        for place, made in enumerate(chosen, start=1)
    ]


def _hypothesis(reading: _Reading, ask: Ask) -> Hypothesis | None:
    """Make a hypothesis of a reading, or nothing when it is not fit to be asked."""
    question = plain_line(reading.question, *_QUESTION)
    if question is None:
        return None
    if not question.endswith(_MARKS):
        question = question.rstrip(" .!:,") + "?"
    constraints = kept_promises(question, ask) if ask.shopping else ask.constraints
    if constraints is None:
        return None
    query = _query(reading.query, question, ask) if ask.shopping else ""
    sure = max(_LEAST_SURE, reading.confidence)
    return Hypothesis("", question, sure, query, constraints, BASIS)


def _query(query: str, question: str, ask: Ask) -> str:
    """Words to search for: the model's, else the question's, else the request's."""
    tries = (search_text(text, refused_words(text)) for text in (query, question, ask.text))
    return next(filter(None, tries), "")


def _different(sound: Iterable[Hypothesis], said: frozenset[str]) -> list[Hypothesis]:
    chosen: list[Hypothesis] = []
    for made in sound:
        if not any(_same(made, other, said) for other in chosen):
            chosen.append(made)
    return chosen


def _same(one: Hypothesis, other: Hypothesis, said: frozenset[str]) -> bool:
    """Whether two readings lead to the same search, or ask the same."""
    if one.query and (one.query, one.constraints) == (other.query, other.constraints):
        return True
    mine, yours = (frozenset(content_words(made.question)) - said for made in (one, other))
    return mine == yours or overlap(mine, yours) >= MOST_ALIKE
