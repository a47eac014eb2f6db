"""A Graphiti without models: words hashed to vectors, and a model that repeats what it is told."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from graphiti_core import Graphiti
from graphiti_core.cross_encoder.client import CrossEncoderClient
from graphiti_core.driver.driver import GraphDriver
from graphiti_core.embedder.client import EmbedderClient
from graphiti_core.llm_client import LLMClient
from graphiti_core.llm_client.config import LLMConfig, ModelSize
from graphiti_core.prompts.models import Message
from graphiti_core.search import search_config_recipes
from graphiti_core.search.search_config import SearchConfig
from pydantic import BaseModel

DIMENSION = 256
_PLACES_PER_WORD = 4


def vector_of(text: str) -> list[float]:
    """A unit vector; texts that share words are near each other."""
    vector = np.zeros(DIMENSION, dtype=np.float32)
    for word in text.lower().split():
        digest = hashlib.blake2b(word.encode("utf-8", "surrogatepass")).digest()
        for at in range(_PLACES_PER_WORD):
            sign = 1 if digest[16 + at] & 1 else -1
            vector[int.from_bytes(digest[2 * at : 2 * at + 2], "big") % DIMENSION] += sign
    length = float(np.linalg.norm(vector))
    return [float(value) for value in (vector / length if length else vector)]


class HashEmbedder(EmbedderClient):
    """Embeds by hashing words; raises `error` instead when there is one."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error

    async def create(
        self, input_data: str | list[str] | Iterable[int] | Iterable[Iterable[int]]
    ) -> list[float]:
        if self.error is not None:
            raise self.error
        return vector_of(
            input_data if isinstance(input_data, str) else " ".join(map(str, input_data))
        )

    async def create_batch(self, input_data_list: list[str]) -> list[list[float]]:
        return [await self.create(text) for text in input_data_list]


class HashCrossEncoder(CrossEncoderClient):
    """Ranks passages by the cosine of hashed words."""

    async def rank(self, query: str, passages: list[str]) -> list[tuple[str, float]]:
        asked = np.array(vector_of(query))
        scored = [(passage, float(asked @ np.array(vector_of(passage)))) for passage in passages]
        return sorted(scored, key=lambda pair: -pair[1])


@dataclass(frozen=True, slots=True)
class Told:
    """A fact that a model will find in a message that holds its words.

    Attributes:
        source: Name of the entity it begins at.
        relation: Name of the relation.
        target: Name of the entity it ends at.
        since: When it became true.
        contradicts: Whether it ends the first fact it is compared with.
    """

    source: str
    relation: str
    target: str
    since: datetime | None = None
    contradicts: bool = False

    @property
    def words(self) -> str:
        """The fact as a sentence."""
        return f"{self.source} {self.relation.replace('_', ' ').lower()} {self.target}"


class RepeatingModel(LLMClient):
    """Finds the facts it was told, and nothing else, in what it is asked about."""

    def __init__(self, *told: Told) -> None:
        super().__init__(LLMConfig(api_key="none", model="repeating"), False)
        self.told: Sequence[Told] = told

    async def _generate_response(
        self,
        messages: list[Message],
        response_model: type[BaseModel] | None = None,
        max_tokens: int = 0,  # noqa: ARG002 - core passes it
        model_size: ModelSize = ModelSize.medium,  # noqa: ARG002 - core passes it
        *,
        model: str | None = None,  # noqa: ARG002 - core passes it
    ) -> dict[str, Any]:
        name = response_model.__name__ if response_model else ""
        facts = self._newest(messages[-1].content)
        answers: dict[str, dict[str, Any]] = {
            "ExtractedEntities": {"extracted_entities": _entities(facts)},
            "ExtractedEdges": {"edges": _edges(facts)},
            "CombinedExtraction": {"extracted_entities": _entities(facts), "edges": _edges(facts)},
            "NodeResolutions": {"entity_resolutions": []},
            "EdgeDuplicate": {
                "duplicate_facts": [],
                "contradicted_facts": [0] if any(fact.contradicts for fact in facts) else [],
            },
            "EdgeTimestamps": {"valid_at": _since(facts), "invalid_at": None},
            "BatchEdgeTimestamps": {"timestamps": [{"valid_at": _since([f])} for f in facts]},
            "SummarizedEntities": {"summaries": []},
            "SummaryDescription": {"description": "a group of things"},
        }
        return answers.get(name, {"summary": "a short summary"})

    def _newest(self, text: str) -> list[Told]:
        """The told fact that stands last in a prompt: what came before it is context."""
        places = [(text.rfind(fact.words), fact) for fact in self.told]
        found = [pair for pair in places if pair[0] >= 0]
        return [max(found, key=lambda pair: pair[0])[1]] if found else []


def _entities(facts: Sequence[Told]) -> list[dict[str, Any]]:
    names = dict.fromkeys(name for fact in facts for name in (fact.source, fact.target))
    return [{"name": name, "entity_type_id": 0} for name in names]


def _edges(facts: Sequence[Told]) -> list[dict[str, Any]]:
    return [
        {
            "source_entity_name": fact.source,
            "target_entity_name": fact.target,
            "relation_type": fact.relation,
            "fact": fact.words,
            "valid_at": _since([fact]),
        }
        for fact in facts
    ]


def _since(facts: Sequence[Told]) -> str | None:
    return facts[0].since.isoformat() if facts and facts[0].since else None


def graphiti_on(driver: GraphDriver, *told: Told) -> Graphiti:
    """An unmodified Graphiti on a driver, with a model that was told these facts."""
    return Graphiti(
        graph_driver=driver,
        llm_client=RepeatingModel(*told),
        embedder=HashEmbedder(),
        cross_encoder=HashCrossEncoder(),
    )


def recipe(name: str) -> SearchConfig:
    """A copy of a search recipe: core changes the one it is given."""
    found: SearchConfig = getattr(search_config_recipes, name)
    return found.model_copy(deep=True)
