"""The real browser that tests drive: where it is, and how it is started."""

import os
import shutil
from typing import Final

import pytest

NAMES: Final = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
FLAGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def executable() -> str:
    """Return the path of Chromium; without one a test fails, as a skip would look like a pass."""
    named = os.environ.get("LEAFLOOP_TEST_CHROMIUM", "")
    found = named or next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        pytest.fail(
            "the browser tests need Chromium: install Debian's package chromium, or name another "
            "build in LEAFLOOP_TEST_CHROMIUM",
            pytrace=False,
        )
    return found
