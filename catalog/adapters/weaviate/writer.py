"""Change what is live so that every search sees all of a change or nothing of it.

Weaviate writes object by object. So new states of products are written under a generation that
no search reads yet; one write of the pointer lets all of them in and names the old ones as gone;
then the old ones are deleted. A crash leaves either something that nobody reads, or something
that the pointer names as gone: the next write clears both away.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from time import time
from typing import Final, TypeVar
from uuid import uuid4

import numpy as np
from weaviate.classes.data import DataObject
from weaviate.classes.query import Filter
from weaviate.collections.classes.filters import FilterReturn

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

    Processes that write at the same time take turns: who writes says so in the pointer first, and
    others are refused for as long as that may take. Weaviate cannot compare and set, so two that
    begin within the same few milliseconds are told apart when the first lets its change in.

    Args:
        server: Where.
        pointers: What says which products are live.
        embedder: Makes the vectors of products.
        clock: Seconds since 1970; processes that share a catalogue agree on it within seconds.
    """

    def __init__(
        self,
        server: Server,
        pointers: Pointers,
        embedder: Embedder,
        clock: Callable[[], float] = time,
    ) -> None:
        self._server = server
        self._pointers = pointers
        self._embedder = embedder
        self._clock = clock
        self._name = uuid4().hex
        self.maker = Maker(embedder.name, embedder.dimensions)

    async def change(self, products: Sequence[Product], skus: Sequence[str]) -> Change:
        """Write products and remove skus, at most AT_ONCE of both, in one step.

        Args:
            products: Of distinct skus; what is there already as it is given is not written.
            skus: To remove.

        Raises:
            Unavailable: The server does not take them all, or another process is writing.
        """
        server = self._server
        async with server.bounded(server.limits.writing, "take products"):
            now = await self._taken()
            now = await self._tidied(self.made_alike(now))
            old = await held(server, now, [*(product.sku for product in products), *skus])
            added = [p for p in products if p.sku not in old or old[p.sku].product != p]
            dropped = [old[sku] for sku in (*(p.sku for p in added), *skus) if sku in old]
            if added or dropped:
                born = now.generation + 1
                try:
                    await self._insert(now.live, added, born)
                except Unavailable:
                    await self._let_in(replace(now, writer="", until=0.0))
                    raise
                gone = tuple(str(one.id) for one in dropped)
                now = await self._let_in(replace(now, generation=born, gone=gone))
            now = await self._cleared(now)
            return Change(now, added, [one.product for one in dropped], len(old))

    async def stage(self, version: str, products: Sequence[Product]) -> int:
        """Write products where nobody searches and return how many of them were there before.

        Raises:
            Unavailable: The server does not take them all, or another process is writing.
        """
        server = self._server
        async with server.bounded(server.limits.writing, "stage products"):
            there = await self._stage(version)
            known = await held(server, there, [product.sku for product in products])
        for some in chunks(products):
            async with server.bounded(server.limits.writing, "stage products"):
                await self._insert(there.live, some, STAGED)
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
        return replace(
            now, live=name, generation=now.generation + 1, maker=self.maker, gone=(), staged={}
        )

    async def swap(self, version: str) -> Pointer:
        """Let everybody read a staged version, and drop every other collection.

        Raises:
            NotFound: Nothing was staged under this name.
            Unavailable: The server cannot do it, or another process is writing; the old products
                are still there.
        """
        server = self._server
        async with server.bounded(server.limits.writing, "swap versions"):
            await self.staged(version)
            await self._taken()
            now = await self._let_in(replace(await self.staged(version), writer="", until=0.0))
        async with server.bounded(server.limits.writing, "drop the former products"):
            for name in await server.client.collections.list_all():
                if self._pointers.is_products(name) and name != now.live:
                    await server.client.collections.delete(name)
        return now

    async def remade(self, now: Pointer) -> Pointer:
        """Write all products anew when another embedder or layout wrote them."""
        if now.maker == self.maker:
            return now
        version = uuid4().hex
        await self.stage(version, ())
        async for page in pages(self._server, now):
            await self.stage(version, page)
        return await self.swap(version)

    def made_alike(self, now: Pointer) -> Pointer:
        """Return a pointer to what this process can compare with.

        Raises:
            Unavailable: Another process wrote all anew, by another embedder or layout.
        """
        if now.maker != self.maker:
            raise Unavailable(
                "The products were written anew for another embedder: start LeafLoop again."
            )
        return now

    async def _stage(self, version: str) -> Pointer:
        """Return a pointer to a staged version, made when it is not there."""
        now, server = await self._pointers.read(), self._server
        name = now.staged.get(version)
        if name is None:
            now = await self._taken()
            name = self._pointers.collection(now.collections + 1)
            staged = {**now.staged, version: name}
            await self._let_in(
                replace(now, staged=staged, collections=now.collections + 1, writer="", until=0.0)
            )
        if not await server.rows(name).exists():
            await schema.create(server, name)
        return replace(now, live=name, generation=STAGED, gone=())

    async def _taken(self) -> Pointer:
        """Say in the pointer that this process writes, and return it."""
        now = await self._pointers.read()
        if now.writer not in ("", self._name) and now.until > self._clock():
            raise Unavailable("Another process is changing the products: try again.", retry_after=1)
        until = self._clock() + 2 * self._server.limits.writing
        await self._pointers.write(replace(now, writer=self._name, until=until))
        return await self._mine()

    async def _mine(self) -> Pointer:
        now = await self._pointers.read()
        if now.writer != self._name:
            raise Unavailable("Another process is changing the products: try again.", retry_after=1)
        return now

    async def _let_in(self, then: Pointer) -> Pointer:
        """Let everybody read by another pointer, unless somebody else took the turn."""
        await self._mine()
        await self._pointers.write(then)
        return then

    async def _tidied(self, now: Pointer) -> Pointer:
        """Clear away what a write that was cut off left behind, and return the pointer."""
        unborn = Filter.by_property("born").greater_than(now.generation)
        await self._delete(now.live, unborn)
        return await self._emptied(now)

    async def _emptied(self, now: Pointer) -> Pointer:
        if now.gone:
            await self._delete(now.live, Filter.by_id().contains_any(list(now.gone)))
        return replace(now, gone=())

    async def _cleared(self, now: Pointer) -> Pointer:
        """Delete what the pointer names as gone, and give the turn back."""
        then = replace(await self._emptied(now), writer="", until=0.0)
        return await self._let_in(then)

    async def _delete(self, name: str, which: FilterReturn) -> None:
        rows = self._server.rows(name)
        while True:
            done = await rows.data.delete_many(where=which)
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
