"""Ask a model what a pick says about a person: goals, preferences, and how to answer them."""

from typing import Final

from domain.persona import PERSONA_FACETS
from llm.port import Pick
from llm.prompts.question import Question, lines, question
from llm.prompts.readings import LONGEST_REQUEST

LARGEST_DELTA: Final = 0.05
"""How far a model may move a persona facet."""

MOST_LESSONS: Final = 3
"""Goals, and as many preferences, that one pick may teach."""

LONGEST_LESSON: Final = 120
"""Characters of a goal or preference."""

_SYSTEM: Final = f"""\
A person asked for something, was asked what they mean, and picked a reading. Write down what this \
says about the person, if anything.
Answer with JSON alone, in this form:
{{"goals": [{{"content": "...", "confidence": 0.7}}], "preferences": [{{"content": "...", \
"confidence": 0.6}}], "deltas": {{"concise": 0.0, "step_by_step": 0.0, "code_first": 0.0, \
"formal": 0.0}}}}
- goals: what they want to reach, at most {MOST_LESSONS}, each one plain sentence of at most \
{LONGEST_LESSON} characters; [] if none.
- preferences: how they like it, in the same way.
- Use the person's own words, from their request and the reading they picked, and no others. The \
readings they refused are not theirs.
- confidence: from 0 to 1, how sure it is.
- deltas: how much more (above 0) or less (below 0) they like to be answered that way; from \
-{LARGEST_DELTA} to {LARGEST_DELTA}, 0 when nothing says so."""


def lessons_question(pick: Pick) -> Question:
    """Return the question for a pick."""
    facets = [f"{facet} {pick.facets.get(facet, 0.5):.2f}" for facet in PERSONA_FACETS]
    return question(
        _SYSTEM,
        {
            "Earlier turns": lines(pick.turns[-4:], 4),
            "Request": lines([pick.text], 1, LONGEST_REQUEST),
            "Picked reading": lines([pick.question], 1, LONGEST_REQUEST),
            "Refused readings": lines(pick.rejected, 4),
            "How they like to be answered, from 0 to 1": facets,
        },
    )
