"""/api/v1/products: write, read and remove what is sold."""

from typing import Any

from fastapi import APIRouter
from pydantic import ValidationError

from api.problems import responses
from api.runtime import Json, Running
from api.schemas.products import (
    ProductReply,
    ProductsBody,
    ProductsReply,
    RemovedReply,
    SwapBody,
    SwapReply,
)
from catalog.reading import ProductRow, reasons
from domain.errors import Conflict, NotFound, Unavailable
from domain.product import Product
from nodes.result import product_of

router = APIRouter(prefix="/api/v1/products", tags=["Products"])


@router.post("", response_model=ProductsReply, responses=responses(Unavailable))
async def upsert(body: ProductsBody, running: Running) -> Json:
    """Write products by sku, with a verdict for each row that cannot be taken.

    With `version` they are staged: nobody sees them before POST /products/swap.
    """
    products: dict[str, Product] = {}
    rejected: list[dict[str, Any]] = []
    for index, row in enumerate(body.products):
        try:
            product = ProductRow.model_validate(row).to_product()
        except ValidationError as error:
            rejected.append({"index": index, "reason": reasons(error)})
            continue
        products[product.sku] = product
    catalog, rows = running.services.catalog, tuple(products.values())
    if body.version is None:
        kept = await catalog.upsert(rows)
    else:
        kept = await catalog.stage(body.version, rows)
    return Json({"kept": kept.kept, "updated": kept.updated, "rejected": rejected})


@router.post(
    "/swap", response_model=SwapReply, responses=responses(NotFound, Conflict, Unavailable)
)
async def swap(body: SwapBody, running: Running) -> Json:
    """Replace the whole catalogue by a staged version, from one moment to the next."""
    kept = await running.services.catalog.swap(body.version, body.expected)
    return Json({"kept": kept.kept, "updated": kept.updated})


@router.get("/{sku:path}", response_model=ProductReply, responses=responses(NotFound))
async def read(sku: str, running: Running) -> Json:
    """Read one product."""
    found = await running.services.catalog.get((sku,))
    if sku not in found:
        raise NotFound(f"the catalogue has no product {sku[:100]!r}")
    return Json(product_of(found[sku]))


@router.delete("/{sku:path}", response_model=RemovedReply, responses=responses(NotFound))
async def remove(sku: str, running: Running) -> Json:
    """Remove one product; what was learned from it stays."""
    if not await running.services.catalog.remove((sku,)):
        raise NotFound(f"the catalogue has no product {sku[:100]!r}")
    return Json({"removed": 1})
