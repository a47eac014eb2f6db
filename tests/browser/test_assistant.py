"""A conversation in the browser: readings to pick from, acts, two tabs, reloads."""

import asyncio
import re

from playwright.async_api import Page, expect

from tests.browser.shopping import READINGS, cart_button, readings, say
from tests.browser.visitor import Visitor

VAGUE = "something for breakfast"
CONFIDENCE = re.compile(r"(very likely|likely|possible|a guess), \d{1,3} %")
AGAIN = "Pick another reading"


async def asked(page: Page) -> None:
    """Ask something vague, and wait until the readings may be picked from."""
    await page.goto("/")
    await say(page, VAGUE)
    await expect(readings(page)).to_have_count(4)
    await expect(readings(page).first).to_be_enabled()


async def picks(visitor: Visitor) -> list[str]:
    """What this person picked, as the journal has it, in words."""
    events = visitor.shop.get(f"/api/v1/user/{visitor.name}/events")["events"]
    return [event["text"] for event in events if event["kind"] == "selection_made"]


async def test_a_vague_request_gives_readings_and_a_pick_gives_products(visitor: Visitor) -> None:
    page = visitor.page
    await asked(page)
    for place in range(3):
        await expect(readings(page).nth(place)).to_contain_text(CONFIDENCE)
    await expect(readings(page).last).to_contain_text("None of these")
    for place in range(4):
        await expect(readings(page).nth(place)).not_to_be_checked()
    await readings(page).nth(1).click()
    panel = page.get_by_role("complementary", name="Assistant")
    await expect(panel.get_by_role("button", name=re.compile("^Add ")).first).to_be_visible()
    await panel.get_by_role("button", name=AGAIN).click()
    await expect(readings(page)).to_have_count(4)
    await readings(page).last.click()
    await expect(page.get_by_role("radio", name="None of these")).to_be_checked()
    await expect(panel.get_by_role("button", name=AGAIN)).to_be_visible()
    assert len(await picks(visitor)) == 2


async def test_a_reload_keeps_the_conversation_and_what_may_be_picked(visitor: Visitor) -> None:
    page = visitor.page
    await asked(page)
    box = page.get_by_role("textbox", name="Write to the assistant")
    await box.fill("half a sente")
    await page.reload()
    await expect(page.get_by_role("log").get_by_text(VAGUE, exact=True)).to_be_visible()
    await expect(box).to_have_value("half a sente")
    await readings(page).first.click()
    await expect(page.get_by_role("button", name=AGAIN)).to_be_visible()
    await page.reload()
    await expect(page.get_by_role("button", name=AGAIN)).to_be_visible()


async def test_a_double_click_picks_once(visitor: Visitor) -> None:
    page = visitor.page
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or ""))
    await asked(page)
    await readings(page).first.dblclick()
    await expect(page.get_by_role("button", name=AGAIN)).to_be_visible()
    assert len([body for body in sent if '"selection"' in body]) == 1
    assert len(await picks(visitor)) == 1


async def test_a_pick_in_one_tab_closes_it_in_the_other(visitor: Visitor) -> None:
    await asked(visitor.page)
    other = await visitor.another_page()
    await other.goto("/")
    await expect(readings(other)).to_have_count(4)
    await readings(visitor.page).first.click()
    await expect(other.get_by_role("radiogroup", name=READINGS)).to_have_count(0)
    await expect(other.get_by_role("button", name=AGAIN)).to_be_visible()


async def test_a_pick_that_comes_too_late_is_told_what_stands(visitor: Visitor) -> None:
    await asked(visitor.page)
    other = await visitor.another_page()
    # A tab that no longer hears of the others, as one that slept.
    await other.add_init_script("window.BroadcastChannel = class { postMessage() {} close() {} }")
    await other.goto("/")
    await expect(readings(other)).to_have_count(4)
    await readings(visitor.page).first.click()
    await expect(visitor.page.get_by_role("button", name=AGAIN)).to_be_visible()
    await readings(other).nth(1).click()
    await expect(other.get_by_role("alert")).to_contain_text("that one stands")
    await expect(other.get_by_role("radiogroup", name=READINGS)).to_have_count(0)
    assert len(await picks(visitor)) == 1


async def test_two_tabs_that_pick_at_once_agree(visitor: Visitor) -> None:
    await asked(visitor.page)
    other = await visitor.another_page()
    await other.goto("/")
    await expect(readings(other)).to_have_count(4)
    await asyncio.gather(readings(visitor.page).first.click(), readings(other).nth(1).click())
    for page in (visitor.page, other):
        await expect(page.get_by_role("radiogroup", name=READINGS)).to_have_count(0)
        await expect(page.get_by_text(re.compile("^For “"))).to_be_visible()
    told = [
        await page.get_by_text(re.compile("^For “")).inner_text() for page in (visitor.page, other)
    ]
    assert len(set(told)) == 1
    assert len(await picks(visitor)) == 1


async def test_what_it_does_shows_in_the_cart(visitor: Visitor) -> None:
    page = visitor.page
    await page.goto("/")
    await say(page, "oat milk")
    panel = page.get_by_role("complementary", name="Assistant")
    second = panel.get_by_role("heading", level=3).nth(1)
    name = await second.inner_text()
    await expect(page.get_by_role("button", name="Begin another conversation")).to_be_enabled()
    await say(page, "add two of the second one")
    await cart_button(page, 1).click()
    quantity = page.get_by_role("dialog").get_by_role("spinbutton", name=f"Quantity of {name}")
    await expect(quantity).to_have_value("2")


async def test_another_conversation_begins_empty_in_every_tab(visitor: Visitor) -> None:
    await asked(visitor.page)
    other = await visitor.another_page()
    await other.goto("/")
    await expect(readings(other)).to_have_count(4)
    await visitor.page.get_by_role("button", name="Begin another conversation").click()
    for page in (visitor.page, other):
        await expect(page.get_by_role("button", name=VAGUE)).to_be_visible()
        await expect(readings(page)).to_have_count(0)
