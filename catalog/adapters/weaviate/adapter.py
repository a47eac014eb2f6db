"""The catalogue port over Weaviate: each search reads one generation of the products."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final, TypeVar, cast

from weaviate.exceptions import WeaviateBaseError

from catalog.adapters.embedded.snapshot import NEAR, SEMANTIC_WEIGHT
from catalog.adapters.weaviate.address import Address
from catalog.adapters.weaviate.filters import live
from catalog.adapters.weaviate.legs import Asked, Legs
from catalog.adapters.weaviate.lexicon import Lexicon
from catalog.adapters.weaviate.pointer import Pointer, Pointers
from catalog.adapters.weaviate.reading import held, pages
from catalog.adapters.weaviate.server import Limits, Server
from catalog.adapters.weaviate.vocabulary import Vocabulary, lexicon_of
from catalog.adapters.weaviate.writer import Writer, chunks
from catalog.port import Facets, Found, Kept, Query, checked_version, require_whole
from domain.embedder import Embedder
from domain.errors import Invalid, Unavailable
from domain.product import Product
from domain.proposal import Hit, Outcome

_TRIES: Final = 20
"""Most times a read is made again because the products changed under it."""

_DEEPEST: Final = 1000
_T = TypeVar("_T")


class WeaviateCatalog:
    """Products on a Weaviate server, which several processes may search.

    Args:
        server: Connected.
        pointers: What says which products are live.
        now: What it says now.
        lexicon: Of what is live now.
        embedder: Makes the vectors of queries and products.
        near: Lowest cosine at which a product counts as meant without a common word.
        semantic_weight: Share of the vector leg in the relevance, in [0, 1].
    """

    def __init__(
        self,
        server: Server,
        pointers: Pointers,
        now: Pointer,
        lexicon: Lexicon,
        embedder: Embedder,
        *,
        near: float = NEAR,
        semantic_weight: float = SEMANTIC_WEIGHT,
    ) -> None:
        self._server = server
        self._pointers = pointers
        self._now = now
        self._weight = semantic_weight
        self._legs = Legs(server, embedder, near)
        self._writer = Writer(server, pointers, embedder)
        self._writing = asyncio.Lock()
        self._vocabulary = Vocabulary(server, embedder, lexicon)

    @classmethod
    async def open(
        cls, address: Address, embedder: Embedder, limits: Limits | None = None
    ) -> "WeaviateCatalog":
        """Connect, and make an empty catalogue when there is none.

        Products that another embedder or an older layout wrote are written anew first.

        Raises:
            Misconfigured: No Weaviate answers there; the message says the mend.
            Unavailable: It answers, and then does not.
        """
        limits = limits or Limits()
        server = await Server.connect(address, limits)
        try:
            pointers = Pointers(server)
            writer = Writer(server, pointers, embedder)
            async with server.bounded(limits.writing, "open the catalogue"):
                now = await pointers.opened(writer.maker)
            now = await writer.remade(now)
            return cls(server, pointers, now, await lexicon_of(server, now), embedder)
        except BaseException:
            await server.close()
            raise

    @property
    def address(self) -> Address:
        """Where it is."""
        return self._server.address

    async def search(self, query: Query) -> Found:
        """Find the most relevant products among those the constraints admit.

        Raises:
            Invalid: The limit or the weight is out of range.
            Unavailable: The server does not answer within the deadline.
        """
        if not 1 <= query.limit <= _DEEPEST:
            raise Invalid(f"A search limit of {query.limit} is out of range: ask for 1 to 1000.")
        if query.semantic_weight is not None and not 0 <= query.semantic_weight <= 1:
            raise Invalid(
                f"A semantic weight of {query.semantic_weight} is out of range: give 0 to 1."
            )
        async with self._server.bounded(self._server.limits.reading, "search"):
            return await self._steady(lambda now: self._search(query, now))

    async def get(self, skus: Sequence[str]) -> Mapping[str, Product]:
        """Return the products there are under these skus, in the order asked."""
        wanted = tuple(dict.fromkeys(skus))
        async with self._server.bounded(self._server.limits.reading, "read products"):
            found = await self._steady(lambda now: held(self._server, now, wanted))
        return {sku: found[sku].product for sku in wanted if sku in found}

    async def upsert(self, products: Sequence[Product]) -> Kept:
        """Write products; each replaces one with the same sku, and is found from now on.

        Up to AT_ONCE of them are let in together, in one step.

        Raises:
            Unavailable: The server does not take them; what was let in before stays.
        """
        latest = list({product.sku: product for product in products}.values())
        async with self._writing:
            known = sum([await self._change(some, ()) for some in chunks(latest)])
        return Kept(len(products), len(products) - len(latest) + known)

    async def remove(self, skus: Sequence[str]) -> int:
        """Remove products and return how many there were.

        Raises:
            Unavailable: The server does not take it.
        """
        async with self._writing:
            return sum([await self._change((), some) for some in chunks(dict.fromkeys(skus))])

    async def stage(self, version: str, products: Sequence[Product]) -> Kept:
        """Write products into a version that no search sees until it is swapped in.

        Raises:
            Invalid: The name cannot be one.
            Unavailable: The server does not take them.
        """
        checked_version(version)
        latest = list({product.sku: product for product in products}.values())
        async with self._writing:
            known = await self._writer.stage(version, latest)
        return Kept(len(products), len(products) - len(latest) + known)

    async def swap(self, version: str, expected: int | None = None) -> Kept:
        """Let everybody read this version only, from one moment to the next.

        Raises:
            NotFound: Nothing was staged under this name.
            Conflict: Another number of products is staged; the old ones are still there.
            Unavailable: The server cannot do it; the old products are still there.
        """
        async with self._writing:
            old = await self._steady(self._lexicon)
            async with self._server.bounded(self._server.limits.reading, "swap versions"):
                then = await self._writer.staged(version)
            new = await lexicon_of(self._server, then)
            require_whole(version, len(new.skus), expected)
            self._now = await self._writer.swap(version)
            self._vocabulary.take(new)
        return Kept(len(new.skus), len(new.skus & old.skus))

    async def facets(self) -> Facets:
        """Return the values the facets take now.

        Raises:
            Unavailable: The server does not answer.
        """
        return (await self._steady(self._lexicon)).facets()

    async def count(self) -> int:
        """Return the number of products.

        Raises:
            Unavailable: The server does not answer.
        """

        async def counted(now: Pointer) -> int:
            rows = self._server.rows(now.live)
            found = await rows.aggregate.over_all(filters=live(now), total_count=True)
            return found.total_count or 0

        async with self._server.bounded(self._server.limits.reading, "count products"):
            return await self._steady(counted)

    async def products(self) -> AsyncIterator[Product]:
        """Yield every product once; one that is replaced meanwhile, as it was or as it is.

        Raises:
            Unavailable: The server does not answer.
        """
        seen: set[str] = set()
        now = await self._pointer()
        while True:
            async for page in pages(self._server, now):
                for product in page:
                    if product.sku not in seen:
                        seen.add(product.sku)
                        yield product
            before, now = now, await self._pointer()
            if now.generation == before.generation:
                return

    async def version(self) -> str:
        """Return a text that changes whenever the products do.

        Raises:
            Unavailable: The server does not answer.
        """
        return (await self._pointer()).version

    async def close(self) -> None:
        """Close the connection."""
        await self._vocabulary.close()
        await self._server.close()

    async def _search(self, query: Query, now: Pointer) -> Found:
        self._vocabulary.follow(now)
        unsupported = self._vocabulary.lexicon.unsupported(query.constraints)
        meant, corrections = self._vocabulary.spelling.corrected(query.text)
        weight = self._weight if query.semantic_weight is None else query.semantic_weight
        asked = Asked(meant, query.constraints, query.limit, weight)
        hits = await self._legs.ask(asked, now)
        prices, outcome = None, Outcome.OK
        if unsupported:
            outcome = Outcome.FILTER_UNSUPPORTED
        elif not hits:
            outcome = Outcome.NOT_CARRIED
            free = query.constraints.without_price()
            if free != query.constraints:
                others = await self._legs.ask(replace(asked, constraints=free, limit=_DEEPEST), now)
                if others:
                    outcome, prices = Outcome.OUT_OF_PRICE_RANGE, _price_range(others)
        return Found(
            hits,
            outcome,
            price_range=prices,
            corrections=corrections,
            unsupported=unsupported,
            version=now.version,
        )

    async def _change(self, products: Sequence[Product], skus: Sequence[str]) -> int:
        change = await self._writer.change(products, skus)
        if change.added or change.dropped:
            self._vocabulary.changed(change.now, change.added, change.dropped)
        self._now = change.now
        return change.known

    async def _lexicon(self, now: Pointer) -> Lexicon:
        """Return the lexicon of exactly these products."""
        if self._vocabulary.lexicon.generation != now.generation:
            self._vocabulary.take(await lexicon_of(self._server, now))
        return self._vocabulary.lexicon

    async def _pointer(self) -> Pointer:
        async with self._server.bounded(self._server.limits.reading, "say what is live"):
            return self._writer.made_alike(await self._pointers.read())

    async def _steady(self, read: Callable[[Pointer], Awaitable[_T]]) -> _T:
        """Read by one pointer; when it moved meanwhile, read again.

        What it showed may have been deleted under the read then, so that something would miss.
        """
        for _ in range(_TRIES):
            seen, failed, found = self._now, None, None
            try:
                found = await read(seen)
            except (WeaviateBaseError, Unavailable) as error:
                failed = error
            self._now = await self._pointer()
            if self._now.generation != seen.generation:
                continue
            if failed is not None:
                raise failed
            return cast("_T", found)
        raise Unavailable("The products change faster than they can be read.", retry_after=1)


def _price_range(hits: Sequence[Hit]) -> tuple[float, float] | None:
    prices = [hit.product.price for hit in hits if hit.product.price is not None]
    return (min(prices), max(prices)) if prices else None
