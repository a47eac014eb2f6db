"""From a search to an order without a mouse: everything is reached, and one sees where one is."""

import re

from playwright.async_api import Page, expect

from tests.browser.shopping import cart_button, readings, say
from tests.browser.visitor import Visitor

_SEEN = """() => {
  const focused = document.activeElement;
  const shown = (element) => {
    const style = getComputedStyle(element);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  };
  return shown(focused) && focused.matches(":focus-visible");
}"""
_NAME = """() => {
  const focused = document.activeElement;
  return focused.getAttribute("aria-label") || focused.textContent.trim() || focused.tagName;
}"""
_MOST_TABS = 60


async def tab_to(page: Page, name: str, *, back: bool = False) -> None:
    """Press Tab until something of this name has the focus, which has to be seen at every stop."""
    for _ in range(_MOST_TABS):
        await page.keyboard.press("Shift+Tab" if back else "Tab")
        assert await page.evaluate(_SEEN), f"no focus to be seen at {await page.evaluate(_NAME)}"
        if re.search(name, await page.evaluate(_NAME)):
            return
    raise AssertionError(f"{_MOST_TABS} tabs did not reach {name!r}")


async def press(page: Page, *keys: str) -> None:
    """Press keys, one after the other."""
    for key in keys:
        await page.keyboard.press(key)


async def test_from_a_search_to_an_order(visitor: Visitor) -> None:
    page = visitor.page
    await page.goto("/")
    await page.locator("[data-sku]").first.wait_for()
    await tab_to(page, "^Skip to the content$")
    await press(page, "Enter")
    await tab_to(page, "^Search the shop$")
    await page.keyboard.type("milk")
    await press(page, "Enter")
    await expect(page.get_by_role("heading", name="milk", level=2)).to_be_visible()

    await sets_a_filter(page)
    await looks_at_a_product_and_comes_back(page)
    await adds_three_and_orders(page)
    orders = visitor.shop.get(f"/api/v1/user/{visitor.name}/orders")["orders"]
    assert [(line["sku"], line["quantity"]) for line in orders[0]["items"]] == [
        ("dunmere-organic-whole-milk", 3)
    ]


async def sets_a_filter(page: Page) -> None:
    """Open a filter, tick the first value, and close it: the focus is on its button again."""
    await tab_to(page, "^Made so")
    await press(page, "Enter")
    await tab_to(page, "organic|INPUT")
    await page.get_by_role("checkbox", name="organic").focus()
    await press(page, "Space")
    await expect(page.get_by_role("button", name="Remove the filter organic")).to_be_visible()
    await press(page, "Escape")
    await expect(page.get_by_role("button", name="Made so")).to_be_focused()


async def looks_at_a_product_and_comes_back(page: Page) -> None:
    """Open a product; Escape closes it, and the focus is where it was."""
    name = "Organic Whole Milk"
    await tab_to(page, f"^{name}$")
    await press(page, "Enter")
    sheet = page.get_by_role("dialog", name=name)
    await expect(sheet).to_be_visible()
    for _ in range(12):  # the focus stays inside
        await press(page, "Tab")
        assert await page.evaluate("!!document.activeElement.closest('[role=dialog]')")
    await press(page, "Escape")
    await expect(page.get_by_role("button", name=name, exact=True)).to_be_focused()


async def adds_three_and_orders(page: Page) -> None:
    """Raise the quantity with the arrows, add, and order from the cart."""
    await tab_to(page, "^Quantity of Organic Whole Milk$")
    await press(page, "ArrowUp", "ArrowUp", "ArrowUp", "ArrowDown")
    await tab_to(page, "^Add Organic Whole Milk to the cart$")
    await press(page, "Enter")
    await expect(cart_button(page, 1)).to_be_visible()
    await expect(page.get_by_role("button", name="Add Organic Whole Milk")).to_be_focused()
    await tab_to(page, "^Cart, 1 line$", back=True)
    await press(page, "Enter")
    await tab_to(page, "^Order$")
    await press(page, "Enter")
    await expect(page.get_by_text(re.compile("Ordered for"))).to_be_visible()
    await press(page, "Escape")
    await expect(cart_button(page, 0)).to_be_focused()


async def test_suggestions_are_taken_with_the_arrows(visitor: Visitor) -> None:
    page = visitor.page
    await page.goto("/")
    await page.locator("[data-sku]").first.wait_for()
    await press(page, "/")
    await expect(page.get_by_role("combobox", name="Search the shop")).to_be_focused()
    await page.keyboard.type("oatf")
    await expect(page.get_by_role("option", name="Oatfern brand")).to_be_visible()
    await press(page, "ArrowDown", "Enter")
    await expect(page.get_by_role("heading", name="Oatfern", level=2)).to_be_visible()
    await press(page, "Escape")
    await expect(page.get_by_role("option")).to_have_count(0)


async def test_a_reading_is_picked_with_a_digit(visitor: Visitor) -> None:
    page = visitor.page
    await page.goto("/")
    await say(page, "something for breakfast")
    await expect(readings(page)).to_have_count(4)
    await expect(readings(page).first).to_be_focused()
    second = (await readings(page).nth(1).inner_text()).splitlines()[0]
    await press(page, "2")
    await expect(page.get_by_role("button", name="Pick another reading")).to_be_visible()
    events = visitor.shop.get(f"/api/v1/user/{visitor.name}/events")["events"]
    picked = [one["text"] for one in events if one["kind"] == "selection_made"]
    assert len(picked) == 1
    assert second in picked[0]


async def test_none_of_these_is_reached_with_the_arrows(visitor: Visitor) -> None:
    page = visitor.page
    await page.goto("/")
    await say(page, "something for breakfast")
    await expect(readings(page).first).to_be_focused()
    await press(page, "ArrowUp")
    none = page.get_by_role("radio", name="None of these")
    await expect(none).to_be_focused()
    await press(page, "Enter")
    await expect(page.get_by_role("button", name="Pick another reading")).to_be_visible()
    await expect(none).to_be_checked()


async def test_digits_that_are_typed_stay_text(visitor: Visitor) -> None:
    page = visitor.page
    await page.goto("/")
    await say(page, "something for breakfast")
    await expect(readings(page)).to_have_count(4)
    box = page.get_by_role("textbox", name="Write to the assistant")
    await box.focus()
    await page.keyboard.type("2 croissants")
    await expect(box).to_have_value("2 croissants")
    for place in range(4):
        await expect(readings(page).nth(place)).not_to_be_checked()
