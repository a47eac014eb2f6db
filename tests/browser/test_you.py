"""A person sees, corrects, deletes, pauses and erases what is known of them, in a browser."""

import json
from pathlib import Path
from typing import Literal

import pytest
from playwright.async_api import Locator, Page, Response, expect

from tests.browser.axe import violations
from tests.browser.visitor import Visitor

PROBE = "<img src=x onerror=alert(1)>"
OAT = "oatfern-oat-milk-original"


def line(page: Page, sentence: str) -> Locator:
    """The line of a fact in the list."""
    return page.get_by_role("listitem").filter(has=page.get_by_text(sentence, exact=True))


def state(visitor: Visitor, relation: str, value: str) -> None:
    """Let the person have said something."""
    said = {"user_id": visitor.name, "relation": relation, "value": value}
    visitor.shop.post("/api/v1/events/preference", **said)


def look_at_oat_milk(visitor: Visitor) -> None:
    """Let the person have looked at a product after a search."""
    click = {"user_id": visitor.name, "product_sku": OAT, "query": "milk", "position": 1}
    visitor.shop.post("/api/v1/events/click", **click)


async def open_oat_milk(page: Page) -> None:
    """Search the shop, and click a result."""
    await page.goto("/?q=oat+milk")
    async with page.expect_response("**/api/v1/events/click"):
        await (
            page.locator(f'[data-sku="{OAT}"]').get_by_role("heading").get_by_role("button").click()
        )


def is_change_of_privacy(reply: Response) -> bool:
    """Whether a reply is to a switch, and not to a page that asks how they stand."""
    return reply.request.method == "PUT" and reply.url.endswith("/privacy")


async def say(page: Page, text: str) -> None:
    """Write to the assistant in the shop, and wait until it answers."""
    await page.goto("/")
    box = page.get_by_role("textbox", name="Write to the assistant")
    await box.fill(text)
    await box.press("Enter")
    await expect(page.get_by_role("log").get_by_text("Noted", exact=False).first).to_be_visible()


def allergens(visitor: Visitor) -> set[str]:
    """What the yogurts are made with that a search finds for the person."""
    found = visitor.shop.search(visitor.name, "yogurt", limit=50)["results"]
    assert found
    return {allergen for result in found for allergen in result["product"]["allergens"]}


async def correct(page: Page, sentence: str, text: str) -> None:
    """Correct a fact in its place, and wait for the server."""
    await page.get_by_role("button", name=f"Correct: {sentence}", exact=True).click()
    await page.get_by_label("What it should say").fill(text)
    async with page.expect_response("**/memories/*"):
        await page.keyboard.press("Enter")


async def test_what_was_said_is_seen_corrected_obeyed_and_deleted(visitor: Visitor) -> None:
    page = visitor.page
    assert "milk" in allergens(visitor)
    await say(page, "I am allergic to nuts")
    await page.goto("/you")
    await expect(line(page, "You are allergic to nuts")).to_be_visible()
    await correct(page, "You are allergic to nuts", "milk")
    await expect(line(page, "You are allergic to milk")).to_be_focused()
    assert "milk" not in allergens(visitor)
    delete = page.get_by_role("button", name="Delete: You are allergic to milk")
    async with page.expect_response("**/memories/*"):
        await delete.click()
    await expect(line(page, "You are allergic to milk")).to_have_count(0)
    assert "milk" in allergens(visitor)
    await page.get_by_role("button", name="Undo: You are allergic to milk").click()
    await expect(line(page, "You are allergic to milk")).to_be_visible()
    assert "milk" not in allergens(visitor)


