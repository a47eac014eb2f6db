"""The form in which a product comes in: a file's row, or the body of POST /api/v1/products."""

import json
from typing import Annotated, Any, Final

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)

from domain.product import Product

HIGHEST_PRICE: Final = 1_000_000


def _without_nul(text: str) -> str:
    if "\x00" in text:
        raise ValueError("holds a NUL byte")
    return text


def _text_of_number(value: Any) -> Any:
    """Take whole numbers as text: files often store ids as numbers."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _empty_is_none(value: Any) -> Any:
    return None if isinstance(value, str) and not value.strip() else value


def _none_is_empty(value: Any) -> Any:
    return "" if value is None else value


def _listed(value: Any) -> Any:
    """Split a cell: JSON when it begins with a bracket, else at semicolons."""
    if not isinstance(value, str):
        return value
    text = value.strip()
    if not text.startswith("["):
        return [part for part in map(str.strip, text.split(";")) if part]
    try:
        return json.loads(text)
    except ValueError as broken:
        raise ValueError("begins like a JSON list but is none") from broken


def _list_or_empty(value: Any) -> Any:
    return [] if value is None else _listed(value)


def _list_or_unknown(value: Any) -> Any:
    """Read an empty cell as unknown; only a written `[]` says that there are none."""
    return _listed(_empty_is_none(value))


Id = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=128),
    AfterValidator(_without_nul),
    BeforeValidator(_text_of_number),
]
_Short = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=200),
    AfterValidator(_without_nul),
    BeforeValidator(_none_is_empty),
]
_Long = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=10_000),
    AfterValidator(_without_nul),
    BeforeValidator(_none_is_empty),
]
_Word = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=100),
    AfterValidator(_without_nul),
]
Price = Annotated[
    Annotated[float, Field(ge=0, le=HIGHEST_PRICE, allow_inf_nan=False)] | None,
    BeforeValidator(_empty_is_none),
]


class ProductRow(BaseModel):
    """A product as a shop sends it.

    A list may be a JSON list or a text separated by `;`. `allergens` null, missing or an empty
    text means unknown; `[]` means known none.
    """

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={
            "examples": [
                {
                    "sku": "4711",
                    "name": "Oat Drink",
                    "brand": "Havredal",
                    "category": "Milk",
                    "price": 2.49,
                    "size": "1 l",
                    "diets": ["vegan"],
                    "allergens": ["gluten"],
                    "attributes": ["plant_based", "lactose_free"],
                    "in_stock": True,
                }
            ]
        },
    )

    sku: Id
    name: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=1, max_length=500),
        AfterValidator(_without_nul),
    ]
    brand: _Short = ""
    category: _Short = ""
    department: _Short = ""
    price: Price = None
    regular_price: Price = None
    size: _Short = ""
    unit: _Short = ""
    description: _Long = ""
    ingredients: _Long = ""
    diets: Annotated[tuple[_Word, ...], Field(max_length=50), BeforeValidator(_list_or_empty)] = ()
    allergens: Annotated[
        Annotated[tuple[_Word, ...], Field(max_length=50)] | None,
        BeforeValidator(_list_or_unknown),
    ] = None
    attributes: Annotated[
        tuple[_Word, ...], BeforeValidator(_list_or_empty), Field(max_length=50)
    ] = ()
    in_stock: Annotated[bool | None, BeforeValidator(_empty_is_none)] = None
    image: Annotated[
        str,
        StringConstraints(strip_whitespace=True, max_length=2_000),
        AfterValidator(_without_nul),
        BeforeValidator(_none_is_empty),
    ] = ""

    def to_product(self) -> Product:
        """Return the product as the catalogue knows it."""
        return Product(**{name: getattr(self, name) for name in type(self).model_fields})
