"""Read products from a CSV, JSONL or Parquet file, with a verdict for every row left out."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from catalog.layouts import COMPLETE_JOURNEY, Layout, chosen, same
from catalog.product_row import ProductRow
from catalog.records import Record, Rejected, columns_of, records
from domain.errors import Invalid
from domain.product import Product

__all__ = ["Chunk", "ProductRow", "Rejected", "read_products", "reasons"]

CHUNK: Final = 4096

_OWN: Final = Layout(
    "LeafLoop",
    frozenset({"sku", "name"}),
    tuple(ProductRow.model_fields),
    same(ProductRow.model_fields),
)


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some rows of a file, read.

    Attributes:
        products: The good ones, in file order.
        rejected: The others.
    """

    products: tuple[Product, ...]
    rejected: tuple[Rejected, ...]


def read_products(path: Path, chunk: int = CHUNK) -> Iterator[Chunk]:
    """Yield the products of a file, some thousand rows at a time.

    Columns are those of `ProductRow`, others are ignored; the columns of layouts.py are
    understood too.

    Args:
        path: A .csv, .tsv, .jsonl, .ndjson, .parquet or .pq file.
        chunk: Rows per chunk.

    Raises:
        NotFound: There is no such file.
        Invalid: The format is unknown, the file cannot be read at all, or has no known columns.
    """
    columns = columns_of(path)
    layout = chosen(columns, (_OWN, COMPLETE_JOURNEY))
    if layout is None and path.suffix.lower() not in (".jsonl", ".ndjson"):
        raise Invalid(
            f"{path.name} has no columns sku and name (it has {', '.join(columns[:20])}): rename "
            "its columns."
        )
    return _chunks(records(path, (layout or _OWN).reads), layout or _OWN, chunk)


def reasons(refused: ValidationError) -> str:
    """Say in one line what is wrong with a row, field by field, without quoting long values."""
    return "; ".join(
        f"{'.'.join(map(str, error['loc'][:1])) or 'row'}: {_lowered(error['msg'])}"
        for error in refused.errors(include_url=False, include_input=False, include_context=False)
    )


def _chunks(rows: Iterator[Record | Rejected], layout: Layout, size: int) -> Iterator[Chunk]:
    while some := list(islice(rows, size)):
        verdicts = [row if isinstance(row, Rejected) else _verdict(row, layout) for row in some]
        yield Chunk(
            tuple(verdict for verdict in verdicts if isinstance(verdict, Product)),
            tuple(verdict for verdict in verdicts if isinstance(verdict, Rejected)),
        )


def _verdict(record: Record, layout: Layout) -> Product | Rejected:
    try:
        return ProductRow.model_validate(layout.translate(record.values)).to_product()
    except ValidationError as refused:
        return Rejected(record.line, reasons(refused))


def _lowered(message: str) -> str:
    message = message.removeprefix("Value error, ")
    return message[:1].lower() + message[1:]
