"""How fast the shop is in a browser, from navigation to a painted shelf: `python -m bench.web`."""

import argparse
import asyncio
import gzip
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from playwright.async_api import Browser, BrowserContext, Page, ViewportSize, async_playwright

from bench.measure import RESULTS, Row, percentiles, write
from bench.running import ROOT, leafloop, workspace
from tests.browser.chromium import FLAGS, executable

RUNS: Final = 20
DIST: Final = ROOT / "web" / "dist"
_WORDS: Final = "oat milk without sugar"
_BETWEEN_KEYS: Final = 80
"""Milliseconds from one key to the next: 150 words a minute."""

_VIEWPORT: Final[ViewportSize] = {"width": 1440, "height": 900}

# Seconds are taken inside the page, up to the frame in which the change is painted.
_WATCH: Final = """
globalThis.taken = { painted: null, keys: [] };
new MutationObserver((_, observer) => {
  if (!document.querySelector("[data-sku]")) return;
  observer.disconnect();
  requestAnimationFrame(() => setTimeout(() => { taken.painted = performance.now(); }));
}).observe(document, { childList: true, subtree: true });
addEventListener("keydown", (event) => {
  requestAnimationFrame(() => setTimeout(() => {
    taken.keys.push(performance.now() - event.timeStamp);
  }));
}, true);
"""
_PAINTED: Final = """async () => {
  while (taken.painted === null) await new Promise(requestAnimationFrame);
  return taken.painted;
}"""
_KEYS: Final = """async (many) => {
  while (taken.keys.length < many) await new Promise(requestAnimationFrame);
  return taken.keys;
}"""
_UNTIL: Final = """async ([button, sign]) => {
  const before = document.querySelector(sign)?.textContent ?? null;
  const begun = performance.now();
  document.querySelector(button).click();
  const same = () => (document.querySelector(sign)?.textContent ?? null) === before;
  while (same()) await new Promise(requestAnimationFrame);
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return performance.now() - begun;
}"""
_CARD: Final = ("[data-sku] h3 button", "[role=dialog] h2")
_ADD: Final = ("[data-sku] button[aria-label^=Add]", "button[aria-label^=Cart]")


@dataclass(frozen=True, slots=True)
class Visit:
    """What one visit of somebody new took, in milliseconds.

    Attributes:
        painted: From navigation until the first result is painted.
        opened: From a click on a product until its sheet is painted.
        added: From a click on Add until the number at the cart is painted.
        keys: From each key in the search, as of a fast typist, until its letter is painted.
    """

    painted: float
    opened: float
    added: float
    keys: list[float]


def first_load_kilobytes(dist: Path) -> float:
    """Return the size of the scripts that the first page names, compressed, in kB."""
    page = (dist / "index.html").read_text(encoding="utf-8")
    scripts = re.findall(r'(?:src|href)="/(assets/[^"]+\.js)"', page)
    if not scripts:
        raise RuntimeError("the first page names no script: build the web app first (make web)")
    return sum(len(gzip.compress((dist / name).read_bytes(), 9)) for name in scripts) / 1000


async def visit(browser: Browser, url: str) -> Visit:
    """Visit the shop as somebody new, with nothing cached."""
    context = await browser.new_context(base_url=url, viewport=_VIEWPORT)
    try:
        return await _visited(context)
    finally:
        await context.close()


async def _visited(context: BrowserContext) -> Visit:
    await context.add_init_script(_WATCH)
    page = await context.new_page()
    await page.goto("/?q=milk")
    painted = await page.evaluate(_PAINTED)
    await page.get_by_role("button", name="Cart, empty").wait_for()
    added = await page.evaluate(_UNTIL, _ADD)
    opened = await page.evaluate(_UNTIL, _CARD)
    await page.keyboard.press("Escape")
    return Visit(painted, opened, added, await _typed(page))


async def _typed(page: Page) -> list[float]:
    box = page.get_by_role("combobox", name="Search the shop")
    await box.fill("")
    await page.evaluate("taken.keys = []")
    await box.press_sequentially(_WORDS, delay=_BETWEEN_KEYS)
    keys: list[float] = await page.evaluate(_KEYS, len(_WORDS))
    return keys


async def measured(runs: int) -> list[Row]:
    """Visit a fresh server so often, after one visit that warms it up."""
    with workspace() as folder, leafloop(folder / "var") as server:
        url = f"http://127.0.0.1:{server.port}"
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(
                executable_path=executable(), args=list(FLAGS)
            )
            await visit(browser, url)
            visits = [await visit(browser, url) for _ in range(runs)]
            await browser.close()
    return _rows(visits)


def _rows(visits: list[Visit]) -> list[Row]:
    size = first_load_kilobytes(DIST)
    frame = "a frame is 16.7 ms"
    return [
        Row(
            "JavaScript of the first load, gzip",
            "≤ 250 kB",
            unit="kB",
            value=size,
            floor="React with its DOM alone is about 60",
            met=size <= 250,
        ),
        _row("navigation until a result is painted", [one.painted for one in visits], 1_000, ""),
        _row("click on a product until its sheet", [one.opened for one in visits], 100, frame),
        _row("Add until the number at the cart", [one.added for one in visits], 100, frame),
        _row("a key in the search", [key for one in visits for key in one.keys], 100, frame),
    ]


def _row(what: str, milliseconds: list[float], most: float, floor: str) -> Row:
    figures = percentiles([one / 1_000 for one in milliseconds])
    return Row(what, f"p95 < {most:g} ms", **figures, floor=floor, met=figures["p95"] < most)


def main() -> int:
    """Measure, write `bench/results/web.json`, and show it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a smoke test; nothing is written")
    quick = parser.parse_args().quick
    rows = asyncio.run(measured(2 if quick else RUNS))
    with workspace() as folder:
        path = write("web", rows, results=folder if quick else RESULTS)
        sys.stdout.write(path.read_text(encoding="utf-8"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
