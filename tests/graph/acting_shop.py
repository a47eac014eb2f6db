"""A shop whose sentences are understood as a script says, and what its acts did."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from domain.cart import Cart
from domain.clock import MS_PER_DAY
from domain.event import Event, Kind
from domain.ids import bytes_of
from domain.product import Product
from domain.selection import Selection
from domain.understanding import Intent, Understanding
from graph.conversation import Conversation, Update
from tests.fakes.clock import NOON
from tests.fakes.understood import ALL, IT, ScriptedUnderstand, asks, name, place
from tests.open_shop import Change, Shop, open_shop, proposal_in, said_in

OAT = Product("oat", "Oat Milk", "Oatly", "Milk", "Dairy", price=3.0, size="1 l", allergens=(),
              diets=("vegan",), attributes=("plant_based",))  # fmt: skip
SHELF = (
    OAT,
    Product("barista", "Oat Milk Barista", "Oatly", "Milk", "Dairy", price=3.5, size="1 l",
            allergens=(), diets=("vegan",), attributes=("plant_based",)),
    Product("soy", "Soy Milk", "Alpro", "Milk", "Dairy", price=2.5, size="1 l",
            allergens=("soy",), diets=("vegan",), attributes=("plant_based",)),
    Product("almond", "Almond Milk", "Alpro", "Milk", "Dairy", price=4.0, size="1 l",
            allergens=("nuts",), diets=("vegan",), attributes=("plant_based",)),
    Product("whole", "Whole Milk", "Arla", "Milk", "Dairy", price=2.0, size="1 l",
            allergens=("milk",)),
    Product("pea", "Pea Milk", "Sproud", "Milk", "Dairy", price=3.2, size="1 l", allergens=(),
            diets=("vegan",), attributes=("plant_based",), in_stock=False),
    Product("bread", "Sourdough Bread", "Hovis", "Bakery", "Bakery", price=3.2),
    Product("fudge", "Market Fudge", "Tilly", "Sweets", "Sweets"),
)  # fmt: skip

SCRIPT: Mapping[str, Understanding] = {
    "milk": Understanding(query="milk"),
    "add two of the second one": asks(Intent.ADD, place(2), quantity=2.0),
    "add the first one": asks(Intent.ADD, place(1)),
    "add the ninth one": asks(Intent.ADD, place(9)),
    "add it": asks(Intent.ADD, IT),
    "add all of them": asks(Intent.ADD, ALL),
    "add the oat one": asks(Intent.ADD, name("oat")),
    "add the almond milk": asks(Intent.ADD, name("almond milk")),
    "add sourdough bread": asks(Intent.ADD, query="sourdough bread"),
    "add three milk": asks(Intent.ADD, query="milk", quantity=3.0),
    "add market fudge": asks(Intent.ADD, query="market fudge"),
    "add pea milk": asks(Intent.ADD, query="pea milk"),
    "add zqxv": asks(Intent.ADD, query="zqxv"),
    "add 5000 sourdough bread": asks(Intent.ADD, query="sourdough bread", quantity=5000.0),
    "the second one": asks(Intent.FIND, place(2)),
    "make it three": asks(Intent.CHANGE_QUANTITY, IT, quantity=3.0),
    "make it zero": asks(Intent.CHANGE_QUANTITY, IT, quantity=0.0),
    "change it": asks(Intent.CHANGE_QUANTITY, IT),
    "one more": asks(Intent.CHANGE_QUANTITY, quantity=1.0, relative=("more",)),
    "remove it": asks(Intent.REMOVE, IT),
    "remove the second one": asks(Intent.REMOVE, place(2)),
    "remove the bread": asks(Intent.REMOVE, name("bread")),
    "remove the milk": asks(Intent.REMOVE, name("milk")),
    "remove one bread": asks(Intent.REMOVE, name("bread"), quantity=1.0),
    "remove everything": asks(Intent.REMOVE, ALL),
    "show my cart": asks(Intent.SHOW_CART),
    "check out": asks(Intent.CHECKOUT),
    "my usual": asks(Intent.REORDER),
    "reorder bread": asks(Intent.REORDER, query="bread"),
    "reorder soy milk": asks(Intent.REORDER, query="soy milk"),
    "my usual for the weekend": asks(Intent.REORDER, query="weekend"),
    "my usual, no substitutes please": asks(Intent.REORDER),
    "instead of oat milk": asks(Intent.SUBSTITUTE, name("oat milk")),
    "instead of the first": asks(Intent.SUBSTITUTE, place(1)),
    "instead of oat": asks(Intent.SUBSTITUTE, name("oat")),
    "instead of zqxv": asks(Intent.SUBSTITUTE, name("zqxv")),
    "instead of pea milk": asks(Intent.SUBSTITUTE, name("pea milk")),
    "why the first?": asks(Intent.WHY, place(1)),
    "why?": asks(Intent.WHY),
    "why the ninth?": asks(Intent.WHY, place(9)),
    "hello": asks(Intent.SMALL_TALK),
}


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation with the shop.

    Attributes:
        shop: Behind the counter.
        conversation: Its graphs, with the script in the place of understanding.
    """

    shop: Shop
    conversation: Conversation

    async def say(self, text: str, user: str = "ann", **more: Any) -> list[Update]:
        """Say something, and return what happened."""
        turn = self.conversation.start("shopping", text, self.shop.caller(user), "t", **more)
        return [update async for update in turn]

    async def told(self, text: str, **more: Any) -> str:
        """Say something, and return the reply in words."""
        return " ".join(said_in(await self.say(text, **more)))

    async def shown(self, text: str, **more: Any) -> dict[str, Any]:
        """Say something, and return the proposal it leads to."""
        return proposal_in(await self.say(text, **more))

    async def pick(self, proposal: Mapping[str, Any], choice: str) -> list[Update]:
        """Pick from a proposal."""
        selection = Selection(bytes_of(proposal["proposal_id"]), choice)
        answers = self.conversation.answer(selection, self.shop.caller())
        return [update async for update in answers]

    async def cart(self) -> Cart:
        """Return the cart."""
        return await self.shop.services.carts.read("ann")

    async def quantities(self) -> dict[str, float]:
        """Return sku -> quantity of what is in the cart."""
        return {line.sku: line.quantity for line in (await self.cart()).lines.values()}

    async def carted(self) -> list[Event]:
        """Return what was written about the cart, oldest first."""
        kinds = (Kind.CART_ITEM_ADDED, Kind.CART_ITEM_REMOVED, Kind.CART_ITEM_UPDATED)
        return await self.shop.events(*kinds, Kind.ORDER_COMPLETED)

    async def ordered(self, *skus: str, days_ago: int, quantity: float = 1.0) -> None:
        """Let an order have been made some days ago."""
        items = [line(sku, quantity) for sku in skus]
        now = NOON - days_ago * MS_PER_DAY
        event = Event(self.shop.services.new_id(now), Kind.ORDER_COMPLETED, "ann", None, now, now,
                      {"order_id": f"o{days_ago}", "items": items})  # fmt: skip
        await self.shop.services.journal.append([event])


def line(sku: str, quantity: float) -> dict[str, Any]:
    """Return a line of an order."""
    known = {product.sku: product for product in SHELF}.get(sku) or Product(sku, sku.title())
    return {"sku": sku, "name": known.name, "category": known.category, "brand": known.brand,
            "quantity": quantity, "price": known.price}  # fmt: skip


def skus(proposal: Mapping[str, Any]) -> list[str]:
    """Return what is proposed, in order."""
    return [result["product"]["sku"] for result in proposal["products"]]


@asynccontextmanager
async def open_talk(
    home: Path,
    *,
    products: Sequence[Product] = SHELF,
    change: Change = lambda services: services,
    **settings: Any,
) -> AsyncIterator[Talk]:
    """Open the shop, with sentences understood as the script says."""
    async with open_shop(home, products=products, change=change, **settings) as shop:
        understand: Any = ScriptedUnderstand(shop.services.profiles, SCRIPT)
        steps = replace(shop.steps, converse=understand)
        yield Talk(shop, Conversation.of(steps))
