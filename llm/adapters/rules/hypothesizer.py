"""Three different readings of a request without any model: the same for the same request."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.proposal import Hypothesis
from llm.adapters.rules.reading import choose, hypotheses, reading_of
from llm.adapters.rules.shelf_view import view_of
from llm.adapters.rules.shopping import shopping_readings
from llm.adapters.rules.tasks import task_readings
from llm.adapters.rules.words import content_words
from llm.port import Ask


@dataclass(frozen=True, slots=True)
class RulesHypothesizer:
    """Implements `Hypothesizer` by rules: no model, no I/O, no randomness."""

    @property
    def name(self) -> str:
        """Say that no model made the readings."""
        return "rules"

    async def hypothesize(self, ask: Ask) -> Sequence[Hypothesis]:
        """Return up to `ask.limit` different readings, most confident first, ids h1, h2, ….

        Any text has at least three, also an empty one, unless `untrue` leaves fewer; see
        `hypotheses` for the confidences.
        """
        said = frozenset(content_words(ask.text))
        if not ask.shopping:
            return hypotheses(choose(task_readings(ask), said, ask.limit))
        view = view_of(ask)
        if view.occasion is not None:
            said = said.union(content_words(view.occasion.phrase))
        true = (r for r in shopping_readings(view) if (r.query, r.constraints) not in ask.untrue)
        return hypotheses(choose(true, said, ask.limit, tuple(map(reading_of, ask.beside))))
