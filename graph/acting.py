"""The acts of the shopping flow, made from the open services."""

from nodes.act import Act
from nodes.act_cart import Cartwright, Shelf
from nodes.cart_lines import CartLines
from nodes.explain import Explain
from nodes.learn import Learn
from nodes.read_turn import ReadTurn
from nodes.reorder import Reorder
from nodes.substitute import FindSubstitutes, ProposeSubstitutes
from wiring.services import Services


def acting(services: Services, learn: Learn) -> Act:
    """Return the step that does what a sentence asks for beside searching.

    Args:
        services: The open stores.
        learn: The event path, which every change of a cart takes.
    """
    s = services
    shelf = Shelf(s.catalog)
    cart = Cartwright(CartLines(learn, s.journal, s.carts, s.clock), shelf, s.locks)
    instead = FindSubstitutes(shelf, s.rules.substitution)
    return Act(
        ReadTurn(s.carts, s.profiles, s.clock),
        cart,
        Reorder(cart, instead, s.rules.signals),
        ProposeSubstitutes(shelf, instead),
        Explain(s.journal),
    )
