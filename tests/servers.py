"""Real servers that tests may need: where they are, and what is said when they are not."""

import os
from collections import Counter
from collections.abc import Iterable

import pytest

ADDRESSES = {
    "neo4j": "LEAFLOOP_TEST_NEO4J",
    "ollama": "LEAFLOOP_TEST_OLLAMA",
    "redis": "LEAFLOOP_TEST_REDIS",
    "weaviate": "LEAFLOOP_TEST_WEAVIATE",
}


def address(server: str) -> str:
    """Return where a server is, or skip the test that asks."""
    url = os.environ.get(ADDRESSES[server], "")
    if not url:
        pytest.skip(missing(server))
    return url


def missing(server: str) -> str:
    """Say that a server is not there, and how to have it."""
    return f"needs a real {server}: make test-servers"


def needed_by(item: pytest.Item) -> list[str]:
    """Return the servers that a test is marked with, each known by name."""
    names = [str(name) for mark in item.iter_markers("server") for name in mark.args]
    unknown = [name for name in names if name not in ADDRESSES]
    if unknown:
        raise pytest.UsageError(f"{item.nodeid} needs a server nobody knows: {unknown}")
    return names


def skip_without_servers(items: Iterable[pytest.Item]) -> Counter[str]:
    """Mark the tests whose server is not there as skipped, and count them per server."""
    skipped: Counter[str] = Counter()
    for item in items:
        absent = [name for name in needed_by(item) if not os.environ.get(ADDRESSES[name])]
        for name in absent[:1]:
            item.add_marker(pytest.mark.skip(reason=missing(name)))
            skipped[name] += 1
    return skipped


def summary(skipped: Counter[str]) -> str:
    """Name the servers that were missed, and how many tests each of them cost."""
    suites = ", ".join(f"{name} ({count} tests)" for name, count in sorted(skipped.items()))
    return f"skipped without a server: {suites}; `make test-servers` runs them"