async def test_a_refusal_is_told_in_the_words_of_the_server(visitor: Visitor) -> None:
    state(visitor, "allergic_to", "nuts")
    page = visitor.page
    await page.goto("/you")
    await correct(page, "You are allergic to nuts", "moonlight")
    await expect(page.get_by_text("the catalogue knows no such allergen")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(line(page, "You are allergic to nuts")).to_be_visible()


async def test_what_was_noticed_says_from_which_event(visitor: Visitor) -> None:
    page = visitor.page
    await open_oat_milk(page)
    await page.goto("/you")
    noticed = page.get_by_role("region", name="Noticed")
    brand = noticed.get_by_role("listitem").filter(has_text="You lean to the brand Oatfern")
    await brand.get_by_role("button", name="Why?").click()
    await expect(brand.get_by_text("You looked at Oat Milk Original")).to_be_visible()


async def test_while_paused_nothing_is_learned(visitor: Visitor) -> None:
    page = visitor.page
    await page.goto("/you")
    async with page.expect_response(is_change_of_privacy):
        await page.get_by_role("switch", name="Pause learning").click()
    await expect(page.get_by_text("Learning is paused.", exact=False)).to_be_visible()
    look_at_oat_milk(visitor)
    await page.reload()
    await expect(page.get_by_role("switch", name="Pause learning")).to_be_checked()
    await expect(page.get_by_role("heading", name="Nobody knows you here yet")).to_be_visible()


async def test_everything_is_taken_along_and_erased_with_a_receipt(
    visitor: Visitor, tmp_path: Path
) -> None:
    state(visitor, "allergic_to", "nuts")
    page = visitor.page
    await page.goto("/?q=yogurt")
    await page.goto("/you")
    async with page.expect_download() as saving:
        await page.get_by_role("button", name="Download my data").click()
    copy = tmp_path / "copy.json"
    await (await saving.value).save_as(copy)
    held = json.loads(copy.read_text(encoding="utf-8"))
    assert (held["user_id"], "nuts" in json.dumps(held["stores"])) == (visitor.name, True)
    await page.get_by_role("button", name="Erase everything…").click()
    await page.get_by_label("Type “erase” to go on").fill("erase")
    await page.keyboard.press("Enter")
    receipt = page.get_by_role("region", name="Erased. This is the receipt.")
    await expect(receipt).to_be_visible()
    left = await receipt.get_by_role("row").locator("td:nth-child(3)").all_inner_texts()
    assert len(left) > 10
    assert set(left) == {"0"}
    await expect(page.get_by_role("heading", name="Nobody knows you here yet")).to_be_visible()
    async with page.expect_download() as saving:
        await receipt.get_by_role("button", name="Save the receipt").click()
    await (await saving.value).save_as(copy)
    assert json.loads(copy.read_text(encoding="utf-8"))["status"] == "complete"
    kept = await page.evaluate("Object.keys(localStorage).filter(key => /recent|thread/.test(key))")
    assert kept == []
    assert visitor.shop.get(f"/v1/users/{visitor.name}/memories")["memories"] == []


async def test_a_fact_that_looks_like_a_page_stays_text(visitor: Visitor) -> None:
    for relation in ("prefers_brand", "avoids_attribute", "goal"):
        state(visitor, relation, PROBE)
    page = visitor.page
    page.on("dialog", lambda dialog: visitor.complaints.append(dialog.message))
    await page.goto("/you")
    await expect(line(page, f"You like the brand {PROBE}")).to_be_visible()
    await expect(line(page, f"Your goal: {PROBE}")).to_be_visible()
    await correct(page, f"Your goal: {PROBE}", "learn <b>to</b> bake")
    await page.get_by_role("button", name="Why?").first.click()
    assert await page.locator("img[src=x], #content b").count() == 0


async def test_the_picture_is_walked_by_keys_and_none_of_it_overlaps(visitor: Visitor) -> None:
    await visitor.context.add_init_script("localStorage['leafloop.user'] = 'sample-ana'")
    page = visitor.page
    await page.goto("/you")
    picture = page.get_by_role("group", name="What is remembered, around you")
    nodes = picture.get_by_role("button")
    await expect(nodes.nth(20)).to_be_visible()
    await nodes.first.focus()
    await page.keyboard.press("ArrowDown")
    await expect(nodes.nth(1)).to_be_focused()
    boxes = await nodes.locator("text").evaluate_all(
        "texts => texts.map(text => text.getBBox())"
        ".map(({x, y, width, height}) => [x, y, x + width, y + height])"
    )
    assert [pair for pair in pairs(boxes) if overlaps(*pair)] == []
    assert all(left >= 0 and right <= 680 for left, _, right, _ in boxes)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("listitem").and_(page.locator(":focus"))).to_be_visible()


Box = list[float]


def pairs(boxes: list[Box]) -> list[tuple[Box, Box]]:
    """Every two of them."""
    return [(one, other) for place, one in enumerate(boxes) for other in boxes[place + 1 :]]


def overlaps(one: Box, other: Box) -> bool:
    """Whether two boxes have more in common than an edge."""
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    return across > 0.5 and down > 0.5


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_every_state_is_accessible(visitor: Visitor, theme: Literal["light", "dark"]) -> None:
    page = visitor.page
    await page.goto("/you")
    await expect(page.get_by_role("heading", name="Nobody knows you here yet")).to_be_visible()
    assert await violations(page, theme) == []
    state(visitor, "allergic_to", "nuts")
    look_at_oat_milk(visitor)
    bread = {"product_sku": "hearthlow-country-sourdough", "quantity": 1}
    visitor.shop.post("/api/v1/events/cart-add", user_id=visitor.name, **bread)
    await page.reload()
    await page.get_by_role("button", name="Why?").first.click()
    await page.get_by_role("button", name="Length").click()
    await page.get_by_role("button", name="Correct: You are allergic to nuts").click()
    await page.get_by_role("button", name="Delete: You chose the brand Hearthlow").click()
    assert await violations(page, theme) == []
    await page.get_by_role("button", name="Erase everything…").click()
    await expect(page.get_by_label("Type “erase” to go on")).to_be_visible()
    assert await violations(page, theme) == []
    await page.get_by_label("Type “erase” to go on").fill("erase")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("region", name="Erased. This is the receipt.")).to_be_visible()
    assert await violations(page, theme) == []


@pytest.mark.parametrize("width", [360, 768, 1440])
async def test_nothing_is_wider_than_the_screen(visitor: Visitor, width: int) -> None:
    await visitor.context.add_init_script("localStorage['leafloop.user'] = 'sample-mateo'")
    page = visitor.page
    await page.set_viewport_size({"width": width, "height": 900})
    await page.goto("/you")
    await expect(page.get_by_text("You chose the brand", exact=False).first).to_be_visible()
    over = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert await page.evaluate(over) == 0
