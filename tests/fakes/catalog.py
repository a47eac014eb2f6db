"""A catalogue in memory that can be away, or slow to answer."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence

from catalog.port import Facets, Found, Kept, Query, checked_version, require_whole
from domain.errors import Invalid, NotFound, Unavailable
from domain.product import Product
from domain.proposal import Hit


class MemoryCatalog:
    """Finds every product that the constraints admit, in the order given.

    Attributes:
        down: Set to True to make searches fail with Unavailable.
        broken: Set to True to make searches and reads fail with an error that is not ours.
        hangs: Set to True to make searches never answer.
        asked: The searches made.
    """

    def __init__(self, *products: Product) -> None:
        self.down = False
        self.broken = False
        self.hangs = False
        self.asked: list[Query] = []
        self._products = {product.sku: product for product in products}
        self._staged: dict[str, dict[str, Product]] = {}

    async def search(self, query: Query) -> Found:
        self.asked.append(query)
        if self.hangs:
            await asyncio.Event().wait()
        if self.broken:
            raise RuntimeError("The index is torn.")
        if not 1 <= query.limit <= 1000:
            raise Invalid("Ask for 1 to 1000 products.")
        if self.down:
            raise Unavailable("The catalogue does not answer; try again.")
        admitted = [p for p in self._products.values() if query.constraints.admit(p)]
        share = 1 / max(1, len(admitted))
        hits = (Hit(p, 1 - share * place) for place, p in enumerate(admitted[: query.limit]))
        return Found(tuple(hits), version=self._version())

    async def get(self, skus: Sequence[str]) -> Mapping[str, Product]:
        if self.broken:
            raise RuntimeError("The index is torn.")
        return {sku: self._products[sku] for sku in skus if sku in self._products}

    async def upsert(self, products: Sequence[Product]) -> Kept:
        updated = sum(product.sku in self._products for product in products)
        self._products.update((product.sku, product) for product in products)
        return Kept(len(products), updated)

    async def remove(self, skus: Sequence[str]) -> int:
        return sum(self._products.pop(sku, None) is not None for sku in skus)

    async def stage(self, version: str, products: Sequence[Product]) -> Kept:
        staged = self._staged.setdefault(checked_version(version), {})
        updated = sum(product.sku in staged for product in products)
        staged.update((product.sku, product) for product in products)
        return Kept(len(products), updated)

    async def swap(self, version: str, expected: int | None = None) -> Kept:
        if version not in self._staged:
            raise NotFound(f"No version {version} is staged.")
        staged, old = self._staged[version], self._products
        require_whole(version, len(staged), expected)
        self._products, self._staged = staged, {}
        return Kept(len(staged), len(staged.keys() & old.keys()))

    async def facets(self) -> Facets:
        return Facets(categories=Counter(p.category for p in self._products.values()))

    async def count(self) -> int:
        return len(self._products)

    async def products(self) -> AsyncIterator[Product]:
        for product in self._products.values():
            yield product

    async def version(self) -> str:
        return self._version()

    async def close(self) -> None:
        return None

    def _version(self) -> str:
        return str(hash(tuple(self._products.items())))
