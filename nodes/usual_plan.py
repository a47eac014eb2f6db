"""Decide what the usual puts into the cart now, what cannot be had, and what is held back."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from domain.product import Product
from learning.cart import MAX_LINES
from learning.reorder_basket import UsualLine, usual_basket
from learning.signals import Signals
from learning.substitution import Substitute
from nodes.act_cart import Shelf
from nodes.act_turn import Turn
from nodes.held_back import held_back
from nodes.substitute import FindSubstitutes


@dataclass(frozen=True, slots=True)
class Missing:
    """A usual product that cannot be had.

    Attributes:
        line: As it is usually bought.
        original: The product, as it is or was sold.
        instead: What takes its place, or None.
    """

    line: UsualLine
    original: Product
    instead: Substitute | None


@dataclass(frozen=True, slots=True)
class UsualPlan:
    """What is usual now, and what comes of each line of it.

    Attributes:
        wanted: All of it, also what is in the cart already; due first.
        lines: What there is to add.
        missing: What cannot be had.
        refused: sku -> why it goes against what the subject stated.
        products: What was found of all that is not in the cart yet.
    """

    wanted: tuple[UsualLine, ...]
    lines: tuple[UsualLine, ...] = ()
    missing: tuple[Missing, ...] = ()
    refused: Mapping[str, str] = field(default_factory=dict)
    products: Mapping[str, Product] = field(default_factory=dict)


async def plan_usual(
    turn: Turn,
    shelf: Shelf,
    instead: FindSubstitutes,
    signals: Signals,
    *,
    named: Collection[str] | None = None,
    before: Collection[str] = (),
) -> UsualPlan:
    """Return what a subject usually buys and needs now; nothing is written.

    Args:
        turn: Whose profile, cart and stated constraints count.
        shelf: Knows what the products are now.
        instead: Finds what takes the place of what cannot be had.
        signals: The rules the habits were learned by.
        named: Skus that alone are meant; None means all of the usual.
        before: Skus that were added in this very turn already.

    Raises:
        ShelvesAway: The catalogue does not answer.
    """
    wanted = usual_basket(turn.profile, turn.now, signals=signals)
    if named is not None:
        wanted = tuple(line for line in wanted if line.sku in named)
    new = [line for line in wanted if line.sku not in turn.cart.lines.keys() | set(before)]
    if not new:
        return UsualPlan(wanted)
    products = await shelf.products([line.sku for line in new])
    refused = {
        line.sku: why
        for line in new
        if line.sku in products and (why := held_back(products[line.sku], turn.held))
    }
    fit = [line for line in new if line.sku not in refused]
    gone = [line for line in fit if _is_gone(products.get(line.sku))]
    room = max(0, MAX_LINES - len(turn.cart.lines))
    there = tuple(line for line in fit if line not in gone)[:room]
    missing = await _replaced(turn, wanted, gone, products, instead)
    return UsualPlan(wanted, there, missing, refused, products)


async def _replaced(
    turn: Turn,
    usual: Sequence[UsualLine],
    gone: Sequence[UsualLine],
    products: Mapping[str, Product],
    instead: FindSubstitutes,
) -> tuple[Missing, ...]:
    """Find what takes the place of each product, none twice and none that is usual itself."""
    taken, missing = {line.sku for line in usual}, list[Missing]()
    for line in gone:
        original = products.get(line.sku) or _remembered(turn, line)
        found = await instead(original, turn.held, wish=turn.wish, without=taken)
        missing.append(Missing(line, original, found[0] if found else None))
        taken |= {one.product.sku for one in found[:1]}
    return tuple(missing)


def _is_gone(product: Product | None) -> bool:
    return product is None or product.in_stock is False


def _remembered(turn: Turn, line: UsualLine) -> Product:
    """Return what is known of a product that is not in the catalogue any more."""
    habit = turn.profile.habits[line.sku]
    return Product(line.sku, line.name, habit.brand, habit.category)
