"""The knowledge graph as erasure, export and retention see it: one subject's group."""

from typing import Any

from memory.journal import Journal
from memory.json_values import json_values
from memory.knowledge import END_OF_TIME, EVERY_TYPE, Knowledge
from memory.knowledge_sink import KnowledgeSink
from memory.pseudonym import Pseudonyms


class SubjectKnowledge:
    """Implements `Rebuildable`."""

    def __init__(
        self, knowledge: Knowledge, sink: KnowledgeSink, journal: Journal, pseudonyms: Pseudonyms
    ) -> None:
        self._knowledge = knowledge
        self._sink = sink
        self._journal = journal
        self._pseudonyms = pseudonyms

    @property
    def name(self) -> str:
        """The name of its sink."""
        return self._sink.name

    async def forget(self, subject: str) -> int:
        """Remove all that is known about a subject, and return how many rows there were.

        Raises:
            Unavailable: The graph does not answer.
        """
        return await self._knowledge.forget(self._pseudonyms.of(subject))

    async def find(self, subject: str) -> int:
        """Return how many rows there are about a subject."""
        return await self._knowledge.held(self._pseudonyms.of(subject))

    async def export(self, subject: str) -> Any:
        """Return every fact about a subject, past ones too, as JSON values."""
        facts = await self._knowledge.facts(
            self._pseudonyms.of(subject), END_OF_TIME, types=EVERY_TYPE, history=True
        )
        return json_values(facts)

    async def rebuild(self, subject: str) -> None:
        """Fold what the journal still holds about a subject into the graph anew.

        Raises:
            Unavailable: The graph does not answer.
        """
        await self._sink.rebuild(subject, self._journal.replay(subject=subject))
