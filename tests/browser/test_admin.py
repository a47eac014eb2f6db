"""The dashboard: real figures of a real server, in words, in charts and in tables."""

import asyncio
import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from typing import Any, Literal

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from domain.event import Event, Kind
from memory.dead_letters import DeadLetters
from tests.browser.axe import violations
from tests.browser.visitor import Visitor
from tests.serving import Serving

NEWER_FIGURES = 20_000
"""Milliseconds: the page asks anew after ten seconds."""

CAUGHT_UP = 60_000
"""Milliseconds: a graph that has just been opened takes in all that happened before."""

WINDOW = re.compile(r"[\d,]+ events? in \d+ days")
"""Once these figures are there, all are."""


@pytest_asyncio.fixture(loop_scope="session")
async def dashboard(visitor: Visitor) -> AsyncIterator[Page]:
    """The dashboard of a shop in which somebody just did all that is counted."""
    await asyncio.to_thread(shopped, visitor.shop, visitor.name)
    await visitor.page.goto("/admin")
    await expect(panel(visitor.page, "activity")).to_contain_text(WINDOW)
    yield visitor.page


def panel(page: Page, name: str) -> Locator:
    return page.locator(f"article#{name}")


def shopped(shop: Serving, user: str) -> None:
    """Search, click, choose a reading, order."""
    found = shop.search(user, "milk")
    product = found["results"][0]["product"]
    shop.post(
        "/api/v1/events/click",
        user_id=user,
        product_sku=product["sku"],
        position=1,
        search_session_id=found["proposal_id"],
    )
    asked = shop.post("/v1/execute", user_id=user, input_text="plan a party", auto_advance=False)
    shop.post(
        "/v1/execute",
        user_id=user,
        input_text="plan a party",
        execution_id=asked["execution_id"],
        hypothesis_id="h1",
    )
    shop.post("/api/v1/events/cart-add", user_id=user, product={"sku": product["sku"]})
    items = [{"sku": product["sku"], "quantity": 1}]
    shop.post(
        "/api/v1/events/order", user_id=user, order_id=f"o-{user}", items=items, total_value=12.5
    )


def metrics(shop: Serving) -> Any:
    return shop.get("/api/v1/admin/metrics?days=30")


async def test_the_answers_come_first_and_in_words(dashboard: Page) -> None:
    answers = dashboard.get_by_role("main").get_by_role("list").first.get_by_role("listitem")
    await expect(answers).to_have_count(3)
    await expect(answers.nth(0)).to_contain_text("Is it learning?Yes", timeout=CAUGHT_UP)
    await expect(answers.nth(1)).to_contain_text("Is it working?Not enough data")
    await expect(answers.nth(2)).to_contain_text(re.compile(r"Is it safe\?.*8 stores", re.DOTALL))


async def test_panels_show_what_the_server_counts(dashboard: Page, shop: Serving) -> None:
    told = metrics(shop)
    products = told["catalogue"]["products"]
    await expect(panel(dashboard, "known")).to_contain_text(f"{products} products can be found")
    clicked = told["ctr"]["personalized"]
    await expect(panel(dashboard, "clicks")).to_contain_text(f"n = {clicked['n']:,} proposals")
    await expect(panel(dashboard, "clicks")).to_contain_text(f"{clicked['rate'] * 100:.1f} %")
    value = told["cart"]["value"]
    await expect(panel(dashboard, "carts")).to_contain_text(f"${value['mean']:.2f}")
    await expect(panel(dashboard, "services")).to_contain_text("folds")


async def test_what_people_do_is_on_the_screen_soon_after(dashboard: Page, shop: Serving) -> None:
    before = metrics(shop)
    for turn in range(5):
        await asyncio.to_thread(shopped, shop, f"follows-{before['as_of']}-{turn}")
    after = metrics(shop)
    for name, trials in (("ctr", "proposals"), ("selection", "questions")):
        assert after[name]["personalized"]["n"] == before[name]["personalized"]["n"] + 5
        place = panel(dashboard, "clicks" if name == "ctr" else "questions")
        n = after[name]["personalized"]["n"]
        await expect(place).to_contain_text(f"n = {n:,} {trials}", timeout=NEWER_FIGURES)
    events = sum(n for day in after["activity"] for n in day["events"].values())
    await expect(panel(dashboard, "activity")).to_contain_text(f"n = {events:,} events")


async def test_other_days_are_counted_when_chosen(dashboard: Page) -> None:
    await dashboard.get_by_role("radio", name="30 days").focus()
    await dashboard.keyboard.press("ArrowRight")
    await expect(panel(dashboard, "activity")).to_contain_text("in 90 days")
    await dashboard.reload()
    await expect(panel(dashboard, "activity")).to_contain_text("in 90 days")


async def test_every_chart_has_a_table_that_opens_by_keyboard(dashboard: Page) -> None:
    charted = dashboard.locator("article:has([role=img])")
    await expect(charted).to_have_count(5)
    for place in range(5):
        one = charted.nth(place)
        await one.get_by_role("button", name="The figures as a table").focus()
        await dashboard.keyboard.press("Enter")
        await expect(one.get_by_role("table")).to_be_visible()
        assert "n = " in await one.inner_text()


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_axe_finds_nothing(dashboard: Page, theme: Literal["light", "dark"]) -> None:
    await dashboard.emulate_media(color_scheme=theme)
    for opens in await dashboard.get_by_role("button", name="The figures as a table").all():
        await opens.click()
    await expect(dashboard.locator("html")).to_have_attribute("data-theme", theme)
    assert await violations(dashboard) == []


@pytest.mark.parametrize("width", [360, 768])
async def test_nothing_is_cut_on_narrow_screens(dashboard: Page, width: int) -> None:
    await dashboard.set_viewport_size({"width": width, "height": 800})
    await expect(panel(dashboard, "services")).to_be_visible()
    wide = await dashboard.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0


async def test_an_event_that_was_left_over_is_replayed(dashboard: Page, shop: Serving) -> None:
    seq = left_over(shop)
    place = panel(dashboard, "dead-letters")
    await expect(place).to_contain_text("1 event could not be taken", timeout=NEWER_FIGURES)
    await expect(dashboard.get_by_text("Needs a look")).to_be_visible(timeout=NEWER_FIGURES)
    await place.get_by_role("button", name=f"Replay event {seq} for fold:profile").click()
    await expect(place).to_contain_text(f"{seq} was taken by fold:profile")
    await expect(place).to_contain_text("Every event was taken")
    assert shop.get("/api/v1/admin/dead-letters")["total"] == 0


def left_over(shop: Serving) -> int:
    """Leave the newest click for later, as if the fold of profiles had refused it."""
    with closing(sqlite3.connect(shop.data_dir / "journal.db")) as journal:
        event_id, subject, at, seq = journal.execute(
            "SELECT event_id, subject, at, seq FROM journal WHERE kind = ? ORDER BY seq DESC",
            (Kind.SEARCH_RESULT_CLICKED.value,),
        ).fetchone()
    event = Event(event_id, Kind.SEARCH_RESULT_CLICKED, subject, None, at, at, {}, seq=seq)
    letters = DeadLetters(shop.data_dir / "dead_letters.db")
    letters.add("fold:profile", event, ValueError("cannot be folded"), at)
    letters.close()
    return int(seq)
