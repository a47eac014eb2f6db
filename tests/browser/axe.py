"""What axe-core finds wrong with a page, in a theme."""

from typing import Any, Final, Literal

from playwright.async_api import Page

from tests.serving import ROOT

_AXE: Final = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"


async def violations(page: Page, theme: Literal["light", "dark"]) -> list[str]:
    """Return what is not accessible, one line for each element, with the page in a theme."""
    await page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
    await page.evaluate(_AXE.read_text(encoding="utf-8"))
    found: dict[str, Any] = await page.evaluate("axe.run({resultTypes: ['violations']})")
    return [
        f"{rule['id']}: {node['html'][:160]} {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]
