"""A reader of sentences that says what it is told to say, fails, or never answers."""

import asyncio
from dataclasses import dataclass, field

from domain.understanding import Understanding
from llm.port import Utterance


@dataclass(slots=True)
class ScriptedUnderstander:
    """Implements `Understander`.

    Attributes:
        answer: What it understands.
        name: What it calls itself.
        error: What it raises instead.
        hangs: Whether it never answers.
        asked: What it was asked.
    """

    answer: Understanding = field(default_factory=Understanding)
    name: str = "scripted"
    error: Exception | None = None
    hangs: bool = False
    asked: list[Utterance] = field(default_factory=list)

    async def understand(self, utterance: Utterance) -> Understanding:
        self.asked.append(utterance)
        if self.hangs:
            await asyncio.Event().wait()
        if self.error is not None:
            raise self.error
        return self.answer
