"""A subject's cart and orders; every change is an event like any other."""

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Query

from api.problems import responses
from api.runtime import Json, Running, Runtime, valid_id
from api.schemas.cart import CartLineBody, CartLineChange, CartReply, OrderCartBody, OrdersReply
from api.schemas.cart import OrderReply as OrderedReply
from domain.cart import Cart, Order
from domain.clock import to_rfc3339
from domain.errors import Busy, InProgress, Invalid, NotFound, TooMany, UnknownProduct
from domain.event import Event, Kind
from domain.ids import text_of

router = APIRouter(prefix="/api/v1/user/{user_id}", tags=["Cart"])

_ORDER_WAIT = 10.0
"""Seconds that an order waits for another of the same cart, which it then finds empty."""


@router.get("/cart", response_model=CartReply)
async def read_cart(user_id: str, running: Running) -> Json:
    """Return the cart."""
    return Json(_cart(await running.services.carts.read(valid_id(user_id))))


@router.post("/cart", response_model=CartReply, responses=responses(UnknownProduct, TooMany, Busy))
async def add(user_id: str, body: CartLineBody, running: Running) -> Json:
    """Put a product into the cart."""
    data = {"product_sku": body.product_sku, "quantity": body.quantity}
    await _write(running, user_id, body.session_id, Kind.CART_ITEM_ADDED, data)
    return Json(_cart(await running.services.carts.read(user_id)))


@router.patch("/cart", response_model=CartReply, responses=responses(NotFound, TooMany, Busy))
async def change(user_id: str, body: CartLineChange, running: Running) -> Json:
    """Set the quantity of a line; 0 removes it."""
    await _line(running, user_id, body.product_sku)
    data = {"product_sku": body.product_sku, "quantity": body.quantity}
    await _write(running, user_id, body.session_id, Kind.CART_ITEM_UPDATED, data)
    return Json(_cart(await running.services.carts.read(user_id)))


@router.delete("/cart", response_model=CartReply, responses=responses(NotFound, TooMany, Busy))
async def remove(
    user_id: str,
    running: Running,
    product_sku: Annotated[str | None, Query(description="Left out: every line.")] = None,
) -> Json:
    """Take a line, or every line, out of the cart."""
    cart = await running.services.carts.read(valid_id(user_id))
    if product_sku is not None:
        await _line(running, user_id, product_sku)
    for sku in [product_sku] if product_sku is not None else list(cart.lines):
        await _write(running, user_id, None, Kind.CART_ITEM_REMOVED, {"product_sku": sku})
    return Json(_cart(await running.services.carts.read(user_id)))


@router.post("/orders", response_model=OrderedReply, responses=responses(InProgress, TooMany, Busy))
async def order(user_id: str, body: OrderCartBody, running: Running) -> Json:
    """Order what is in the cart."""
    services = running.services
    async with services.locks.hold(f"order/{valid_id(user_id)}", wait=_ORDER_WAIT):
        cart = await services.carts.read(user_id)
        if not cart.lines:
            raise Invalid("the cart is empty; put something into it before ordering")
        now = services.clock.now()
        event_id = services.new_id(now)
        data = {
            "order_id": text_of(event_id),
            "total_value": cart.value,
            "item_count": len(cart.lines),
            "items": msgspec.to_builtins(list(cart.lines.values())),
        }
        await _write(running, user_id, body.session_id, Kind.ORDER_COMPLETED, data, event_id)
        made = (await services.carts.read(user_id)).orders[-1]
    return Json(_order(made))


@router.get("/orders", response_model=OrdersReply)
async def read_orders(user_id: str, running: Running) -> Json:
    """Return the newest orders, newest first."""
    cart = await running.services.carts.read(valid_id(user_id))
    return Json({"orders": [_order(made) for made in reversed(cart.orders)]})


async def _line(running: Runtime, user_id: str, sku: str) -> None:
    cart = await running.services.carts.read(valid_id(user_id))
    if sku not in cart.lines:
        raise NotFound(f"the cart has no line {sku[:100]!r}")


async def _write(
    running: Runtime,
    user_id: str,
    session: str | None,
    kind: Kind,
    data: Mapping[str, Any],
    event_id: bytes | None = None,
) -> None:
    services = running.services
    now = services.clock.now()
    services.limiter.check(valid_id(user_id), "events", 1, now)
    event_id = event_id or services.new_id(now)
    event = Event(event_id, kind, user_id, session, now, now, data)
    verdict = (await running.steps.learn([event]))[0]
    if verdict.error is not None:
        raise verdict.error
    if verdict.outcome == "untracked":
        raise Invalid("this subject does not allow purchases to be tracked, so there is no cart")


def _cart(cart: Cart) -> dict[str, Any]:
    lines = [msgspec.to_builtins(line) for line in cart.lines.values()]
    return {"user_id": cart.subject, "lines": lines, "value": cart.value}


def _order(made: Order) -> dict[str, Any]:
    return {
        "order_id": made.order_id,
        "ordered_at": to_rfc3339(made.at),
        "total_value": made.total,
        "items": [msgspec.to_builtins(line) for line in made.lines],
    }
