"""An empty catalogue of its own on a real Weaviate, for one test."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from uuid import uuid4

from catalog.adapters.weaviate.adapter import WeaviateCatalog
from catalog.adapters.weaviate.address import Address
from catalog.adapters.weaviate.server import Limits, Server
from domain.embedder import Embedder

LIMITS = Limits(connecting=20, reading=20, writing=60)
"""The machine may be busy with other tests."""


def address_of(url: str) -> Address:
    """Return an address with a catalogue that nobody else has."""
    return replace(Address.read(url), name=f"Test{uuid4().hex[:12]}")


@asynccontextmanager
async def emptied(url: str, embedder: Embedder) -> AsyncIterator[WeaviateCatalog]:
    """Open an empty catalogue and delete it afterwards."""
    address = address_of(url)
    catalog = await WeaviateCatalog.open(address, embedder, LIMITS)
    try:
        yield catalog
    finally:
        await catalog.close()
        await dropped(address)


async def dropped(address: Address) -> None:
    """Delete everything of one catalogue."""
    server = await Server.connect(address, LIMITS)
    for name in await server.client.collections.list_all():
        if name.startswith(address.name):
            await server.client.collections.delete(name)
    await server.close()
