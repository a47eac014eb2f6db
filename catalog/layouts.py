"""Foreign column names that are understood beside our own, each with its mapping."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Layout:
    """A known set of column names.

    Attributes:
        name: Whose files look like this.
        needs: Columns that give it away.
        reads: Columns it makes use of.
        translate: Turns a row into one with our own columns.
    """

    name: str
    needs: frozenset[str]
    reads: tuple[str, ...]
    translate: Callable[[Values], dict[str, Any]]


def chosen(columns: Iterable[str], layouts: Iterable[Layout]) -> Layout | None:
    """Return the first layout whose telling columns are all there, or None."""
    present = frozenset(columns)
    return next((layout for layout in layouts if layout.needs <= present), None)


def renamed(names: Mapping[str, str]) -> Callable[[Values], dict[str, Any]]:
    """Return a translation that only renames: their column -> ours."""

    def translate(values: Values) -> dict[str, Any]:
        return {ours: values[theirs] for theirs, ours in names.items() if theirs in values}

    return translate


def same(columns: Iterable[str]) -> Callable[[Values], dict[str, Any]]:
    """Return a translation that keeps our own columns and drops all others."""
    return renamed({name: name for name in columns})


def _complete_journey(values: Values) -> dict[str, Any]:
    """Name a product by its type, the finest thing known of it; makers are known by number."""
    kind, category, department = (
        str(values.get(column) or "").strip().title()
        for column in ("product_type", "product_category", "department")
    )
    return {
        "sku": values.get("product_id"),
        "name": kind or category or department,
        "brand": f"{values.get('brand') or ''} {values.get('manufacturer_id') or ''}".strip(),
        "category": category,
        "department": department,
        "size": values.get("package_size"),
    }


COMPLETE_JOURNEY: Final = Layout(
    "dunnhumby Complete Journey",
    frozenset({"product_id", "product_type", "product_category"}),
    (
        "product_id",
        "manufacturer_id",
        "department",
        "brand",
        "product_category",
        "product_type",
        "package_size",
    ),
    _complete_journey,
)

_ONLINE_RETAIL_NAMES: Final = {
    "InvoiceNo": "order_id",
    "StockCode": "sku",
    "Description": "name",
    "Quantity": "quantity",
    "InvoiceDate": "ordered_at",
    "UnitPrice": "price",
    "CustomerID": "user_id",
}
ONLINE_RETAIL: Final = Layout(
    "UCI Online Retail",
    frozenset({"InvoiceNo", "StockCode", "CustomerID"}),
    tuple(_ONLINE_RETAIL_NAMES),
    renamed(_ONLINE_RETAIL_NAMES),
)

_WINDOW_NAMES: Final = {
    "user_id": "user_id",
    "basket_id": "order_id",
    "date": "ordered_at",
    "item_id": "sku",
}
DUNNHUMBY_WINDOW: Final = Layout(
    "dunnhumby whole baskets",
    frozenset(_WINDOW_NAMES),
    tuple(_WINDOW_NAMES),
    renamed(_WINDOW_NAMES),
)
