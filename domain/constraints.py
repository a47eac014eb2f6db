"""What a result must satisfy. Constraints filter; preferences only rank."""

from collections.abc import Callable
from dataclasses import dataclass, replace

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
        diets: All of these diets.
        attributes: All of these attributes.
        free_from: None of these allergens; unknown allergens are never free of anything.
        in_stock: True: only what is known to be in stock.
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

    @property
    def empty(self) -> bool:
        """Whether every product satisfies them."""
        return self == _NONE

    def admit(self, product: Product) -> bool:
        """Whether a product satisfies every constraint.

        A product without a price never passes a price limit, and one without allergen data
        never passes `free_from`.

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
            and _folded(self.diets) <= _folded(product.diets)
            and _folded(self.attributes) <= _folded(product.attributes)
            and self._admit_allergens(product.allergens)
            and (not self.in_stock or product.in_stock is True)
        )

    def without_price(self) -> "Constraints":
        """Return the same constraints without a price limit."""
        return replace(self, price_min=None, price_max=None)

    def also(self, other: "Constraints") -> "Constraints":
        """Return constraints that admit only what both admit.

        Where each names brands or categories of its own, those that both name are meant.

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
        )

    def _admit_price(self, price: float | None) -> bool:
        if self.price_min is None and self.price_max is None:
            return True
        if price is None:
            return False
        low = self.price_min if self.price_min is not None else price
        high = self.price_max if self.price_max is not None else price
        return low <= price <= high

    def _admit_allergens(self, allergens: tuple[str, ...] | None) -> bool:
        if not self.free_from:
            return True
        return allergens is not None and _folded(self.free_from).isdisjoint(_folded(allergens))


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


def _pick(
    choose: Callable[[float, float], float], ours: float | None, theirs: float | None
) -> float | None:
    if ours is None or theirs is None:
        return theirs if ours is None else ours
    return choose(ours, theirs)


_NOTHING = ("\0",)  # a name no product has: two lists without a common word admit nothing
_NONE = Constraints()
