"""What a result must satisfy. Constraints filter; preferences only rank."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from domain.allergens import family_of, held_by
from domain.diets import kept_diets
from domain.measure import Per, measure_of, unit_price
from domain.product import Product


@dataclass(frozen=True, slots=True)
class Constraints:
    """The filters of a search. Words are compared without case.

    Attributes:
        price_min: Lowest price, inclusive.
        price_max: Highest price, inclusive.
        brands: Any of these brands.
        not_brands: None of these brands.
        categories: Any of these categories.
        diets: All of these diets; one that the product's own data contradict does not count.
        attributes: All of these attributes.
        free_from: None of these allergens; what has no allergen data is never free of anything.
        in_stock: True: only what is known to be in stock.
        sizes: Any of these pack sizes, such as `1 l`; what has no readable size never passes.
        price_per_kg_max: Highest price of a kilogram, inclusive; only what is weighed passes.
        price_per_l_max: Highest price of a litre, inclusive; only what is poured passes.
        price_per_each_max: Highest price of a piece, inclusive; only what is counted passes.
    """

    price_min: float | None = None
    price_max: float | None = None
    brands: tuple[str, ...] = ()
    not_brands: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    diets: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    free_from: tuple[str, ...] = ()
    in_stock: bool | None = None
    sizes: tuple[str, ...] = ()
    price_per_kg_max: float | None = None
    price_per_l_max: float | None = None
    price_per_each_max: float | None = None

    @property
    def empty(self) -> bool:
        """Whether every product satisfies them."""
        return self == _NONE

    @property
    def unit_price_limits(self) -> dict[Per, float]:
        """What a kilogram, litre or piece may cost; only those that are limited."""
        limits: tuple[tuple[Per, float | None], ...] = (
            ("kg", self.price_per_kg_max),
            ("l", self.price_per_l_max),
            ("each", self.price_per_each_max),
        )
        return {per: limit for per, limit in limits if limit is not None}

    def admit(self, product: Product) -> bool:
        """Whether a product satisfies every constraint.

        A product without a price never passes a price limit, and one without allergen data
        never passes `free_from`. What a product holds is what it states and what its ingredients
        name, and ruling out an allergen rules out all its other names.

        Example:
            >>> nuts = Constraints(free_from=("nuts",))
            >>> nuts.admit(Product("a", "Bar", allergens=())), nuts.admit(Product("b", "Bar"))
            (True, False)
        """
        return (
            self._admit_price(product.price)
            and (not self.brands or _fold(product.brand) in _folded(self.brands))
            and _fold(product.brand) not in _folded(self.not_brands)
            and (not self.categories or _fold(product.category) in _folded(self.categories))
            and (not self.diets or _folded(self.diets) <= _folded(kept_diets(product)))
            and _folded(self.attributes) <= _folded(product.attributes)
            and self._admit_allergens(product)
            and (not self.in_stock or product.in_stock is True)
            and self._admit_size(product)
        )

    def without_price(self) -> "Constraints":
        """Return the same constraints without any limit on prices."""
        return replace(
            self,
            price_min=None,
            price_max=None,
            price_per_kg_max=None,
            price_per_l_max=None,
            price_per_each_max=None,
        )

    def also(self, other: "Constraints") -> "Constraints":
        """Return constraints that admit only what both admit.

        Where each names brands, categories or sizes of its own, those that both name are meant;
        sizes that are the same up to rounding are one.

        Example:
            >>> both = Constraints(price_max=5).also(Constraints(price_max=3, diets=("vegan",)))
            >>> both.price_max, both.diets
            (3, ('vegan',))
        """
        return Constraints(
            price_min=_pick(max, self.price_min, other.price_min),
            price_max=_pick(min, self.price_max, other.price_max),
            brands=_either(self.brands, other.brands),
            not_brands=_union(self.not_brands, other.not_brands),
            categories=_either(self.categories, other.categories),
            diets=_union(self.diets, other.diets),
            attributes=_union(self.attributes, other.attributes),
            free_from=_union(self.free_from, other.free_from),
            in_stock=self.in_stock or other.in_stock,
            sizes=_same_sizes(self.sizes, other.sizes),
            price_per_kg_max=_pick(min, self.price_per_kg_max, other.price_per_kg_max),
            price_per_l_max=_pick(min, self.price_per_l_max, other.price_per_l_max),
            price_per_each_max=_pick(min, self.price_per_each_max, other.price_per_each_max),
        )

    def _admit_price(self, price: float | None) -> bool:
        if self.price_min is None and self.price_max is None:
            return True
        if price is None:
            return False
        low = self.price_min if self.price_min is not None else price
        high = self.price_max if self.price_max is not None else price
        return low <= price <= high

    def _admit_allergens(self, product: Product) -> bool:
        if not self.free_from:
            return True
        held = held_by(product)
        return held is not None and all(
            family_of(allergen).isdisjoint(held) for allergen in self.free_from
        )

    def _admit_size(self, product: Product) -> bool:
        limits = self.unit_price_limits
        if not self.sizes and not limits:
            return True
        size = measure_of(product.size)
        if size is None:
            return False
        wanted = [measure_of(text) for text in self.sizes]
        if wanted and not any(one is not None and one.same(size) for one in wanted):
            return False
        if not limits:
            return True
        if product.price is None:
            return False
        price, per = unit_price(product.price, size)
        return all(per == unit and price <= limit for unit, limit in limits.items())


def _fold(word: str) -> str:
    return word.casefold()


def _folded(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(str.casefold, words))


def _union(ours: tuple[str, ...], theirs: tuple[str, ...]) -> tuple[str, ...]:
    return ours + tuple(word for word in theirs if _fold(word) not in _folded(ours))


def _either(ours: tuple[str, ...], theirs: tuple[str, ...]) -> tuple[str, ...]:
    if not ours or not theirs:
        return ours or theirs
    return tuple(word for word in ours if _fold(word) in _folded(theirs)) or _NOTHING


def _same_sizes(ours: tuple[str, ...], theirs: tuple[str, ...]) -> tuple[str, ...]:
    """Return those of our sizes that are one of theirs however it is written."""
    if not ours or not theirs:
        return ours or theirs
    wanted = [size for size in map(measure_of, theirs) if size is not None]
    both = (
        text
        for text in ours
        if (size := measure_of(text)) is not None and any(one.same(size) for one in wanted)
    )
    return tuple(both) or _NOTHING


def _pick(
    choose: Callable[[float, float], float], ours: float | None, theirs: float | None
) -> float | None:
    if ours is None or theirs is None:
        return theirs if ours is None else ours
    return choose(ours, theirs)


_NOTHING = ("\0",)  # a name no product has: two lists without a common word admit nothing
_NONE = Constraints()
