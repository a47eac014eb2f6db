"""A product as the catalogue knows it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Product:
    """One thing a shop sells.

    Attributes:
        sku: Stock keeping unit, unique in the catalogue.
        name: What a person reads.
        brand: Maker, or empty.
        category: Shelf, or empty.
        department: Aisle above the category, or empty.
        price: In the shop's currency, or None when unknown.
        regular_price: Price without the present offer, or None.
        size: Pack size as written, such as `1 gal`.
        unit: What the price is for, such as `each` or `kg`.
        description: Free text.
        ingredients: As written on the pack.
        diets: Diets it is known to satisfy, such as vegan.
        allergens: Allergens it is known to hold; an empty tuple means known none, None unknown.
        attributes: Such as organic, spicy, plant_based, lactose_free.
        in_stock: Whether it can be bought now; None when unknown.
        image: Address of a picture, or empty.
    """

    sku: str
    name: str
    brand: str = ""
    category: str = ""
    department: str = ""
    price: float | None = None
    regular_price: float | None = None
    size: str = ""
    unit: str = ""
    description: str = ""
    ingredients: str = ""
    diets: tuple[str, ...] = ()
    allergens: tuple[str, ...] | None = None
    attributes: tuple[str, ...] = ()
    in_stock: bool | None = None
    image: str = ""
