"""Take the pictures of the README anew: `python -m tests.browser.pictures`."""

import asyncio
import sys
import tempfile
from pathlib import Path
from typing import Final

import httpx
from playwright.async_api import Browser, Page, async_playwright

from tests.browser.chromium import FLAGS, executable
from tests.serving import ROOT, serving

FOLDER: Final = ROOT / "docs" / "images"
VISITORS: Final = 60
QUERIES: Final = ("milk", "yogurt", "chips", "coffee", "bread", "pasta")


def visited(http: httpx.Client) -> None:
    """Let visitors search, open what comes first and pick a reading, so that there is to count."""
    for number in range(VISITORS):
        user = f"visitor-{number}"
        for turn in range(3):
            body = {"user_id": user, "query": QUERIES[(number + turn) % len(QUERIES)]}
            found = http.post("/api/search/personalized", json=body).json()
            if (number + turn) % 3:
                first = found["results"][(number * turn) % 3]["product"]["sku"]
                click = {"user_id": user, "product_sku": first, "position": 1}
                click["search_session_id"] = found["proposal_id"]
                http.post("/api/v1/events/click", json=click)
        asked = {"user_id": user, "input_text": "something for dinner", "auto_advance": False}
        http.post("/v1/execute", json=asked)
        http.post("/v1/execute", json={**asked, "hypothesis_id": ("h1", "h2", "none")[number % 3]})


async def opened(browser: Browser, url: str, user: str, path: str) -> Page:
    """Return a view as one person sees it."""
    context = await browser.new_context(
        base_url=url, viewport={"width": 1440, "height": 900}, reduced_motion="reduce"
    )
    await context.add_init_script(f"localStorage['leafloop.user'] ??= {user!r}")
    page = await context.new_page()
    await page.goto(path)
    return page


async def shop(browser: Browser, url: str) -> None:
    """Search, look at oat milk, search for yogurt, and ask the assistant something vague."""
    page = await opened(browser, url, "somebody-new", "/?q=oat+milk")
    await page.get_by_role("button", name="Oat Milk Original", exact=True).click()
    await page.get_by_role("dialog").wait_for()
    await page.keyboard.press("Escape")
    search = page.get_by_role("combobox", name="Search the shop")
    await search.fill("yogurt")
    await search.press("Enter")
    await page.get_by_text("because you looked at").first.wait_for()
    await page.get_by_role("button", name="something for breakfast").click()
    await page.get_by_role("radiogroup").wait_for()
    await page.mouse.move(0, 0)
    await page.wait_for_timeout(1_000)
    await page.screenshot(path=FOLDER / "shop.png")


async def others(browser: Browser, url: str) -> None:
    """Show what is known about a sample shopper, and the dashboard."""
    for name, path in (("you", "/you"), ("dashboard", "/admin")):
        page = await opened(browser, url, "sample-mateo", path)
        await page.get_by_role("heading", level=2).first.wait_for()
        await page.wait_for_timeout(2_000)
        await page.screenshot(path=FOLDER / f"{name}.png")


async def take(url: str) -> None:
    """Take every picture."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=executable(), args=list(FLAGS))
        await shop(browser, url)
        await others(browser, url)
        await browser.close()


def main() -> int:
    """Start a shop with samples and visitors, and write docs/images/*.png."""
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder) / "var", LEAFLOOP_SAMPLES="on") as running,
    ):
        visited(running.http)
        asyncio.run(take(running.url))
    return 0


if __name__ == "__main__":
    sys.exit(main())
