"""Past orders in the order of time, with the products they name, read within bounds."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Final

from catalog.orders_reading import PastOrder, read_orders
from catalog.reading import read_products
from catalog.records import Rejected
from domain.errors import Invalid
from domain.product import Product

MOST_LINES: Final = 2_000_000
"""Most order lines held at once: about 1 GB."""

MOST_SHOWN: Final = 10
"""Verdicts on refused lines that a summary quotes."""

_TUNING_SHARE: Final = 5


@dataclass(slots=True)
class Refusals:
    """Lines of one file that were left out.

    Attributes:
        file: Its name.
        count: How many.
        first: The first of them, with line and reason.
    """

    file: str
    count: int = 0
    first: list[Rejected] = field(default_factory=list)

    def add(self, rejected: Rejected) -> None:
        """Count one more line."""
        self.count += 1
        if len(self.first) < MOST_SHOWN:
            self.first.append(rejected)

    def said(self) -> str:
        """Return the first verdict as a part of a sentence, or nothing."""
        return f" (line {self.first[0].line}: {self.first[0].reason})" if self.first else ""


@dataclass(frozen=True, slots=True)
class Shopping:
    """Everything that was bought.

    Attributes:
        orders: Oldest first; those of the same time in file order.
        products: sku -> product, for the skus that were bought; empty without a product file.
        refused: What was left out, file by file.
    """

    orders: Sequence[PastOrder]
    products: dict[str, Product]
    refused: tuple[Refusals, ...]


def read_shopping(
    orders: Path, products: Path | None, advance: Callable[[int], None] = lambda _: None
) -> Shopping:
    """Read orders, and the products that they name.

    Args:
        orders: A file that `catalog.orders_reading` understands.
        products: A file that `catalog.reading` understands, or None.
        advance: Told the number of order lines read.

    Raises:
        NotFound: There is no such file.
        Invalid: A file cannot be read, holds no order at all, or more lines than fit.
    """
    refused = [Refusals(orders.name)]
    read = _orders(orders, refused[0], advance)
    bought = {line.sku for order in read for line in order.lines}
    known: dict[str, Product] = {}
    if products is not None:
        refused.append(Refusals(products.name))
        known = _products(products, bought, refused[1])
    return Shopping(read, known, tuple(refused))


def by_time(orders: Sequence[PastOrder]) -> Iterator[list[PastOrder]]:
    """Yield the orders of each moment together: none of them came before another."""
    for _, together in groupby(orders, key=attrgetter("at")):
        yield list(together)


def is_for_tuning(user_id: str) -> bool:
    """Tell whether a subject may be used to choose parameters; figures come from the others.

    Example:
        >>> sum(is_for_tuning(str(user)) for user in range(1000))
        193
    """
    digest = hashlib.sha256(user_id.encode()).hexdigest()
    return int(digest, 16) % _TUNING_SHARE == 0


def _orders(path: Path, refused: Refusals, advance: Callable[[int], None]) -> list[PastOrder]:
    found: list[PastOrder] = []
    lines = 0
    for read in read_orders(path):
        if isinstance(read, Rejected):
            refused.add(read)
            advance(1)
            continue
        lines += len(read.lines)
        if lines > MOST_LINES:
            raise Invalid(
                f"{path.name} has more than {MOST_LINES:,} order lines: give it in parts, each "
                "with whole users."
            )
        found.append(read)
        advance(len(read.lines))
    if not found:
        raise Invalid(f"{path.name} holds no order that can be read{refused.said()}.")
    found.sort(key=attrgetter("at"))
    return found


def _products(path: Path, bought: set[str], refused: Refusals) -> dict[str, Product]:
    known: dict[str, Product] = {}
    for chunk in read_products(path):
        for rejected in chunk.rejected:
            refused.add(rejected)
        known.update((each.sku, each) for each in chunk.products if each.sku in bought)
    if not known:
        raise Invalid(
            f"{path.name} names none of the products that were ordered{refused.said()}: are both "
            "files from the same shop, with the same sku?"
        )
    return known
