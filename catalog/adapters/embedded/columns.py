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
from domain.allergens import family_of, held_by
from domain.constraints import Constraints
from domain.diets import kept_diets
from domain.measure import Per, Unit, measure_of, unit_price
from domain.product import Product

ALLERGENS_KNOWN: Final = "allergens known"
IN_STOCK: Final = "in stock"
UNITS: Final[tuple[Unit, ...]] = ("g", "ml", "each")
PER: Final[tuple[Per, ...]] = ("kg", "l", "each")
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
        ("diet", kept_diets(product)),
        ("attribute", product.attributes),
        ("allergen", product.allergens or ()),
    ):
        tags.update((tag(facet, value), value) for value in values)
    held = held_by(product)
    if held is not None:
        tags[ALLERGENS_KNOWN] = ""
        tags.update((tag("holds", name), "") for name in held)
    if product.in_stock:
        tags[IN_STOCK] = ""
    return tags


def held_tags(allergen: str) -> list[str]:
    """Return the tags that a product must not carry when an allergen is ruled out."""
    return [tag("holds", name) for name in sorted(family_of(allergen))]


def measured(product: Product) -> dict[str, float]:
    """Return column -> number, for everything of a product that limits are set on.

    `price`; `size g`, `size ml` or `size each`; and `per kg`, `per l` or `per each`. What is
    unknown is left out.
    """
    numbers = {} if product.price is None else {"price": product.price}
    size = measure_of(product.size)
    if size is not None:
        numbers[f"size {size.unit}"] = size.amount
        if product.price is not None:
            price, per = unit_price(product.price, size)
            numbers[f"per {per}"] = price
    return numbers


NUMBERS: Final = ("price", *(f"size {unit}" for unit in UNITS), *(f"per {per}" for per in PER))
"""Every column that `measured` can name."""

Range = tuple[str, float | None, float | None]
"""A column with its lowest and highest number, inclusive; None where there is no limit."""


def ranges_of(constraints: Constraints) -> list[list[Range]]:
    """Return what numbers must satisfy: of each list one range, and all of the lists."""
    wanted: list[list[Range]] = []
    if constraints.price_min is not None or constraints.price_max is not None:
        wanted.append([("price", constraints.price_min, constraints.price_max)])
    if constraints.sizes:
        read = [size for size in map(measure_of, constraints.sizes) if size is not None]
        wanted.append([(f"size {size.unit}", *size.bounds) for size in read])
    wanted += [[(f"per {per}", None, most)] for per, most in constraints.unit_price_limits.items()]
    return wanted


@dataclass(frozen=True, slots=True)
class Columns:
    """What constraints look at, slot by slot.

    Attributes:
        alive: Whether a slot holds a product's present body, shape (count,).
        numbers: One row per column of NUMBERS, NaN when unknown, shape (7, capacity); what is
            beyond `alive` belongs to a later snapshot.
        postings: Tag -> slots that carry it, dead ones included.
        labels: Tag -> value as first written.
    """

    alive: Mask
    numbers: npt.NDArray[np.float64]
    postings: Mapping[str, Slots]
    labels: Mapping[str, str]

    @classmethod
    def empty(cls) -> "Columns":
        """Return columns without any slot."""
        return cls(np.zeros(0, dtype=np.bool_), np.empty((len(NUMBERS), 0)), {}, {})

    @property
    def prices(self) -> npt.NDArray[np.float64]:
        """Price slot by slot, NaN when unknown, shape (count,)."""
        return self._number("price")

    def of_rows(self, count: int, alive: Sequence[int], new: Iterable[Numbered]) -> "Columns":
        """Return these columns brought up to the rows there are.

        Args:
            count: Number of slots, dead ones included.
            alive: Slots that are not dead.
            new: Products in slots at or behind the end of these columns.
        """
        living = np.zeros(count, dtype=np.bool_)
        living[alive] = True
        return replace(self, alive=living, numbers=self._room(count))._filled(new)

    def extended(self, products: Sequence[Product], dead: Iterable[int]) -> "Columns":
        """Return columns with more slots at the end and some of the old ones dead."""
        first, count = len(self.alive), len(self.alive) + len(products)
        alive = np.ones(count, dtype=np.bool_)
        alive[:first] = self.alive
        alive[np.fromiter(dead, dtype=np.int64)] = False
        numbers, capacity = self.numbers, self.numbers.shape[1]
        if count > capacity:
            numbers = self._room(max(1024, count, capacity * 3 // 2))
        return replace(self, alive=alive, numbers=numbers)._filled(enumerate(products, start=first))

    def _room(self, capacity: int) -> npt.NDArray[np.float64]:
        """Return a copy of the numbers with room for so many slots."""
        numbers = np.full((len(NUMBERS), capacity), np.nan)
        numbers[:, : len(self.alive)] = self.numbers[:, : len(self.alive)]
        return numbers

    def _number(self, column: str) -> npt.NDArray[np.float64]:
        return self.numbers[NUMBERS.index(column), : len(self.alive)]

    def _filled(self, numbered: Iterable[Numbered]) -> "Columns":
        added: dict[str, list[int]] = defaultdict(list)
        labels, postings = dict(self.labels), dict(self.postings)
        for slot, product in numbered:
            known = measured(product)
            self.numbers[:, slot] = [known.get(column, np.nan) for column in NUMBERS]
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
        for ranges in ranges_of(constraints):
            mask &= self._within(ranges)
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
                for name in held_tags(allergen):
                    mask[self.slots(name)] = False
        if constraints.in_stock:
            mask &= self._any((IN_STOCK,))
        return mask

    def unsupported(self, constraints: Constraints) -> tuple[str, ...]:
        """Return the values asked for that no product carries at all."""
        named: list[tuple[str, list[str]]] = [
            (value, [tag(facet, value)])
            for facet, values in (
                ("brand", constraints.brands),
                ("category", constraints.categories),
                ("diet", constraints.diets),
                ("attribute", constraints.attributes),
            )
            for value in values
        ]
        named += [(allergen, held_tags(allergen)) for allergen in constraints.free_from]
        absent = [
            value
            for value, tags in named
            if not any(self.alive[self.slots(name)].any() for name in tags)
        ]
        absent += [
            size
            for size in constraints.sizes
            if not (self.alive & self._within(ranges_of(Constraints(sizes=(size,)))[0])).any()
        ]
        return tuple(absent)

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
            "numbers": self.numbers[:, : len(self.alive)],
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
        numbers = np.asarray(arrays["numbers"], dtype=np.float64)
        labels = dict(orjson.loads(arrays["names"].tobytes()))
        parts = np.split(np.asarray(arrays["slots"], dtype=np.int64), arrays["ends"][:-1])
        if len(parts) != max(1, len(labels)) or len(numbers) != len(NUMBERS):
            raise ValueError("The columns' names and slots differ in number.")
        postings = dict(zip(labels, parts, strict=False))
        return cls(np.ones(numbers.shape[1], dtype=np.bool_), numbers, postings, labels)

    def _within(self, ranges: Sequence[Range]) -> Mask:
        """Return which slots have a number in any of some ranges, dead ones included."""
        mask = np.zeros(len(self.alive), dtype=np.bool_)
        for column, least, most in ranges:
            numbers = self._number(column)
            # An unknown number is NaN, which is neither below nor above anything.
            inside = ~np.isnan(numbers) if least is None else numbers >= least
            mask |= inside if most is None else inside & (numbers <= most)
        return mask

    def _any(self, names: Iterable[str]) -> Mask:
        mask = np.zeros(len(self.alive), dtype=np.bool_)
        for name in names:
            mask[self.slots(name)] = True
        return mask
