"""Answer constraints for all products at once: which slots are admitted, which values exist."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import orjson

from catalog.adapters.embedded.vectors import Mask, Slots
from catalog.port import Facets
from domain.constraints import Constraints
from domain.product import Product

ALLERGENS_KNOWN: Final = "allergens known"
IN_STOCK: Final = "in stock"
Numbered = tuple[int, Product]
"""A slot and what it holds."""

_NOWHERE: Final[Slots] = np.empty(0, dtype=np.int64)


def tag(facet: str, value: str) -> str:
    """Return the one word under which a facet's value is kept, without case."""
    return f"{facet}:{value.casefold()}"


def tagged(product: Product) -> dict[str, str]:
    """Return tag -> value as written, for everything constraints can ask of a product."""
    tags = {
        tag("brand", product.brand): product.brand,
        tag("category", product.category): product.category,
    }
    for facet, values in (
        ("diet", product.diets),
        ("attribute", product.attributes),
        ("allergen", product.allergens or ()),
    ):
        tags.update((tag(facet, value), value) for value in values)
    if product.allergens is not None:
        tags[ALLERGENS_KNOWN] = ""
    if product.in_stock:
        tags[IN_STOCK] = ""
    return tags


@dataclass(frozen=True, slots=True)
class Columns:
    """What constraints look at, slot by slot.

    Attributes:
        alive: Whether a slot holds a product's present body, shape (count,).
        prices: Price, NaN when unknown; rows beyond `alive` belong to a later snapshot.
        postings: Tag -> slots that carry it, dead ones included.
        labels: Tag -> value as first written.
    """

    alive: Mask
    prices: npt.NDArray[np.float64]
    postings: Mapping[str, Slots]
    labels: Mapping[str, str]

    @classmethod
    def empty(cls) -> "Columns":
        """Return columns without any slot."""
        return cls(np.zeros(0, dtype=np.bool_), np.empty(0), {}, {})

    def of_rows(self, count: int, alive: Sequence[int], new: Iterable[Numbered]) -> "Columns":
        """Return these columns brought up to the rows there are.

        Args:
            count: Number of slots, dead ones included.
            alive: Slots that are not dead.
            new: Products in slots at or behind the end of these columns.
        """
        living = np.zeros(count, dtype=np.bool_)
        living[alive] = True
        prices = np.full(count, np.nan)
        prices[: len(self.alive)] = self.prices[: len(self.alive)]
        return replace(self, alive=living, prices=prices)._filled(new)

    def extended(self, products: Sequence[Product], dead: Iterable[int]) -> "Columns":
        """Return columns with more slots at the end and some of the old ones dead."""
        first, count = len(self.alive), len(self.alive) + len(products)
        alive = np.ones(count, dtype=np.bool_)
        alive[:first] = self.alive
        alive[np.fromiter(dead, dtype=np.int64)] = False
        prices = self.prices
        if count > len(prices):
            prices = np.empty(max(1024, count, len(prices) * 3 // 2))
            prices[:first] = self.prices[:first]
        return replace(self, alive=alive, prices=prices)._filled(enumerate(products, start=first))

    def _filled(self, numbered: Iterable[Numbered]) -> "Columns":
        added: dict[str, list[int]] = defaultdict(list)
        labels, postings = dict(self.labels), dict(self.postings)
        for slot, product in numbered:
            self.prices[slot] = np.nan if product.price is None else product.price
            for name, label in tagged(product).items():
                added[name].append(slot)
                labels.setdefault(name, label)
        for name, slots in added.items():
            postings[name] = np.concatenate((self.slots(name), np.array(slots, dtype=np.int64)))
        return replace(self, postings=postings, labels=labels)

    def slots(self, name: str) -> Slots:
        """Return the slots that carry a tag, dead ones included."""
        return self.postings.get(name, _NOWHERE)

    def admitted(self, constraints: Constraints) -> Mask:
        """Return which slots satisfy constraints, as Constraints.admit says it of a product."""
        mask = self.alive.copy()
        prices = self.prices[: len(mask)]
        if constraints.price_min is not None:
            mask &= prices >= constraints.price_min
        if constraints.price_max is not None:
            mask &= prices <= constraints.price_max
        for facet, values in (("brand", constraints.brands), ("category", constraints.categories)):
            if values:
                mask &= self._any(tag(facet, value) for value in values)
        for facet, values in (("diet", constraints.diets), ("attribute", constraints.attributes)):
            for value in values:
                mask &= self._any((tag(facet, value),))
        for brand in constraints.not_brands:
            mask[self.slots(tag("brand", brand))] = False
        if constraints.free_from:
            mask &= self._any((ALLERGENS_KNOWN,))
            for allergen in constraints.free_from:
                mask[self.slots(tag("allergen", allergen))] = False
        if constraints.in_stock:
            mask &= self._any((IN_STOCK,))
        return mask

    def unsupported(self, constraints: Constraints) -> tuple[str, ...]:
        """Return the values asked for that no product carries at all."""
        return tuple(
            value
            for facet, values in (
                ("brand", constraints.brands),
                ("category", constraints.categories),
                ("diet", constraints.diets),
                ("attribute", constraints.attributes),
                ("allergen", constraints.free_from),
            )
            for value in values
            if not self.alive[self.slots(tag(facet, value))].any()
        )

    def facets(self) -> Facets:
        """Count the products behind each value, most frequent first."""
        counts: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for name, slots in self.postings.items():
            label = self.labels[name]
            held = int(np.count_nonzero(self.alive[slots]))
            if label and held:
                counts[name.partition(":")[0]].append((held, label))
        ranked = {
            facet: {label: held for held, label in sorted(pairs, key=lambda p: (-p[0], p[1]))}
            for facet, pairs in counts.items()
        }
        return Facets(
            categories=ranked.get("category", {}),
            brands=ranked.get("brand", {}),
            diets=ranked.get("diet", {}),
            attributes=ranked.get("attribute", {}),
            allergens=ranked.get("allergen", {}),
        )

    def packed(self) -> dict[str, Any]:
        """Return these columns as plain arrays, for a file."""
        ends = np.cumsum([len(slots) for slots in self.postings.values()], dtype=np.int64)
        names = orjson.dumps([[name, self.labels[name]] for name in self.postings])
        return {
            "prices": self.prices[: len(self.alive)],
            "ends": ends,
            "slots": np.concatenate((_NOWHERE, *self.postings.values())),
            "names": np.frombuffer(names, dtype=np.uint8),
        }

    @classmethod
    def unpacked(cls, arrays: Mapping[str, npt.NDArray[np.generic]]) -> "Columns":
        """Return what `packed` packed, with every slot alive.

        Raises:
            ValueError: The arrays do not fit together.
            KeyError: One is missing.
        """
        prices = np.asarray(arrays["prices"], dtype=np.float64)
        labels = dict(orjson.loads(arrays["names"].tobytes()))
        parts = np.split(np.asarray(arrays["slots"], dtype=np.int64), arrays["ends"][:-1])
        if len(parts) != max(1, len(labels)):
            raise ValueError("The columns' names and slots differ in number.")
        postings = dict(zip(labels, parts, strict=False))
        return cls(np.ones(len(prices), dtype=np.bool_), prices, postings, labels)

    def _any(self, names: Iterable[str]) -> Mask:
        mask = np.zeros(len(self.alive), dtype=np.bool_)
        for name in names:
            mask[self.slots(name)] = True
        return mask
