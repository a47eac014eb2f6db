"""A reader of requests that says what it is told to say, fails, or never answers."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from domain.proposal import Hypothesis
from llm.port import Ask

READINGS = (
    Hypothesis("h1", "Do you want to bake bread with spelt?", 0.6, query="spelt flour"),
    Hypothesis("h2", "Do you want to bake a cake?", 0.3, query="cake mix"),
)


@dataclass(slots=True)
class ScriptedHypothesizer:
    """Implements `Hypothesizer`.

    Attributes:
        readings: What it answers.
        name: What it calls itself.
        error: What it raises instead.
        hangs: Whether it never answers.
        asked: What it was asked.
    """

    readings: Sequence[Hypothesis] = READINGS
    name: str = "scripted"
    error: Exception | None = None
    hangs: bool = False
    asked: list[Ask] = field(default_factory=list)

    async def hypothesize(self, ask: Ask) -> Sequence[Hypothesis]:
        self.asked.append(ask)
        if self.hangs:
            await asyncio.Event().wait()
        if self.error is not None:
            raise self.error
        return self.readings
