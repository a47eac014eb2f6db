"""Say why a product goes against what a subject stated, and how to take that back."""

from domain.allergens import family_of, held_by
from domain.constraints import Constraints
from domain.product import Product
from llm.port import Stated
from nodes.noting import way_back


def held_back(product: Product, held: Constraints) -> str:
    """Return why a product may not be put into the cart; empty when it may.

    Args:
        product: As the catalogue knows it now.
        held: Allergies, diets and brands ruled out; anything else is not looked at.

    Example:
        >>> held_back(Product("b", "Bar", allergens=("nuts",)), Constraints(free_from=("nuts",)))
        'Bar holds nuts, which you rule out. To take that back, say “I'm not allergic to nuts any \
more”.'
    """
    for allergen in held.free_from:
        if not Constraints(free_from=(allergen,)).admit(product):
            return _said(_holds(product, allergen), "allergic_to", allergen)
    for diet in held.diets:
        if not Constraints(diets=(diet,)).admit(product):
            why = f"{product.name} is not known to be {diet.replace('_', '-')}, as you want it"
            return _said(why, "follows_diet", diet)
    for brand in held.not_brands:
        if not Constraints(not_brands=(brand,)).admit(product):
            why = f"{product.name} is by {product.brand}, which you avoid"
            return _said(why, "avoids_brand", brand)
    return ""


def hard(constraints: Constraints) -> Constraints:
    """Return the part of constraints that is about a person rather than a search."""
    return Constraints(
        free_from=constraints.free_from,
        diets=constraints.diets,
        not_brands=constraints.not_brands,
    )


def _holds(product: Product, allergen: str) -> str:
    held, word = held_by(product), allergen.replace("_", " ")
    if held is None:
        return f"nobody says whether {product.name} holds {word}, which you rule out"
    named = sorted(held & family_of(allergen))
    told = " and ".join(name.replace("_", " ") for name in named) or word
    return f"{product.name} holds {told}, which you rule out"


def _said(why: str, relation: str, value: str) -> str:
    back = way_back(Stated(relation, value, ""))
    return f"{why[:1].upper()}{why[1:]}. To take that back, say “{back}”."
