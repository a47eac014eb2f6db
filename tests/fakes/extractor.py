"""A reader of picks that answers what it is told to, or fails."""

import asyncio

from llm.port import Extraction, Pick


class ScriptedExtractor:
    """Implements `Extractor`.

    Attributes:
        answer: What it reads out of every pick.
        error: Raised instead, when set.
        hangs: Set to True to make it never answer.
        asked: The picks it was asked about.
    """

    def __init__(self, answer: Extraction | None = None, *, error: Exception | None = None) -> None:
        self.answer = answer or Extraction()
        self.error = error
        self.hangs = False
        self.asked: list[Pick] = []

    @property
    def name(self) -> str:
        return "scripted"

    async def extract(self, pick: Pick) -> Extraction:
        self.asked.append(pick)
        if self.hangs:
            await asyncio.Event().wait()
        if self.error is not None:
            raise self.error
        return self.answer
