"""What a pick teaches, from a model, as far as the person's own words bear it out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final

from pydantic import Field

from domain.persona import PERSONA_FACETS
from llm.adapters.model.answer import Reply, ask_model, read_as
from llm.adapters.model.plain_text import numbers, plain_line
from llm.adapters.rules.words import content_words
from llm.port import Completer, Extraction, Pick
from llm.prompts.lessons import LARGEST_DELTA, LONGEST_LESSON, MOST_LESSONS, lessons_question

OWN_WORDS: Final = 0.5
"""Share of a lesson's words that must be the person's own."""

_SHORTEST_LESSON: Final = 3


class _Lesson(Reply):
    content: str
    confidence: float


class _Lessons(Reply):
    goals: Annotated[list[_Lesson], Field(max_length=20)]
    preferences: Annotated[list[_Lesson], Field(max_length=20)]
    deltas: dict[str, float]


@dataclass(frozen=True, slots=True)
class ModelExtractor:
    """Implements `Extractor` with a model.

    Attributes:
        completer: The model.
        seconds: Deadline for all that it is asked about one pick.
    """

    completer: Completer
    seconds: float

    @property
    def name(self) -> str:
        """Name of the model."""
        return self.completer.name

    async def extract(self, pick: Pick) -> Extraction:
        """Return what the pick teaches, within bounds; what is outside them is dropped.

        A goal or preference is one plain line of at most `LONGEST_LESSON` characters; at least
        half of its telling words and all of its numbers are in the request or in the reading that
        was picked; its confidence is in [0, 1]; there are at most `MOST_LESSONS` of each. A change
        of a facet is of a known facet, and within `LARGEST_DELTA`.

        Raises:
            Unavailable: No answer in time.
            Unreadable: Two answers in a row that are not of the form.
        """

        def read(answer: str) -> Extraction:
            lessons, own = read_as(_Lessons, answer), f"{pick.text}\n{pick.question}"
            return Extraction(
                goals=_borne_out(lessons.goals, own),
                preferences=_borne_out(lessons.preferences, own),
                deltas=_within(lessons.deltas),
            )

        question = lessons_question(pick)
        return await ask_model(self.completer, question, LESSONS_SCHEMA, read, self.seconds)


def _borne_out(lessons: Iterable[_Lesson], own: str) -> dict[str, float]:
    said, given = frozenset(content_words(own)), numbers(own)
    kept: dict[frozenset[str], tuple[str, float]] = {}
    for lesson in lessons:
        line = plain_line(lesson.content, _SHORTEST_LESSON, LONGEST_LESSON)
        if line is None or not 0 <= lesson.confidence <= 1 or not numbers(line) <= given:
            continue
        telling = frozenset(content_words(line))
        if telling and len(telling & said) >= OWN_WORDS * len(telling):
            kept.setdefault(telling, (line, lesson.confidence))
    return dict(list(kept.values())[:MOST_LESSONS])


def _within(deltas: Mapping[str, float]) -> dict[str, float]:
    return {
        facet: deltas[facet]
        for facet in PERSONA_FACETS
        if 0 < abs(deltas.get(facet, 0.0)) <= LARGEST_DELTA
    }


def _object(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }


_NUMBER: Final = {"type": "number"}
_LIST: Final = {
    "type": "array",
    "maxItems": MOST_LESSONS,
    "items": _object({"content": {"type": "string"}, "confidence": _NUMBER}),
}

LESSONS_SCHEMA: Final[Mapping[str, Any]] = _object(
    {
        "goals": _LIST,
        "preferences": _LIST,
        "deltas": _object(dict.fromkeys(PERSONA_FACETS, _NUMBER)),
    }
)
"""JSON schema of an answer."""
