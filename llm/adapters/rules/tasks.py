"""Readings of any other request: topics, open details, and what the subject is after."""

from collections.abc import Iterator
from typing import Final

from domain.profile import Memory
from llm.adapters.rules.reading import Reading
from llm.adapters.rules.topics import TECHNICAL, Topic
from llm.adapters.rules.topics_of_life import OF_LIFE
from llm.adapters.rules.words import content_words, overlap, quoted, word_set, words
from llm.port import Ask

TOPICS: Final = TECHNICAL + OF_LIFE

_FIRST, _STEP, _MENTIONED, _REMEMBERED = 0.42, 0.04, 0.25, 0.3
_SECOND_TOPIC: Final = 0.75
_MOST_MEMORIES: Final = 20
_SAME_SUBJECT: Final = 0.15

_DETAILS: Final = (
    ("scope", "create a complete first version of {it} right away", "make a first version now"),
    ("approach", "plan {it} step by step before anything is made", "make a plan with steps"),
    ("options", "compare three ways to do {it}, with pros and cons", "compare several options"),
    ("constraints", "fix deadline and budget for {it} first", "fix deadline and budget first"),
    ("audience", "learn the background of {it} as a beginner, with examples", "learn the basics"),
    ("sources", "see where an answer to {it} comes from, with links", "see the sources"),
    ("form", "get one short answer to {it}, two sentences at most", "get one short answer"),
)
"""(open detail, question with the request quoted, question without any).

In this order for something to be made, from the end for something to be looked up."""

_LOOKS_UP: Final = word_set(
    """find what which who when where how many much convert calculate list show identify search
    tell give provide explain is are check locate"""
)

_TOOLS: Final = word_set(
    """fastapi docker express typescript node.js node react tailwind html css wordpress flutter
    swift python pandas notebook scikit postgresql compose openapi shell spreadsheet"""
)
"""Names of tools: what a remembered choice and an approach must share to belong together."""


def task_readings(ask: Ask) -> Iterator[Reading]:
    """Yield what a request to an assistant may mean.

    Strengths by basis: topic .3-.42 in the order of the table, .25 more when the request itself
    names the approach's words and .3 more when a goal or statement does (with its evidence);
    goal, preference and history .3-.7 by word overlap with the request; open details .1-.2.
    """
    said = frozenset(content_words(ask.text))
    topics = topics_of(said)
    for place, about in enumerate(topics):
        yield from _approaches(ask, said, about, 1.0 if place == 0 else _SECOND_TOPIC)
    context = said.union(*(about.vocabulary for about in topics))
    yield from _personal(ask, said, context)
    yield from _details(ask)


def topics_of(said: frozenset[str]) -> tuple[Topic, ...]:
    """Return at most two topics that these words announce, best first."""
    scored = [(len(said & t.cues), -place, t) for place, t in enumerate(TOPICS) if said & t.cues]
    return tuple(t for _, _, t in sorted(scored, key=lambda s: s[:2], reverse=True)[:2])


def _approaches(ask: Ask, said: frozenset[str], about: Topic, weight: float) -> Iterator[Reading]:
    for place, question in enumerate(about.approaches):
        own = frozenset(content_words(question))
        strength = _FIRST - _STEP * place + _MENTIONED * overlap(own & said, own)
        memory = _bearing(ask, own & _TOOLS)
        yield Reading(
            question,
            min(0.9, weight * strength + (_REMEMBERED * memory.confidence if memory else 0.0)),
            "topic" if memory is None else memory.type,
            evidence=memory.evidence if memory else (),
        )


def _bearing(ask: Ask, tools: frozenset[str]) -> Memory | None:
    """The first statement or goal that names a tool of this approach."""
    remembered = (*ask.statements[:_MOST_MEMORIES], *ask.goals[:_MOST_MEMORIES])
    return next((m for m in remembered if tools & set(content_words(m.content))), None)


def _personal(ask: Ask, said: frozenset[str], context: frozenset[str]) -> Iterator[Reading]:
    for goal in ask.goals[:_MOST_MEMORIES]:
        if shared := _shared(goal, said):
            yield _from(goal, f"Is it part of your goal {quoted(goal.content)}?", shared)
    for statement in ask.statements[:_MOST_MEMORIES]:
        if shared := _shared(statement, context):
            chosen = quoted(statement.content.removeprefix("Prefers:"))
            yield _from(statement, f"Do you want to do it using {chosen}, as before?", shared)
    for past in ask.history[:_MOST_MEMORIES]:
        asked = past.content.removeprefix("User requested:").split("|")[0]
        if (shared := overlap(content_words(asked), said)) >= _SAME_SUBJECT:
            yield _from(past, f"Shall we continue from {quoted(asked)}?", shared)


def _shared(memory: Memory, context: frozenset[str]) -> float:
    """Share of a memory's words that are among the given ones, in [0, 1]."""
    own = frozenset(content_words(memory.content)) - {"prefer"}
    return len(own & context) / len(own) if own else 0.0


def _from(memory: Memory, question: str, shared: float) -> Reading:
    strength = (0.3 + 0.4 * min(1.0, shared)) * memory.confidence
    return Reading(question, max(0.05, strength), memory.type, evidence=memory.evidence)


def _details(ask: Ask) -> Iterator[Reading]:
    """What is open in any request, so that there are three readings of any text."""
    it = quoted(ask.text)
    looks_up = bool(_LOOKS_UP & set(words(ask.text)))
    for place, (detail, about, bare) in enumerate(reversed(_DETAILS) if looks_up else _DETAILS):
        end = about.format(it=it) if it else bare
        yield Reading(f"Do you want to {end}?", 0.2 - 0.015 * place, detail)
