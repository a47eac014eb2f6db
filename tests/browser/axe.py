"""What axe-core finds wrong with a page for those who see, hear or move otherwise."""

from typing import Any, Final

from playwright.async_api import Page

from tests.serving import ROOT

AXE: Final = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"


async def violations(page: Page) -> list[str]:
    """Return each rule that is violated, with the places where it is."""
    await page.evaluate(AXE.read_text(encoding="utf-8"))
    found: dict[str, Any] = await page.evaluate("axe.run()")
    assert found["passes"], "axe looked at nothing"
    return [
        f"{rule['id']}: {', '.join(str(node['target']) for node in rule['nodes'])}"
        for rule in found["violations"]
    ]
