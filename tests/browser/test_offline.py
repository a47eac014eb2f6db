"""The server goes away: the page says so, keeps what was typed, and goes on when it is back."""

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from uuid import uuid4

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.browser.conftest import PATIENCE_MS
from tests.browser.restarting import Restarting, restarting
from tests.browser.shopping import (
    READINGS,
    card,
    cart_button,
    close_sheet,
    readings,
    say,
    search,
)
from tests.browser.visitor import Visitor

MILK = "dunmere-organic-whole-milk"
GONE = "The server cannot be reached"


@pytest.fixture(scope="module")
def fragile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Restarting]:
    """A shop that may go away."""
    with restarting(tmp_path_factory.mktemp("fragile") / "var") as shop:
        yield shop


@pytest_asyncio.fixture(loop_scope="session")
async def visitor(browser: Browser, fragile: Restarting) -> AsyncIterator[Visitor]:
    """Somebody new in that shop."""
    async with AsyncExitStack() as left:
        context = await browser.new_context(
            base_url=fragile.running.url,
            viewport={"width": 1440, "height": 900},
            reduced_motion="reduce",
        )
        left.push_async_callback(context.close)
        context.set_default_timeout(PATIENCE_MS)
        visitor = await Visitor.come(context, fragile.running, f"browser-{uuid4().hex[:12]}")
        left.callback(visitor.leave)
        yield visitor


async def test_shopping_goes_on_where_it_stopped(visitor: Visitor, fragile: Restarting) -> None:
    page = visitor.page
    await page.goto("/")
    await search(page, "milk")
    fragile.kill()
    try:
        add = card(page, MILK).get_by_role("button", name=re.compile("^Add "))
        await card(page, MILK).get_by_role("spinbutton").fill("3")
        await add.click()
        await expect(card(page, MILK).get_by_role("alert")).to_contain_text(GONE)
        await expect(card(page, MILK).get_by_role("spinbutton")).to_have_value("3")
        await expect(cart_button(page, 0)).to_be_visible()  # what was foreseen is taken back
        box = page.get_by_role("combobox", name="Search the shop")
        await box.fill("yogurt")
        await box.press("Enter")
        await expect(page.get_by_role("main").get_by_role("alert")).to_contain_text(GONE)
        await expect(box).to_have_value("yogurt")
    finally:
        fragile.start()
    await page.get_by_role("main").get_by_role("button", name="Try again").click()
    await expect(page.locator("[data-sku]").first).to_be_visible()
    await search(page, "milk")
    await card(page, MILK).get_by_role("button", name=re.compile("^Add ")).click()
    await expect(cart_button(page, 1)).to_be_visible()


async def test_a_sheet_says_so_and_tries_again(visitor: Visitor, fragile: Restarting) -> None:
    page = visitor.page
    await page.goto("/")
    await search(page, "milk")
    await card(page, MILK).get_by_role("button", name=re.compile("^Add ")).click()
    await cart_button(page, 1).click()
    sheet = page.get_by_role("dialog", name="Cart")
    await sheet.get_by_role("button", name="Order", exact=True).wait_for()
    fragile.kill()
    try:
        await sheet.get_by_role("button", name="Order", exact=True).click()
        await expect(sheet.get_by_role("alert")).to_contain_text(GONE)
    finally:
        fragile.start()
    await sheet.get_by_role("button", name="Order", exact=True).click()
    await expect(sheet.get_by_text(re.compile("Ordered for"))).to_be_visible()
    assert len(fragile.running.get(f"/api/v1/user/{visitor.name}/orders")["orders"]) == 1
    await close_sheet(page)


async def test_a_conversation_goes_on_after_a_restart(
    visitor: Visitor, fragile: Restarting
) -> None:
    page = visitor.page
    await page.goto("/")
    panel = page.get_by_role("complementary", name="Assistant")
    await say(page, "something for breakfast")
    await expect(readings(page)).to_have_count(4)
    await page.get_by_role("button", name="Begin another conversation").wait_for()
    fragile.kill()
    try:
        await say(page, "oat milk under 3")
        await expect(panel.get_by_role("alert")).to_contain_text(GONE)
        said = page.get_by_role("log").get_by_text("oat milk under 3", exact=True)
        await expect(said).to_be_visible()
        await expect(page.get_by_role("radiogroup", name=READINGS)).to_be_visible()
        await page.get_by_role("textbox", name="Write to the assistant").fill("and bread")
    finally:
        fragile.start()
    await panel.get_by_role("button", name="Try again").click()
    await expect(panel.get_by_role("button", name=re.compile("Oat Milk")).first).to_be_visible()
    await expect(panel.get_by_role("alert")).to_have_count(0)
    await expect(said).to_have_count(1)
    draft = page.get_by_role("textbox", name="Write to the assistant")
    await expect(draft).to_have_value("and bread")
    await page.reload()
    await expect(said).to_be_visible()
    await expect(draft).to_have_value("and bread")


async def test_the_page_listens_again_after_a_restart(
    visitor: Visitor, fragile: Restarting
) -> None:
    page = visitor.page
    async with page.expect_response("**/live"):
        await page.goto("/?q=milk")
    await page.locator("[data-sku]").first.wait_for()
    async with page.expect_response("**/live", timeout=30_000):
        fragile.kill()
        fragile.start()
    other = await visitor.another_page()
    await other.goto("/?q=milk")
    await card(other, MILK).get_by_role("button", name=re.compile("^Add ")).click()
    await expect(cart_button(page, 1)).to_be_visible()
