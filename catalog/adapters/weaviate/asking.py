"""Ask for hits through the client's own calls, but read the replies as they come.

The client makes an object of every hit and unpacks vectors number by number, which took most of a
search. Its requests and its retries are kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import numpy as np
from weaviate.classes.query import Filter
from weaviate.collections.classes.filters import _Filters
from weaviate.collections.classes.grpc import _MetadataQuery
from weaviate.proto.v1 import search_get_pb2

from catalog.adapters.embedded.lexical import BOOSTS
from catalog.adapters.embedded.vectors import Floats
from catalog.adapters.weaviate.server import Rows, Server
from catalog.adapters.weaviate.stored import product_of
from domain.product import Product

_FIELDS: Final = [f"stems_{name}^{boost:g}" for name, boost in BOOSTS.items()]
_KEPT: Final = ["body", "born"]


@dataclass(frozen=True, slots=True)
class Kept:
    """An object that was found.

    Attributes:
        product: What it holds.
        born: The change since when it is live.
    """

    product: Product
    born: int


@dataclass(frozen=True, slots=True)
class Asking:
    """Asks one collection.

    Attributes:
        server: Where.
        rows: The collection.
    """

    server: Server
    rows: Rows

    async def by_words(
        self, stems: Sequence[str], filters: _Filters | None, limit: int, dimensions: int
    ) -> tuple[list[bytes], Floats, Floats]:
        """Return ids, BM25 scores and vectors, shape (n, dimensions); zeros where there is none."""
        reply = await self._reply(
            self.rows.query._query.bm25(
                query=" ".join(stems),
                properties=_FIELDS,
                filters=filters,
                limit=limit,
                return_properties=[],
                return_metadata=_MetadataQuery(vector=True, score=True),
            )
        )
        told = [result.metadata for result in reply.results]
        blank = bytes(4 * dimensions)
        packed = b"".join(one.vectors[0].vector_bytes if one.vectors else blank for one in told)
        vectors = np.frombuffer(packed, dtype="<f4").reshape(len(told), dimensions)
        scores = np.array([one.score for one in told], dtype=np.float32)
        return [one.id_as_bytes for one in told], scores, vectors

    async def by_meaning(
        self, vector: Floats, filters: _Filters | None, limit: int, near: float
    ) -> tuple[list[bytes], Floats]:
        """Return ids and cosines, none below `near`."""
        reply = await self._reply(
            self.rows.query._query.near_vector(
                near_vector=vector.tolist(),
                distance=1 - near,
                filters=filters,
                limit=limit,
                return_properties=[],
                return_metadata=_MetadataQuery(vector=False, distance=True),
            )
        )
        told = [result.metadata for result in reply.results]
        cosines = np.array([1 - one.distance for one in told], dtype=np.float32)
        return [one.id_as_bytes for one in told], cosines

    async def any(self, filters: _Filters | None, limit: int) -> list[Kept]:
        """Return what filters let through, in no order."""
        return [_kept(result) for result in (await self._objects(filters, limit)).results]

    async def page(self, limit: int, after: str | None) -> dict[bytes, Kept]:
        """Return id -> what is kept, of all there is, by id from `after` on."""
        reply = await self._objects(None, limit, after)
        return {result.metadata.id_as_bytes: _kept(result) for result in reply.results}

    async def under(self, ids: Sequence[bytes]) -> dict[bytes, Kept]:
        """Return id -> what is kept under it, of those that are there."""
        wanted = Filter.by_id().contains_any([str(UUID(bytes=one)) for one in ids])
        reply = await self._objects(wanted, len(ids))
        return {result.metadata.id_as_bytes: _kept(result) for result in reply.results}

    async def _objects(
        self, filters: _Filters | None, limit: int, after: str | None = None
    ) -> search_get_pb2.SearchReply:
        return await self._reply(
            self.rows.query._query.get(
                filters=filters,
                limit=limit,
                after=after,
                return_properties=_KEPT,
                return_metadata=_MetadataQuery(vector=False),
            )
        )

    async def _reply(self, request: search_get_pb2.SearchRequest) -> search_get_pb2.SearchReply:
        return await self.server.client._connection.grpc_search(request)


def _kept(result: search_get_pb2.SearchResult) -> Kept:
    fields = result.properties.non_ref_props.fields
    return Kept(product_of({"body": fields["body"].text_value}), fields["born"].int_value)
