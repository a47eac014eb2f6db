"""What axe finds wrong with a page for people who do not see it, or see it badly."""

from typing import Final

from playwright.async_api import Page

from tests.serving import ROOT

AXE: Final = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
_RUN: Final = """async () => {
  const { violations } = await axe.run(document, { resultTypes: ["violations"] });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} at ${target.join(" ")}: ${failureSummary}`));
}"""


async def violations(page: Page) -> list[str]:
    """Return every violation of axe's rules on a page as it stands, one a place."""
    if not await page.evaluate("'axe' in globalThis"):
        await page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[str] = await page.evaluate(_RUN)
    return found
