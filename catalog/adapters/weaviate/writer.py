"""Change what is live so that every search sees all of a change or nothing of it.

Weaviate writes object by object. So new states of products are written under a generation that
no search reads yet; one write of the pointer lets all of them in and names the old ones as gone;
then the old ones are deleted. A crash leaves either something that nobody reads, or something
that the pointer names as gone: the next write clears both away.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final, TypeVar

import numpy as np
from weaviate.classes.data import DataObject
from weaviate.classes.query import Filter

from catalog.adapters.embedded.codec import embedded_text
from catalog.adapters.weaviate import schema
from catalog.adapters.weaviate.pointer import Maker, Pointer, Pointers
from catalog.adapters.weaviate.reading import AT_ONCE, held, pages
from catalog.adapters.weaviate.server import Server
from catalog.adapters.weaviate.stored import identity, properties
from domain.embedder import Embedder
from domain.errors import NotFound, Unavailable
from domain.product import Product

T = TypeVar("T")

STAGED: Final = 0
"""Generation of what is staged: it is let in by the name of its collection, all at once."""


@dataclass(frozen=True, slots=True)
class Change:
    """What one write did.

    Attributes:
        now: The pointer from now on.
        added: Products as they are from now on.
        dropped: Products as they are no more.
        known: How many of the skus given were there before.
    """

    now: Pointer
    added: Sequence[Product]
    dropped: Sequence[Product]
    known: int


class Writer:
    """Writes to one catalogue; one call at a time.

    Args:
        server: Where.
        pointers: What says which products are live.
        embedder: Makes the vectors of products.
    """

    def __init__(self, server: Server, pointers: Pointers, embedder: Embedder) -> None:
        self._server = server
        self._pointers = pointers
        self._embedder = embedder

    async def change(self, products: Sequence[Product], skus: Sequence[str]) -> Change:
        """Write products and remove skus, at most AT_ONCE of both, in one step.

        Args:
            products: Of distinct skus; what is there already as it is given is not written.
            skus: To remove.

        Raises:
            Unavailable: The server does not take them all; nothing changed for any search.
        """
        server = self._server
        async with server.bounded(server.limits.writing, "take products"):
            now = await self._tidied()
            old = await held(server, now, [*(product.sku for product in products), *skus])
            added = [p for p in products if p.sku not in old or old[p.sku].product != p]
            dropped = [old[sku] for sku in (*(p.sku for p in added), *skus) if sku in old]
            if added or dropped:
                born = now.generation + 1
                await self._insert(now.live, added, born)
                gone = tuple(str(one.id) for one in dropped)
                now = replace(now, generation=born, gone=gone)
                await self._pointers.write(now)
                now = await self._cleared(now)
            return Change(now, added, [one.product for one in dropped], len(old))

    async def stage(self, version: str, products: Sequence[Product]) -> int:
        """Write products where nobody searches and return how many of them were there before."""
        server = self._server
        async with server.bounded(server.limits.writing, "stage products"):
            now = await self._pointers.read()
            name = now.staged.get(version)
            if name is None:
                name = self._pointers.collection(now.collections + 1)
                staged = {**now.staged, version: name}
                now = replace(now, staged=staged, collections=now.collections + 1)
                await self._pointers.write(now)
            rows = server.rows(name)
            if not await rows.exists():
                await schema.create(server, name)
        async with server.bounded(server.limits.writing, "stage products"):
            there = replace(now, live=name, generation=STAGED, gone=())
            known = await held(server, there, [product.sku for product in products])
        for some in chunks(products):
            async with server.bounded(server.limits.writing, "stage products"):
                await self._insert(name, some, STAGED)
        return len(known)

    async def staged(self, version: str) -> Pointer:
        """Return a pointer to a staged version, as it will be when it is swapped in next.

        Raises:
            NotFound: Nothing was staged under this name.
        """
        now = await self._pointers.read()
        name = now.staged.get(version)
        if name is None:
            raise NotFound(f"No version {version} is staged: stage its products first.")
        return Pointer(name, now.generation + 1, self.maker, collections=now.collections)

    async def swap(self, version: str) -> Pointer:
        """Let everybody read a staged version, and drop what was there and other versions.

        Raises:
            NotFound: Nothing was staged under this name.
            Unavailable: The server cannot do it; the old products are still there.
        """
        server = self._server
        async with server.bounded(server.limits.writing, "swap versions"):
            then, now = await self.staged(version), await self._pointers.read()
            await self._pointers.write(then)
            for other in {now.live, *now.staged.values()} - {then.live}:
                await server.client.collections.delete(other)
            return then

    @property
    def maker(self) -> Maker:
        """What this process makes vectors and stems by."""
        return Maker(self._embedder.name, self._embedder.dimensions)

    async def remade(self, now: Pointer) -> Pointer:
        """Write all products anew when another embedder or layout wrote them."""
        if now.maker == self.maker:
            return now
        version = f"{self._embedder.name}-{schema.LAYOUT}"
        await self.stage(version, ())
        async for page in pages(self._server, now):
            await self.stage(version, page)
        return await self.swap(version)

    async def _tidied(self) -> Pointer:
        """Clear away what a write that was cut off left behind, and return the pointer."""
        now = await self._pointers.read()
        unborn = Filter.by_property("born").greater_than(now.generation)
        await self._delete(now.live, unborn)
        return await self._cleared(now)

    async def _cleared(self, now: Pointer) -> Pointer:
        """Delete what the pointer names as gone, and name it no more."""
        if not now.gone:
            return now
        await self._delete(now.live, Filter.by_id().contains_any(list(now.gone)))
        then = replace(now, gone=())
        await self._pointers.write(then)
        return then

    async def _delete(self, name: str, which: object) -> None:
        rows = self._server.rows(name)
        while True:
            done = await rows.data.delete_many(where=which)  # type: ignore[call-overload]
            if done.failed:
                raise Unavailable(f"Weaviate did not delete {done.failed} objects.", retry_after=1)
            if done.matches == done.successful:
                return

    async def _insert(self, name: str, products: Iterable[Product], born: int) -> None:
        """Write products; every one must be taken.

        Raises:
            Unavailable: Some were not; the message names the first of them.
        """
        latest = list({product.sku: product for product in products}.values())
        if not latest:
            return
        vectors = np.asarray(
            self._embedder.embed([embedded_text(product) for product in latest]), dtype=np.float32
        )
        objects = [
            DataObject(
                properties=properties(product, born),
                uuid=identity(product.sku, born),
                vector=vector.tolist() if vector.any() else None,
            )
            for product, vector in zip(latest, vectors, strict=True)
        ]
        done = await self._server.rows(name).data.insert_many(objects)
        if done.errors:
            place, first = next(iter(done.errors.items()))
            errors: list[dict[str, object]] = [
                {"sku": latest[at].sku, "detail": error.message}
                for at, error in islice(done.errors.items(), 20)
            ]
            raise Unavailable(
                f"Weaviate did not take {len(done.errors)} of {len(latest)} products, such as "
                f"{latest[place].sku}: {first.message}. Nothing was changed.",
                errors=errors,
            )


def chunks(things: Iterable[T]) -> Iterable[Sequence[T]]:
    """Yield things by AT_ONCE."""
    rest = iter(things)
    while some := list(islice(rest, AT_ONCE)):
        yield some
