"""Say constraints in Weaviate's filters, as Constraints.admit says them of a product."""

from collections.abc import Sequence

from weaviate.classes.query import Filter
from weaviate.collections.classes.filters import _Filters

from catalog.adapters.weaviate.pointer import Pointer
from catalog.adapters.weaviate.stored import whole
from domain.allergens import family_of
from domain.constraints import Constraints
from domain.measure import SAME_WITHIN, measure_of

_ROUNDING = 1e-9


def live(pointer: Pointer) -> _Filters:
    """Return the filter that lets through what is live: not what is being written or deleted."""
    born = Filter.by_property("born").less_or_equal(pointer.generation)
    if not pointer.gone:
        return born
    return born & Filter.not_(Filter.by_id().contains_any(list(pointer.gone)))


def admitted(constraints: Constraints, pointer: Pointer | None = None) -> _Filters | None:
    """Return the filter of the products that constraints admit; None when they admit all.

    Args:
        constraints: To say.
        pointer: Lets through only what it shows; None lets all through.
    """
    wanted = [
        *([live(pointer)] if pointer is not None else []),
        *_prices(constraints),
        *_words(constraints),
        *_sizes(constraints),
    ]
    if constraints.free_from:
        ruled_out = frozenset().union(*map(family_of, constraints.free_from))
        wanted.append(Filter.by_property("allergens_known").equal(True))
        wanted.append(Filter.by_property("held").contains_none(_whole(sorted(ruled_out))))
    if constraints.in_stock:
        wanted.append(Filter.by_property("in_stock").equal(True))
    return Filter.all_of(wanted) if wanted else None


def _prices(constraints: Constraints) -> list[_Filters]:
    wanted = [
        Filter.by_property(f"per_{per}").less_or_equal(limit)
        for per, limit in constraints.unit_price_limits.items()
    ]
    if constraints.price_min is not None:
        wanted.append(Filter.by_property("price").greater_or_equal(constraints.price_min))
    if constraints.price_max is not None:
        wanted.append(Filter.by_property("price").less_or_equal(constraints.price_max))
    return wanted


def _words(constraints: Constraints) -> list[_Filters]:
    wanted = [
        Filter.by_property(name).contains_any(_whole(values))
        for name, values in (("brand", constraints.brands), ("category", constraints.categories))
        if values
    ]
    wanted += [
        Filter.by_property(name).contains_all(_whole(values))
        for name, values in (("diets", constraints.diets), ("attributes", constraints.attributes))
        if values
    ]
    if constraints.not_brands:
        wanted.append(Filter.by_property("brand").contains_none(_whole(constraints.not_brands)))
    return wanted


def _sizes(constraints: Constraints) -> list[_Filters]:
    """Any of the sizes, up to what Measure.same allows; a text that is no size names nothing."""
    if not constraints.sizes:
        return []
    sizes = [size for text in constraints.sizes if (size := measure_of(text)) is not None]
    if not sizes:
        return [Filter.by_property("born").less_than(0)]
    within = 1 - SAME_WITHIN
    return [
        Filter.any_of(
            [
                Filter.by_property("measured").equal(whole(size.unit))
                & Filter.by_property("amount").greater_or_equal(
                    size.amount * within * (1 - _ROUNDING)
                )
                & Filter.by_property("amount").less_or_equal(size.amount / within * (1 + _ROUNDING))
                for size in sizes
            ]
        )
    ]


def _whole(words: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(map(whole, words)))
