"""The application as a whole: what opens, what is kept, and what these tests can see."""

from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.responses import JSONResponse

from api.app import create_app
from api.guard import Drain
from domain.event import Kind
from tests.api.shop import Routed, Shop, open_shop
from wiring.settings import read_settings


class Declared(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str


async def test_making_the_application_opens_nothing(tmp_path: Path) -> None:
    create_app(read_settings(data_dir=tmp_path / "var", samples=False))
    assert not (tmp_path / "var").exists()


async def test_everything_is_kept_from_one_start_to_the_next(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        await shop.post("/api/v1/events/click", user_id="stays", product_sku="oat")
        await shop.post("/api/v1/user/stays/cart", product_sku="oat")
        await shop.put("/api/v1/user/stays/privacy", retention_days=30)
        before = [await shop.get(path) for path in _PLACES]
    async with open_shop(tmp_path) as shop:
        assert [await shop.get(path) for path in _PLACES] == before


async def test_an_empty_shop_is_stocked_with_the_samples_once(tmp_path: Path) -> None:
    async with open_shop(tmp_path, samples=True) as shop:
        products = await shop.services.catalog.count()
        seen = await shop.services.journal.last_seq()
        assert products > 100
        assert await shop.events("sample-lena", Kind.ORDER_COMPLETED)
    async with open_shop(tmp_path, samples=True) as shop:
        assert await shop.services.catalog.count() == products
        assert await shop.services.journal.last_seq() == seen


async def test_samples_stay_out_of_a_shop_that_has_products(tmp_path: Path) -> None:
    async with open_shop(tmp_path):
        pass
    async with open_shop(tmp_path, samples=True) as shop:
        assert await shop.services.catalog.count() == 6


@pytest.mark.parametrize("wrong", [{"name": "a", "more": 1}, {}], ids=["too much", "too little"])
async def test_a_reply_its_route_does_not_declare_is_seen_by_these_tests(
    wrong: dict[str, object],
) -> None:
    app = FastAPI()

    @app.get("/wrong", response_model=Declared)
    async def answer() -> JSONResponse:
        return JSONResponse(wrong)

    routed = Routed(app)
    transport = httpx.ASGITransport(routed)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as http:
        with pytest.raises(ValidationError):
            await Shop(routed, http, Drain()).get("/wrong")


_PLACES = (
    "/api/v1/events/learning-status/stays",
    "/api/v1/user/stays/cart",
    "/api/v1/user/stays/privacy",
    "/v1/users/stays/persona",
)
