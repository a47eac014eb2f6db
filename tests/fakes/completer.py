"""A language model that says what it is told to say, fails, or keeps silent."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Asked:
    """One prompt, as the model got it."""

    system: str
    prompt: str
    schema: Mapping[str, Any]
    seconds: float


@dataclass(slots=True)
class ScriptedCompleter:
    """Implements `Completer`.

    Attributes:
        answers: What it answers, in turn, the last one for ever; an exception is raised.
        name: What it calls itself.
        hangs: Whether it does not answer until `freed` is set.
        freed: Lets those go that hang.
        well: Whether it is healthy.
        asked: What it was asked.
        closed: Whether it was closed.
    """

    answers: list[str | Exception] = field(default_factory=lambda: ["{}"])
    name: str = "scripted"
    hangs: bool = False
    freed: asyncio.Event = field(default_factory=asyncio.Event)
    well: bool = True
    asked: list[Asked] = field(default_factory=list)
    closed: bool = False

    async def complete(
        self, system: str, prompt: str, schema: Mapping[str, Any], seconds: float
    ) -> str:
        self.asked.append(Asked(system, prompt, schema, seconds))
        if self.hangs:
            await self.freed.wait()
        answer = self.answers[min(len(self.asked), len(self.answers)) - 1]
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def healthy(self) -> bool:
        return self.well

    async def close(self) -> None:
        self.closed = True
