"""Whatever is written where, it stays text, and the page asks nobody but its own server."""

from urllib.parse import quote, urlsplit
from uuid import uuid4

from playwright.async_api import Page, expect

from tests.browser.shopping import product, say, search
from tests.browser.visitor import Visitor

PROBE = '<img src=x onerror="window.pwned=1">'
SCRIPT = "<script>window.pwned=1</script>"


async def unharmed(page: Page) -> bool:
    """Whether nothing of what was written ran, and no such element came to be."""
    made = await page.locator("img[src=x], main script").count()
    return made == 0 and await page.evaluate("window.pwned") is None


async def test_the_name_of_a_product_is_text(visitor: Visitor) -> None:
    sku = f"probe-{uuid4().hex[:8]}"
    name = f"{PROBE} probe{sku[6:]}"
    reply = visitor.shop.post(
        "/api/v1/products",
        products=[product(sku, name=name, brand=SCRIPT, description=PROBE, ingredients=SCRIPT)],
    )
    assert reply["kept"] == 1
    page = visitor.page
    await page.goto("/")
    await search(page, f"probe{sku[6:]}")
    await page.get_by_role("button", name=name, exact=True).click()
    sheet = page.get_by_role("dialog", name=name)
    await expect(sheet.get_by_text(SCRIPT).first).to_be_visible()
    await sheet.get_by_role("button", name="Add to the cart").click()
    await page.get_by_role("button", name="Cart, 1 line").click()
    await expect(page.get_by_role("dialog").get_by_text(name, exact=True)).to_be_visible()
    assert await unharmed(page)


async def test_what_is_said_to_the_assistant_is_text(visitor: Visitor) -> None:
    page = visitor.page
    await page.goto("/")
    await say(page, f"{SCRIPT}{PROBE} milk")
    said = page.get_by_role("log").get_by_text(f"{SCRIPT}{PROBE} milk", exact=True)
    await expect(said).to_be_visible()
    await expect(page.get_by_role("button", name="Begin another conversation")).to_be_enabled()
    assert await unharmed(page)


async def test_a_search_in_the_address_is_text(visitor: Visitor) -> None:
    page = visitor.page
    await page.goto(f"/?q={quote(PROBE + SCRIPT)}&brands={quote(SCRIPT)}")
    await expect(page.get_by_role("heading", name=PROBE + SCRIPT, level=2)).to_be_visible()
    await expect(page.get_by_role("button", name=f"Remove the filter {SCRIPT}")).to_be_visible()
    assert await unharmed(page)


async def test_an_address_that_is_no_address_shows_the_shop(visitor: Visitor) -> None:
    page = visitor.page
    await page.goto("/?q=%E0%A4%A&price_max=-1e999&in_stock=maybe&categories=")
    await expect(page.get_by_role("combobox", name="Search the shop")).to_be_visible()


async def test_the_page_has_a_policy_no_cookie_and_only_one_server(visitor: Visitor) -> None:
    page = visitor.page
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    reply = await page.goto("/?q=milk")
    assert reply is not None
    policy = await reply.header_value("content-security-policy") or ""
    assert "default-src 'self'" in policy or "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy
    await page.locator("[data-sku]").first.wait_for()
    await say(page, "oat milk under 3")
    await page.get_by_role("button", name="Begin another conversation").wait_for()
    assert {urlsplit(url).netloc for url in asked} == {urlsplit(visitor.shop.url).netloc}
    assert await visitor.context.cookies() == []
    assert await page.evaluate("document.cookie") == ""


async def test_the_policy_refuses_what_is_written_into_the_page(visitor: Visitor) -> None:
    page = visitor.page
    await page.goto("/")
    await page.evaluate(
        """() => {
          const script = document.createElement("script");
          script.textContent = "window.pwned = 1";
          document.body.append(script);
        }"""
    )
    assert await page.evaluate("window.pwned") is None
    refused = [one for one in visitor.complaints if "Content Security Policy" in one]
    assert refused
    visitor.complaints.clear()
