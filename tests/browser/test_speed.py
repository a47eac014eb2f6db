"""The shop is quick enough to be used; bench/web.py measures how quick."""

from playwright.async_api import Browser

from bench.web import DIST, first_load_kilobytes, visit
from tests.serving import Serving

GENEROUS = 10
"""Times the targets, as this may run beside anything."""


async def test_the_first_load_is_small() -> None:
    assert 50 < first_load_kilobytes(DIST) <= 250


async def test_a_visit_is_quick(browser: Browser, shop: Serving) -> None:
    seen = await visit(browser, shop.url)
    assert 0 < seen.painted < 1_000 * GENEROUS
    assert 0 < seen.opened < 100 * GENEROUS
    assert 0 < seen.added < 100 * GENEROUS
    assert len(seen.keys) > 10
    assert max(seen.keys) < 100 * GENEROUS
