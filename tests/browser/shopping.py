"""What people do in the shop, by the names they see."""

from collections.abc import Mapping
from typing import Any

from playwright.async_api import Locator, Page, expect

READINGS = "What did you mean?"


async def search(page: Page, query: str) -> None:
    """Type a query, press Enter, and wait for its results."""
    box = page.get_by_role("combobox", name="Search the shop")
    await box.fill(query)
    async with page.expect_response("**/api/search/personalized"):
        await box.press("Enter")
    await expect(page.get_by_role("heading", name=query, level=2)).to_be_visible()
    await expect(page.locator("section[aria-busy=false] [data-sku]").first).to_be_visible()


def card(page: Page, sku: str) -> Locator:
    """The shelf label of a product."""
    return page.locator(f'[data-sku="{sku}"]')


async def skus(page: Page) -> list[str]:
    """What stands on the shelf, in its order."""
    entries = await page.locator("[data-sku]").all()
    return [await entry.get_attribute("data-sku") or "" for entry in entries]


async def open_card(page: Page, sku: str) -> Locator:
    """Open a product, and return its sheet."""
    async with page.expect_response("**/api/v1/events/click"):
        await card(page, sku).get_by_role("heading").get_by_role("button").click()
    return page.get_by_role("dialog")


async def close_sheet(page: Page) -> None:
    """Close the sheet in front with Escape."""
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def say(page: Page, text: str) -> None:
    """Write something to the assistant and send it."""
    box = page.get_by_role("textbox", name="Write to the assistant")
    await box.fill(text)
    await box.press("Enter")


def readings(page: Page) -> Locator:
    """The readings that are offered, and “none of these”."""
    return page.get_by_role("radiogroup", name=READINGS).get_by_role("radio")


def cart_button(page: Page, lines: int) -> Locator:
    """The cart in the header while it has this many lines."""
    name = "Cart, empty" if lines == 0 else f"Cart, {lines} line{'s' if lines > 1 else ''}"
    return page.get_by_role("button", name=name, exact=True)


def product(sku: str, **more: Any) -> Mapping[str, Any]:
    """A product as the import takes it."""
    return {"sku": sku, "name": sku, "category": "Snacks", "price": 2.5, "allergens": [], **more}
