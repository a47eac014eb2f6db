"""Read the live products by sku, one by one, and all of them."""

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final
from uuid import UUID

from weaviate.classes.query import Filter

from catalog.adapters.weaviate.asking import Asking
from catalog.adapters.weaviate.filters import live
from catalog.adapters.weaviate.pointer import Pointer
from catalog.adapters.weaviate.server import Server
from catalog.adapters.weaviate.stored import exactly, product_of
from domain.product import Product

AT_ONCE: Final = 1000
"""Objects read or written by one call."""


@dataclass(frozen=True, slots=True)
class Held:
    """A live product and the id it is kept under."""

    id: UUID
    product: Product


async def held(server: Server, pointer: Pointer, skus: Iterable[str]) -> dict[str, Held]:
    """Return sku -> what is live under it, of a collection as a pointer shows it."""
    rows, wanted, found = server.rows(pointer.live), iter(dict.fromkeys(skus)), {}
    while some := list(islice(wanted, AT_ONCE)):
        reply = await rows.query.fetch_objects(
            filters=live(pointer)
            & Filter.by_property("sku").contains_any(list(map(exactly, some))),
            limit=2 * len(some),
            return_properties=["body"],
        )
        for item in reply.objects:
            product = product_of(item.properties)
            found[product.sku] = Held(item.uuid, product)
    return found


async def pages(server: Server, pointer: Pointer) -> AsyncIterator[Sequence[Product]]:
    """Yield the live products, many at a time."""
    asking, after = Asking(server, server.rows(pointer.live)), None
    gone = frozenset(UUID(one).bytes for one in pointer.gone)
    while True:
        async with server.bounded(server.limits.reading, "list products"):
            page = await asking.page(AT_ONCE, after)
        if not page:
            return
        after = str(UUID(bytes=list(page)[-1]))
        yield [
            kept.product
            for one, kept in page.items()
            if kept.born <= pointer.generation and one not in gone
        ]
