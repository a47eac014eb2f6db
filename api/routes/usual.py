"""GET /api/v1/user/{user_id}/usual: what "my usual" would put into the cart now."""

from collections.abc import Mapping
from typing import Any

import msgspec
from fastapi import APIRouter

from api.problems import responses
from api.runtime import Json, Running, valid_id
from api.schemas.usual import UsualBasketReply
from domain.caller import Caller
from domain.cart import CartLine
from domain.errors import Unavailable
from domain.product import Product
from learning.reorder_basket import UsualLine
from nodes.result import product_of, substitute_of
from nodes.usual_plan import Missing

router = APIRouter(tags=["Cart"])


@router.get(
    "/api/v1/user/{user_id}/usual",
    response_model=UsualBasketReply,
    responses=responses(Unavailable),
)
async def usual(user_id: str, running: Running) -> Json:
    """Return what "my usual" in a conversation would put into the cart now; nothing is written."""
    act = running.steps.act
    turn = await act.reads({}, Caller(valid_id(user_id), None))
    plan = await act.reorder.plan(turn)
    carted = {
        line.sku: turn.cart.lines[line.sku] for line in plan.wanted if line.sku in turn.cart.lines
    }
    known = {**plan.products, **await act.cart.shelf.products(list(carted))}
    shown = {line.sku for line in plan.lines} | set(carted)
    names = {line.sku: line.name for line in plan.wanted}
    return Json(
        {
            "lines": [_line(line, known, carted) for line in plan.wanted if line.sku in shown],
            "unavailable": [_unavailable(one) for one in plan.missing],
            "held_back": [{"name": names[sku], "why": why} for sku, why in plan.refused.items()],
        }
    )


def _line(
    line: UsualLine, known: Mapping[str, Product], carted: Mapping[str, CartLine]
) -> dict[str, Any]:
    return {
        "product": product_of(known.get(line.sku) or _remembered(carted[line.sku])),
        "quantity": line.quantity,
        "reason": msgspec.to_builtins(line.reason),
        "in_cart": line.sku in carted,
        "due": line.reason.code == "due",
    }


def _remembered(line: CartLine) -> Product:
    """Return a product of the cart that is not sold any more."""
    return Product(line.sku, line.name or line.sku, line.brand, line.category, price=line.price)


def _unavailable(one: Missing) -> dict[str, Any]:
    return {
        "name": one.line.name,
        "sku": one.line.sku,
        "quantity": one.line.quantity,
        "substitute": substitute_of(one.instead) if one.instead else None,
    }
