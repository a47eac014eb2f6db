"""The live scenes, in a browser: what a person does changes the next thing they see."""

import re

import pytest_asyncio
from playwright.async_api import Page, expect

from tests.browser.shopping import (
    card,
    cart_button,
    close_sheet,
    open_card,
    search,
    skus,
)
from tests.browser.visitor import Visitor

OAT = "oatfern-oat-milk-original"
GALLON = "wrenfield-whole-milk-gallon"
PLANTS = re.compile("You like plant-based|plant-based", re.IGNORECASE)


@pytest_asyncio.fixture(autouse=True, loop_scope="session")
async def home(visitor: Visitor) -> None:
    """Begin in the shop, once the page listens to what is learned."""
    async with visitor.page.expect_response("**/live"):
        await visitor.page.goto("/")


def plant_based(visitor: Visitor, sku: str) -> bool:
    """Whether a product is plant-based, as the catalogue says."""
    found = visitor.shop.get(f"/api/v1/products/{sku}")
    return "plant_based" in found["attributes"]


async def test_after_a_look_at_oat_milk_plant_based_yogurt_comes_first(visitor: Visitor) -> None:
    page = visitor.page
    await search(page, "yogurt")
    before = await skus(page)
    await search(page, "milk")
    sheet = await open_card(page, OAT)
    await expect(sheet.get_by_role("heading", name="Oat Milk Original", level=2)).to_be_visible()
    await close_sheet(page)
    await search(page, "yogurt")
    after = await skus(page)
    assert [plant_based(visitor, sku) for sku in after[:3]] == [True] * 3
    assert after != before
    await card(page, after[0]).get_by_role("button", name=PLANTS).first.click()
    why = page.get_by_role("dialog", name="Why am I seeing this?")
    await expect(why.get_by_text("You looked at Oat Milk Original").first).to_be_visible()
    await expect(why.get_by_role("meter", name="Personalised")).to_be_visible()


async def test_spicy_chips_that_were_scrolled_past_rank_lower(visitor: Visitor) -> None:
    page = visitor.page
    await page.clock.install()
    await search(page, "chips")
    before = await skus(page)
    spicy = [sku for sku in before if is_spicy(visitor, sku)]
    passed: list[str] = []
    page.on("request", lambda asked: passed.extend(skipped(asked.post_data_json, asked.url)))
    async with page.expect_response("**/api/v1/events/skip"):
        await scroll_through(page)
    assert set(passed) & set(spicy), "nothing spicy was passed by"
    await visitor.page.evaluate("scrollTo(0, 0)")
    await search(page, "snack chips")
    await search(page, "chips")
    after = await skus(page)
    both = set(before) & set(after) & set(spicy)
    assert sum(map(after.index, both)) > sum(map(before.index, both))


def is_spicy(visitor: Visitor, sku: str) -> bool:
    """Whether a product is spicy, as the catalogue says."""
    return "spicy" in visitor.shop.get(f"/api/v1/products/{sku}")["attributes"]


def skipped(body: object, url: str) -> list[str]:
    """The sku of a request that tells of something passed by."""
    told = isinstance(body, dict) and url.endswith("/events/skip")
    return [str(body["product_sku"])] if told and isinstance(body, dict) else []


async def scroll_through(page: Page) -> None:
    """Look at each screenful of the shelf as long as somebody who reads it, then go on."""
    for _ in range(4):
        await in_next_frame(page)
        await page.clock.fast_forward(1_000)
        await page.mouse.move(500, 500)
        await page.mouse.wheel(0, 700)
    await in_next_frame(page)


async def in_next_frame(page: Page) -> None:
    """Wait until the browser has told what is in sight."""
    await page.evaluate(
        """() => new Promise((done) => {
          new IntersectionObserver(() => done()).observe(document.body);
        })"""
    )


async def test_two_gallons_are_the_usual_next_time(visitor: Visitor) -> None:
    page = visitor.page
    await search(page, "whole milk gallon")
    quantity = card(page, GALLON).get_by_role("spinbutton")
    await expect(quantity).to_have_value("1")
    await card(page, GALLON).get_by_role("button", name=re.compile("more$")).click()
    await card(page, GALLON).get_by_role("button", name=re.compile("^Add ")).click()
    await cart_button(page, 1).click()
    await page.get_by_role("dialog").get_by_role("button", name="Order", exact=True).click()
    await expect(page.get_by_text(re.compile("Ordered for"))).to_be_visible()
    await close_sheet(page)
    await search(page, "milk")
    await expect(quantity).to_have_value("2")
    await expect(quantity).to_have_attribute("aria-valuetext", "2, your usual")
    await expect(card(page, GALLON).get_by_role("button", name="Your usual: 2")).to_be_visible()
    await card(page, GALLON).get_by_role("button", name=re.compile("^Add ")).click()
    await cart_button(page, 1).click()
    in_cart = page.get_by_role("dialog").get_by_role("spinbutton")
    await expect(in_cart).to_have_value("2")


async def test_undoing_a_look_takes_its_effect_back(visitor: Visitor) -> None:
    page = visitor.page
    await search(page, "yogurt")
    neutral = await skus(page)
    await search(page, "milk")
    await open_card(page, OAT)
    await close_sheet(page)
    await search(page, "yogurt")
    assert await skus(page) != neutral
    await page.get_by_role("button", name="1 learned in this visit").click()
    await page.get_by_role("button", name="Undo: You looked at Oat Milk Original").click()
    await expect(page.get_by_role("button", name="Nothing learned yet")).to_be_visible()
    await page.keyboard.press("Escape")
    await search(page, "milk")
    await search(page, "yogurt")
    assert await skus(page) == neutral


async def test_nothing_is_learned_while_learning_is_paused(visitor: Visitor) -> None:
    page = visitor.page
    await page.get_by_role("button", name="Nothing learned yet").click()
    await page.get_by_role("button", name="Pause learning").click()
    await expect(page.get_by_role("button", name="Paused: nothing is learned")).to_be_visible()
    await page.keyboard.press("Escape")
    await search(page, "yogurt")
    before = await skus(page)
    await search(page, "milk")
    await open_card(page, OAT)
    await close_sheet(page)
    await search(page, "yogurt")
    assert await skus(page) == before
    events = visitor.shop.get(f"/api/v1/user/{visitor.name}/events")["events"]
    assert [one["kind"] for one in events if one["kind"] == "search_result_clicked"] == []


async def test_a_second_window_shows_what_was_learned_by_itself(visitor: Visitor) -> None:
    other = await visitor.another_page()
    async with other.expect_response("**/live"):
        await other.goto("/?q=milk")
    await expect(other.get_by_role("button", name="Nothing learned yet")).to_be_visible()
    await search(visitor.page, "milk")
    await open_card(visitor.page, OAT)
    await other.get_by_role("button", name="1 learned in this visit").click()
    told = other.get_by_role("listitem").filter(
        has=other.get_by_role("button", name="Undo: You looked at Oat Milk Original")
    )
    await expect(told).to_contain_text(re.compile("more (plant based|Oatfern|Milk)"))
    await expect(card(other, OAT).get_by_role("button", name=PLANTS).first).to_be_visible()
