"""Every view opens, without a complaint and with nothing from elsewhere."""

from urllib.parse import urlsplit

import pytest

from tests.browser.visitor import Visitor

VIEWS = ("/", "/you", "/admin")


@pytest.mark.parametrize("view", VIEWS)
async def test_a_view_asks_nobody_else(visitor: Visitor, view: str) -> None:
    asked: list[str] = []
    visitor.page.on("request", lambda request: asked.append(request.url))
    await visitor.page.goto(view)
    await visitor.page.get_by_role("navigation", name="Views").wait_for()
    assert {urlsplit(url).netloc for url in asked} == {urlsplit(visitor.shop.url).netloc}
    assert await visitor.context.cookies() == []
