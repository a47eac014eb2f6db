"""An empty catalogue of its own on a real Weaviate, for one test."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from uuid import uuid4

import weaviate

from catalog.adapters.weaviate.adapter import WeaviateCatalog
from catalog.adapters.weaviate.address import Address
from catalog.adapters.weaviate.server import Limits
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
    client = weaviate.use_async_with_custom(
        address.host, address.port, False, address.host, address.grpc, False, skip_init_checks=True
    )
    async with client:
        for name in await client.collections.list_all():
            if name.startswith(address.name):
                await client.collections.delete(name)
