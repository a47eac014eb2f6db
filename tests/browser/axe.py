"""What axe finds wrong with a page for people who do not see it, or see it badly."""

from typing import Final, Literal

from playwright.async_api import Page

from tests.serving import ROOT

AXE: Final = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
_RUN: Final = """async () => {
  const { violations, passes } = await axe.run(document, { resultTypes: ["violations"] });
  if (passes.length === 0) throw new Error("axe looked at nothing");
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} at ${target.join(" ")}: ${failureSummary}`));
}"""


async def violations(page: Page, theme: Literal["light", "dark"] | None = None) -> list[str]:
    """Return every violation of axe's rules on a page as it stands, one a place.

    Args:
        page: Any view.
        theme: Put on first; the page keeps its own where none is named.
    """
    if theme is not None:
        await page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
    if not await page.evaluate("'axe' in globalThis"):
        await page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[str] = await page.evaluate(_RUN)
    return found
