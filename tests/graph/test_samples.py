"""An empty shop is stocked once, with a past for its sample shoppers."""

from pathlib import Path

from domain.clock import MS_PER_DAY
from domain.event import Kind
from graph.samples import stock
from tests.open_shop import open_shop

ANA = "sample-ana"


async def test_an_empty_shop_gets_products_and_shoppers_with_a_past(tmp_path: Path) -> None:
    async with open_shop(tmp_path, products=()) as shop:
        assert await stock(shop.steps)
        assert await shop.services.catalog.count() > 300
        habits = (await shop.services.profiles.read(ANA)).habits
        assert {habit.category for habit in habits.values()} >= {"Milk", "Yogurt"}
        assert (await shop.services.consents.read(ANA)).share_patterns


async def test_the_newest_order_was_yesterday(tmp_path: Path) -> None:
    async with open_shop(tmp_path, products=()) as shop:
        await stock(shop.steps)
        orders = shop.services.journal.replay(kinds=[Kind.ORDER_COMPLETED])
        newest = max([event.at async for event in orders])
        assert shop.services.clock.now() - newest == MS_PER_DAY


async def test_a_shop_with_products_is_left_alone(tmp_path: Path) -> None:
    async with open_shop(tmp_path, products=()) as shop:
        await stock(shop.steps)
        before = await shop.services.journal.last_seq()
        assert not await stock(shop.steps)
        assert await shop.services.journal.last_seq() == before


async def test_a_stocking_cut_short_is_finished_without_repeating_an_order(tmp_path: Path) -> None:
    async with open_shop(tmp_path, products=()) as shop:
        await stock(shop.steps)
        before = await shop.services.journal.last_seq()
        skus = [product.sku async for product in shop.services.catalog.products()]
        await shop.services.catalog.remove(skus)
        assert await stock(shop.steps)
        assert await shop.services.journal.last_seq() == before
