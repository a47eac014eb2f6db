"""The one object that says which products are live: whoever reads it sees a whole catalogue."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID, uuid4

import msgspec
from weaviate.exceptions import ObjectAlreadyExistsError, UnexpectedStatusCodeError

from catalog.adapters.weaviate import schema
from catalog.adapters.weaviate.server import Server
from domain.errors import Unavailable

_ID: Final = UUID("5f0c1f62-2f7e-5a5c-8a55-6a2e6f3f7b10")


@dataclass(frozen=True, slots=True)
class Maker:
    """What vectors and stems were made by; those of different makers are never compared.

    Attributes:
        embedder: Its name.
        dimensions: Length of a vector.
        layout: Of the properties.
    """

    embedder: str
    dimensions: int
    layout: int = schema.LAYOUT


@dataclass(frozen=True, slots=True)
class Pointer:
    """Which products are live.

    Attributes:
        live: The collection they are in.
        generation: Number of changes so far; of `live`, what is born later is not there yet.
        maker: What the vectors in `live` were made by.
        catalogue: Drawn when it was made: one that is deleted and made anew is another.
        gone: Ids in `live` that are replaced or removed, and are being deleted.
        staged: Version -> collection that nobody searches yet.
        collections: Number of collections made so far, for the next one's name.
        writer: Which process is writing, or empty.
        until: When it has certainly stopped, in seconds since 1970.
    """

    live: str
    generation: int
    maker: Maker
    catalogue: str
    gone: tuple[str, ...] = ()
    staged: Mapping[str, str] = field(default_factory=dict)
    collections: int = 1
    writer: str = ""
    until: float = 0.0

    @property
    def version(self) -> str:
        """A text that changes whenever the products do."""
        return f"{self.catalogue}-{self.generation}"


class Pointers:
    """Reads and writes the pointer of one catalogue.

    Weaviate's own alias names a collection and nothing else; what is live is a collection, a
    number, and what is being deleted, and all of it must change in one step.

    Args:
        server: Where it is.
    """

    def __init__(self, server: Server) -> None:
        self._server = server
        self._name = f"{server.address.name}Pointer"

    async def opened(self, maker: Maker) -> Pointer:
        """Return the pointer; the first one to ask makes it, and an empty catalogue with it."""
        rows = self._server.rows(self._name)
        if not await rows.exists():
            await _unless_there(schema.create_pointer(self._server, self._name), rows.exists)
        found = await self._found()
        if found is None:
            first = Pointer(self.collection(1), 0, maker, uuid4().hex[:12])
            products = self._server.rows(first.live)
            if not await products.exists():
                await _unless_there(schema.create(self._server, first.live), products.exists)
            try:
                await rows.data.insert({"state": _encoded(first)}, uuid=_ID)
            except ObjectAlreadyExistsError:
                return await self.read()
            found = first
        return found

    def collection(self, number: int) -> str:
        """Return the name of the collection with this number."""
        return f"{self._server.address.name}Products{number}"

    def is_products(self, name: str) -> bool:
        """Whether a collection of the server holds products of this catalogue."""
        return re.fullmatch(rf"{self._server.address.name}Products\d+", name) is not None

    async def read(self) -> Pointer:
        """Return the pointer as it is now.

        Raises:
            Unavailable: Somebody deleted it.
        """
        found = await self._found()
        if found is None:
            raise Unavailable(
                f"The catalogue {self._name} is gone from Weaviate: start again to make it anew."
            )
        return found

    async def write(self, pointer: Pointer) -> None:
        """Let everybody read by this pointer from now on."""
        await self._server.rows(self._name).data.replace(
            _ID, properties={"state": _encoded(pointer)}
        )

    async def _found(self) -> Pointer | None:
        held = await self._server.rows(self._name).query.fetch_object_by_id(
            _ID, return_properties=["state"]
        )
        if held is None:
            return None
        return msgspec.json.decode(str(held.properties["state"]), type=Pointer)


def _encoded(pointer: Pointer) -> str:
    return msgspec.json.encode(pointer).decode()


async def _unless_there(making: Awaitable[None], there: Callable[[], Awaitable[bool]]) -> None:
    """Make something that another process may make at the same time."""
    try:
        await making
    except UnexpectedStatusCodeError:
        if not await there():
            raise
