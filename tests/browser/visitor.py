"""Somebody in front of the web app, and what the page complained of meanwhile."""

import re
from dataclasses import dataclass, field

from playwright.async_api import BrowserContext, ConsoleMessage, Error, Page

from tests.serving import Serving

_EXPECTED = re.compile(r"Failed to load resource")
"""Chromium's own line for a reply that is no success; the page says it in its own words."""


@dataclass
class Visitor:
    """A person, the page in front of them, and the server behind it.

    Attributes:
        name: Their user_id.
        context: Their browser.
        page: Their first page.
        shop: The server.
        complaints: Errors of the page's scripts, and what its console showed as error or warning,
            such as what the content policy refused.
    """

    name: str
    context: BrowserContext
    page: Page
    shop: Serving
    complaints: list[str] = field(default_factory=list)

    @classmethod
    async def come(cls, context: BrowserContext, shop: Serving, name: str) -> "Visitor":
        """Open a browser for a person; no view is loaded yet."""
        await context.add_init_script(f"localStorage['leafloop.user'] ??= {name!r}")
        visitor = cls(name, context, await context.new_page(), shop)
        visitor.watch(visitor.page)
        return visitor

    def watch(self, page: Page) -> None:
        """Note what a page complains of."""
        page.on("pageerror", self._threw)
        page.on("console", self._wrote)

    async def another_page(self) -> Page:
        """Open a second tab."""
        page = await self.context.new_page()
        self.watch(page)
        return page

    def leave(self) -> None:
        """Fail when a page complained of anything."""
        assert self.complaints == []

    def _threw(self, error: Error) -> None:
        self.complaints.append(error.message)

    def _wrote(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not _EXPECTED.search(message.text):
            self.complaints.append(message.text)
