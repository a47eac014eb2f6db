"""A real server with the sample shop and the built web app, and a real browser for each test."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from inspect import iscoroutinefunction
from pathlib import Path
from uuid import uuid4

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, async_playwright, expect

from tests.browser.chromium import FLAGS, executable
from tests.browser.visitor import Visitor
from tests.serving import ROOT, Serving, serving

PATIENCE_MS = 15_000
"""How long something may take to be seen: it is there at once, but machines may be busy."""
BUILT = ROOT / "web" / "dist" / "index.html"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the tests of this folder on one event loop, for the browser lives on it."""
    here = Path(__file__).parent
    for item in items:
        of_coroutine = isinstance(item, pytest.Function) and iscoroutinefunction(item.function)
        if here in item.path.parents and of_coroutine:
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """A server with samples that also serves the web app."""
    if not BUILT.is_file():
        pytest.fail("the web app is not built: make web", pytrace=False)
    data_dir = tmp_path_factory.mktemp("browsed") / "var"
    with serving(
        data_dir, LEAFLOOP_SAMPLES="on", ENABLE_TRAINING_DATA_COLLECTION="true"
    ) as running:
        yield running


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Chromium, started once."""
    expect.set_options(timeout=PATIENCE_MS)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=executable(), args=list(FLAGS))
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def context(browser: Browser, shop: Serving) -> AsyncIterator[BrowserContext]:
    """A browser of somebody new, at 1440 x 900, without motion that would have to be waited for."""
    context = await browser.new_context(
        base_url=shop.url,
        viewport={"width": 1440, "height": 900},
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE_MS)
    yield context
    await context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def visitor(context: BrowserContext, shop: Serving) -> AsyncIterator[Visitor]:
    """Somebody new in front of the shop; what a page complains of on its console fails the test."""
    async with AsyncExitStack() as left:
        visitor = await Visitor.come(context, shop, f"browser-{uuid4().hex[:12]}")
        left.callback(visitor.leave)
        yield visitor
