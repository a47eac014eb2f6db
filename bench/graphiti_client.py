"""An unmodified Graphiti over one of our drivers, with our embedder and without a model."""

from collections.abc import Iterable, Sequence
from typing import Any

from graphiti_core import Graphiti
from graphiti_core.cross_encoder.client import CrossEncoderClient
from graphiti_core.embedder.client import EmbedderClient
from graphiti_core.llm_client import LLMClient
from graphiti_core.llm_client.config import LLMConfig

from llm.adapters.static_embedder import StaticEmbedder


class StaticEmbedderClient(EmbedderClient):
    """Our embedder, as Graphiti asks for vectors."""

    def __init__(self) -> None:
        self._embedder = StaticEmbedder()

    async def create(
        self, input_data: str | list[str] | Iterable[int] | Iterable[Iterable[int]]
    ) -> list[float]:
        """Return the vector of one text."""
        return list(self._embedder.embed([str(input_data)])[0])

    async def create_batch(self, input_data_list: list[str]) -> list[list[float]]:
        """Return one vector a text."""
        return [list(vector) for vector in self._embedder.embed(input_data_list)]


class NoModel(LLMClient):
    """Refuses to be asked: nothing that is measured needs a model."""

    async def _generate_response(self, *_args: Any, **_kwargs: Any) -> dict[str, Any]:
        raise RuntimeError("A bench of the graph asks no model.")


class NoCrossEncoder(CrossEncoderClient):
    """Refuses to be asked, too."""

    async def rank(self, query: str, passages: list[str]) -> list[tuple[str, float]]:
        """Raise: recipes with a cross encoder are not measured."""
        raise RuntimeError(f"A bench ranks no {len(passages)} passages for {query!r}.")


def graphiti_on(driver: Any) -> Graphiti:
    """Return Graphiti over a driver."""
    return Graphiti(
        graph_driver=driver,
        llm_client=NoModel(LLMConfig(api_key="none", model="none")),
        embedder=StaticEmbedderClient(),
        cross_encoder=NoCrossEncoder(),
    )


def ids_of(edges: Sequence[Any]) -> list[str]:
    """Return the ids of edges, in their order."""
    return [edge.uuid for edge in edges]
