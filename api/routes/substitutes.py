"""GET /api/v1/products/{sku}/substitutes: what can take a product's place."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.asking import Asking
from api.problems import responses
from api.runtime import Json, Running
from api.schemas.substitutes import SubstitutesReply
from domain.errors import NotFound, Unavailable
from nodes.result import product_of, substitute_of

router = APIRouter(tags=["Products"])


@router.get(
    "/api/v1/products/{sku:path}/substitutes",
    response_model=SubstitutesReply,
    responses=responses(NotFound, Unavailable),
)
async def substitutes(
    sku: str,
    running: Running,
    caller: Asking,
    limit: Annotated[int, Query(ge=1, le=3, description="Most substitutes.")] = 3,
) -> Json:
    """Return what can take a product's place and goes against nothing the subject stated."""
    act = running.steps.act
    original = (await act.cart.shelf.products([sku])).get(sku)
    if original is None:
        raise NotFound(f"the catalogue has no product {sku[:100]!r}")
    turn = await act.reads({}, caller)
    instead = act.substitute.instead
    found = await instead(original, turn.held, wish=turn.wish)
    return Json(
        {
            "original": product_of(original),
            "substitutes": [substitute_of(one) for one in found[:limit]],
            "why": None if found else instead.told(original, turn.wish),
        }
    )
