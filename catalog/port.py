"""The catalogue port: find products, read them, keep them, and replace them all at once."""

import re
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from domain.constraints import Constraints
from domain.errors import Conflict, Invalid
from domain.product import Product
from domain.proposal import Hit, Outcome

VERSION: Final = "[A-Za-z0-9_-]{1,40}"
"""What the name of a staged version looks like."""


@dataclass(frozen=True, slots=True)
class Query:
    """A search.

    Attributes:
        text: What is looked for; empty means everything the constraints admit.
        constraints: Every hit satisfies them.
        limit: Number of hits wanted, 1 to 1000.
        semantic_weight: Share of the vector leg in the fused relevance, in [0, 1]; None means the
            adapter's default.
    """

    text: str
    constraints: Constraints = field(default_factory=Constraints)
    limit: int = 50
    semantic_weight: float | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found.

    Attributes:
        hits: Most relevant first; `limit` of them whenever so many exist.
        outcome: ok, not_carried, out_of_price_range or filter_unsupported.
        price_range: Lowest and highest price there is without the price limit, when the outcome
            is out_of_price_range.
        corrections: Word as typed -> word as searched, for typos.
        unsupported: Constraint values that no product in the catalogue carries at all.
        nearest: Categories nearest in meaning, best first, when the outcome is not_carried.
        relaxed: What was asked for and given up, when the outcome is relaxed.
        version: Of the products it was found among, as `Catalog.version` says it; empty when the
            catalogue does not say. Two answers are equal whatever it is.
    """

    hits: tuple[Hit, ...]
    outcome: Outcome = Outcome.OK
    price_range: tuple[float, float] | None = None
    corrections: Mapping[str, str] = field(default_factory=dict)
    unsupported: tuple[str, ...] = ()
    nearest: tuple[str, ...] = ()
    relaxed: tuple[str, ...] = ()
    version: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Facets:
    """Which values the catalogue's facets take, most frequent first.

    Attributes:
        categories: Category -> number of products.
        brands: Brand -> number of products.
        diets: Diet -> number of products.
        attributes: Attribute -> number of products.
        allergens: Allergen -> number of products.
    """

    categories: Mapping[str, int] = field(default_factory=dict)
    brands: Mapping[str, int] = field(default_factory=dict)
    diets: Mapping[str, int] = field(default_factory=dict)
    attributes: Mapping[str, int] = field(default_factory=dict)
    allergens: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Kept:
    """What an upsert, a stage or a swap did.

    Attributes:
        kept: Number of products written.
        updated: How many of them replaced one with the same sku.
    """

    kept: int
    updated: int


class Catalog(Protocol):
    """Products that can be found by words, by meaning and by constraints."""

    async def search(self, query: Query) -> Found:
        """Find the most relevant products among those the constraints admit.

        Constraints are applied before the cut in both the lexical and the vector leg.

        Raises:
            Unavailable: The store does not answer within its deadline.
        """
        ...

    async def get(self, skus: Sequence[str]) -> Mapping[str, Product]:
        """Return the products there are under these skus."""
        ...

    async def upsert(self, products: Sequence[Product]) -> Kept:
        """Write products; each replaces one with the same sku, and is found from now on."""
        ...

    async def remove(self, skus: Sequence[str]) -> int:
        """Remove products and return how many there were."""
        ...

    async def stage(self, version: str, products: Sequence[Product]) -> Kept:
        """Write products into a version that no search sees until it is swapped in.

        Versions that are not swapped in are dropped with the next swap, and may be when the store
        is opened anew or others are staged after them: `swap` is told how many products to expect.

        Args:
            version: Its name, as `checked_version` wants it; the first call makes it.
            products: More of them; one with the same sku as an earlier one replaces it.

        Returns:
            How many were written, and how many of them replaced one staged before.

        Raises:
            Invalid: The name cannot be one.
            Unavailable: The store does not take them.
        """
        ...

    async def swap(self, version: str, expected: int | None = None) -> Kept:
        """Let everybody read this version only, from one moment to the next.

        What was there before is dropped, with what was upserted meanwhile, and so is every other
        staged version. A search that began before reads the old products to its end. When the
        process dies on the way, either all old products are there or all new ones.

        Args:
            version: A name that was staged.
            expected: How many products must be staged; None takes what there is.

        Returns:
            How many products there are now, and how many of their skus were there before.

        Raises:
            NotFound: Nothing is staged under this name.
            Conflict: Another number of products is staged; the old ones are still there.
            Unavailable: The store cannot do it; the old ones are still there.
        """
        ...

    async def facets(self) -> Facets:
        """Return the values the facets take now."""
        ...

    async def count(self) -> int:
        """Return the number of products."""
        ...

    def products(self) -> AsyncIterator[Product]:
        """Yield every product."""
        ...

    async def version(self) -> str:
        """Return a text that changes whenever the products do."""
        ...

    async def close(self) -> None:
        """Release the store."""
        ...


def checked_version(name: str) -> str:
    """Return the name of a version, 1 to 40 letters, digits, - and _.

    Raises:
        Invalid: It is no such name.
    """
    if re.fullmatch(VERSION, name) is None:
        raise Invalid(
            f"{name[:50]!r} cannot name a version: give 1 to 40 letters, digits, - and _."
        )
    return name


def require_whole(version: str, staged: int, expected: int | None) -> None:
    """Refuse to swap in a version that does not hold what it should.

    Raises:
        Conflict: Another number of products is staged than expected.
    """
    if expected is not None and staged != expected:
        raise Conflict(
            f"Version {version} holds {staged} products, not {expected}: stage all of them again "
            "under another name."
        )
