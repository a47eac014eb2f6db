"""GET /api/v1/user/{user_id}/patterns: what is bought regularly, and liked."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from fastapi import APIRouter

from api.runtime import Json, Running, valid_id
from api.schemas.patterns import PatternsReply
from domain.clock import to_rfc3339
from learning.patterns import MOST, Liking, RegularItem, likings, regular_items

router = APIRouter(tags=["People"])


@router.get("/api/v1/user/{user_id}/patterns", response_model=PatternsReply)
async def patterns(user_id: str, running: Running) -> Json:
    """Return what a subject buys regularly and likes, from what was learned so far.

    `price_sensitivity`, `shopping_schedule`, `dietary_patterns` and `complementary_products` are
    null: they take a nightly analysis, which does not exist yet.
    """
    services = running.services
    profile = await services.profiles.read(valid_id(user_id))
    now, signals = services.clock.now(), services.rules.signals()
    items = regular_items(profile, now, signals=signals)
    return Json(
        {
            "purchase_patterns": {
                "regular_items": [_item(each) for each in items[:MOST]],
                "total_regular_items": len(items),
            },
            "brand_preferences": _liked("brand", likings(profile, "brand", now, signals)),
            "category_preferences": _liked("category", likings(profile, "category", now, signals)),
            "price_sensitivity": None,
            "shopping_schedule": None,
            "dietary_patterns": None,
            "complementary_products": None,
        }
    )


def _item(item: RegularItem) -> dict[str, Any]:
    at = item.last_purchased
    return {**asdict(item), "last_purchased": None if at is None else to_rfc3339(at)}


def _liked(facet: str, found: Iterable[Liking]) -> list[dict[str, Any]]:
    told = [
        {
            facet: one.label,
            "preference_score": one.score,
            "confidence": one.confidence,
            "signals": one.signals,
        }
        for one in found
    ]
    return told[:MOST]
