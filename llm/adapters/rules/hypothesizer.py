"""Three different readings of a request without any model: the same for the same request."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.proposal import Hypothesis
from llm.adapters.rules.reading import choose, hypotheses
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

        Any text has at least three, also an empty one; see `hypotheses` for the confidences.
        """
        said = frozenset(content_words(ask.text))
        if not ask.shopping:
            return hypotheses(choose(task_readings(ask), said, ask.limit))
        view = view_of(ask)
        if view.occasion is not None:
            said = said.union(content_words(view.occasion.phrase))
        return hypotheses(choose(shopping_readings(view), said, ask.limit))
