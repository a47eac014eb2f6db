"""The shop is free of what axe calls a violation, in both themes, on phones and on desks."""

import re

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from tests.browser.axe import violations
from tests.browser.shopping import card, close_sheet, readings, say, search
from tests.browser.visitor import Visitor

MILK = "dunmere-organic-whole-milk"
SIZES = [pytest.param(360, 740, id="phone"), pytest.param(1440, 900, id="desk")]
THEMES = ["light", "dark"]

pytestmark = [
    pytest.mark.parametrize(("width", "height"), SIZES),
    pytest.mark.parametrize("theme", THEMES),
]


@pytest_asyncio.fixture(loop_scope="session")
async def page(visitor: Visitor, width: int, height: int, theme: str) -> Page:
    """The shop of somebody with a past, at this size and in this theme."""
    page = visitor.page
    await visitor.context.add_init_script("localStorage['leafloop.user'] = 'sample-mateo'")
    await page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    await page.set_viewport_size({"width": width, "height": height})
    await page.goto("/")
    await page.get_by_role("button", name="Reorder my usual").wait_for()
    await page.locator("[data-sku]").first.wait_for()
    return page


async def test_the_shelf_and_its_filters(page: Page) -> None:
    assert await violations(page) == []
    await search(page, "milk")
    assert await violations(page) == []
    await page.get_by_role("button", name="Free from").click()
    await page.get_by_role("checkbox", name="milk").wait_for()
    assert await violations(page) == []
    await page.keyboard.press("Escape")
    await page.get_by_role("combobox", name="Search the shop").fill("oat")
    await page.get_by_role("option").first.wait_for()
    assert await violations(page) == []


async def test_the_sheets(page: Page) -> None:
    await search(page, "milk")
    await card(page, MILK).get_by_role("heading").get_by_role("button").click()
    await page.get_by_role("dialog").get_by_role("meter").wait_for()
    assert await violations(page) == []
    await close_sheet(page)
    await card(page, MILK).get_by_role("button", name=re.compile("You like")).first.click()
    await page.get_by_role("dialog", name="Why am I seeing this?").wait_for()
    assert await violations(page) == []
    await close_sheet(page)
    await card(page, MILK).get_by_role("button", name=re.compile("^Add ")).click()
    await page.get_by_role("button", name=re.compile("^Cart, [1-9]")).click()
    await expect(page.get_by_role("heading", name="Past orders")).to_be_visible()
    assert await violations(page) == []
    await page.get_by_role("dialog").get_by_role("button", name="Reorder my usual").click()
    await page.get_by_role("dialog", name="Your usual").get_by_role("checkbox").first.wait_for()
    assert await violations(page) == []


async def test_the_assistant(page: Page, width: int) -> None:
    if width < 1000:
        await page.get_by_role("button", name="Ask the assistant").click()
    assert await violations(page) == []
    await say(page, "something for breakfast")
    await readings(page).first.wait_for()
    assert await violations(page) == []
    await readings(page).first.click()
    await page.get_by_role("button", name=re.compile("^(Add|Take) ")).first.wait_for()
    assert await violations(page) == []
