"""Read past orders from a CSV, JSONL or Parquet file of order lines, with verdicts."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic import ValidationError as Refused

from catalog.layouts import DUNNHUMBY_WINDOW, ONLINE_RETAIL, Layout, chosen, same
from catalog.product_row import Id, Price
from catalog.reading import reasons
from catalog.records import Record, Rejected, columns_of, records
from domain.cart import CartLine
from domain.clock import MS_PER_DAY, to_ms
from domain.errors import Invalid

LAST_DAY: Final = 100_000
"""Highest whole day that is read as one: a larger number is no day since 1970."""

HIGHEST_QUANTITY: Final = 100_000

Key = tuple[str, str]
"""User id and order id: shops number orders anew for every user, or once for all."""


@dataclass(frozen=True, slots=True)
class PastOrder:
    """An order somebody completed before LeafLoop came.

    Attributes:
        order_id: The shop's id.
        user_id: Who ordered.
        at: Time of its first line in milliseconds.
        lines: What was bought, in file order.
    """

    order_id: str
    user_id: str
    at: int
    lines: tuple[CartLine, ...]


def _moment(value: Any) -> Any:
    """Read a time or a whole day since 1970 as milliseconds; leave anything else to fail."""
    if isinstance(value, str):
        text = value.strip()
        value = int(text) if text.isdigit() else _parsed(text)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime):
        return to_ms(value)
    if isinstance(value, date):
        return to_ms(datetime(value.year, value.month, value.day, tzinfo=UTC))
    if isinstance(value, int) and not isinstance(value, bool):
        if not 0 <= value <= LAST_DAY:
            raise ValueError(f"is no time and no whole day from 0 to {LAST_DAY}")
        return value * MS_PER_DAY
    raise ValueError("is no time: give RFC 3339, a date, or a whole day")


def _parsed(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _some(value: Any) -> Any:
    return "" if value is None else value


_Text = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=500), BeforeValidator(_some)
]


class OrderLineRow(BaseModel):
    """One line of a past order as a shop exports it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    user_id: Id
    order_id: Id
    ordered_at: Annotated[int, BeforeValidator(_moment)]
    sku: Id
    quantity: Annotated[
        float,
        Field(gt=0, le=HIGHEST_QUANTITY, allow_inf_nan=False),
        BeforeValidator(lambda value: 1 if value is None or value == "" else value),
    ] = 1
    price: Price = None
    name: _Text = ""
    category: _Text = ""
    brand: _Text = ""

    def to_line(self) -> CartLine:
        """Return the line as carts and orders hold it."""
        return CartLine(self.sku, self.name, self.quantity, self.price, self.category, self.brand)


_OWN: Final = Layout(
    "LeafLoop",
    frozenset({"user_id", "order_id", "ordered_at", "sku"}),
    tuple(OrderLineRow.model_fields),
    same(OrderLineRow.model_fields),
)


def read_orders(path: Path) -> Iterator[PastOrder | Rejected]:
    """Yield the orders of a file, and a verdict for every line left out.

    The file is read twice. Orders whose lines stand together are yielded as they come; only those
    whose lines are scattered are held in memory, and come last.

    Args:
        path: A .csv, .tsv, .jsonl, .ndjson, .parquet or .pq file with the columns of
            `OrderLineRow`, others ignored, or those of a layout in layouts.py.

    Raises:
        NotFound: There is no such file.
        Invalid: The format is unknown, the file cannot be read at all, or has no known columns.
    """
    columns = columns_of(path)
    layout = chosen(columns, (_OWN, ONLINE_RETAIL, DUNNHUMBY_WINDOW))
    if layout is None and columns:
        raise Invalid(
            f"{path.name} has no columns user_id, order_id, ordered_at and sku (it has "
            f"{', '.join(columns[:20])}): rename its columns."
        )
    return _orders(path, layout or _OWN)


def _orders(path: Path, layout: Layout) -> Iterator[PastOrder | Rejected]:
    scattered = _scattered(path, layout)
    held: dict[Key, list[OrderLineRow]] = defaultdict(list)
    for key, rows in groupby(records(path, layout.reads), lambda row: _key(row, layout)):
        lines: list[OrderLineRow] = []
        for row in rows:
            verdict = row if isinstance(row, Rejected) else _verdict(row, layout)
            if isinstance(verdict, Rejected):
                yield verdict
            else:
                lines.append(verdict)
        if key is not None and hash(key) in scattered:
            held[key] += lines
        elif lines:
            yield _order(lines)
    for lines in held.values():
        if lines:
            yield _order(lines)


def _scattered(path: Path, layout: Layout) -> set[int]:
    """Return the hashes of the orders whose lines do not stand together."""
    seen: set[int] = set()
    scattered: set[int] = set()
    for key, _ in groupby(_key(row, layout) for row in records(path, layout.reads)):
        if key is not None:
            (scattered if hash(key) in seen else seen).add(hash(key))
    return scattered


def _key(row: Record | Rejected, layout: Layout) -> Key | None:
    """Return which order a row belongs to, as far as that can be read."""
    if isinstance(row, Rejected):
        return None
    values = layout.translate(row.values)
    return str(values.get("user_id")).strip(), str(values.get("order_id")).strip()


def _verdict(record: Record, layout: Layout) -> OrderLineRow | Rejected:
    values = layout.translate(record.values)
    if reason := _not_bought(values):
        return Rejected(record.line, reason)
    try:
        return OrderLineRow.model_validate(values)
    except Refused as refused:
        return Rejected(record.line, reasons(refused))


def _not_bought(values: dict[str, Any]) -> str | None:
    """Say why a line is no purchase, for the reasons shops' exports commonly have."""
    if values.get("user_id") in (None, ""):
        return "user_id: the line belongs to nobody"
    order_id, quantity = values.get("order_id"), values.get("quantity")
    negative = str(quantity).strip().startswith("-")
    if negative and str(order_id).upper().startswith("C"):
        return "order_id: the order was cancelled"
    if negative:
        return "quantity: the line takes something back"
    return None


def _order(lines: list[OrderLineRow]) -> PastOrder:
    first = lines[0]
    return PastOrder(
        first.order_id,
        first.user_id,
        min(line.ordered_at for line in lines),
        tuple(line.to_line() for line in lines),
    )
