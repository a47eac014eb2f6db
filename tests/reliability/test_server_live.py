"""A real server tells open pages what is learned, and does not wait for them when it stops."""

import signal
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from time import perf_counter

import httpx

from tests.serving import serving

LIVE = "/api/v1/user/ann/live"
GRACE_SECONDS = 6.0
"""Less than the server waits for requests that do not end."""


def events_in(reply: httpx.Response) -> Iterator[str]:
    """Yield the names of events as they come."""
    for line in reply.iter_lines():
        if line.startswith("event: "):
            yield line.removeprefix("event: ")


def test_two_pages_are_told_and_both_streams_end_with_the_server(tmp_path: Path) -> None:
    with serving(tmp_path / "var", LEAFLOOP_SAMPLES="on") as running, ExitStack() as stack:
        pages = [events_in(stack.enter_context(running.http.stream("GET", LIVE))) for _ in range(2)]
        assert [next(page) for page in pages] == ["ready", "ready"]
        running.post("/api/v1/events/search", user_id="ann", query="milk")
        assert [next(page) for page in pages] == ["learned", "learned"]
        running.http.delete("/api/v1/user/ann/learning-data")
        assert [next(page) for page in pages] == ["forgotten", "forgotten"]
        asked = perf_counter()
        running.process.send_signal(signal.SIGTERM)
        assert [list(page) for page in pages] == [[], []]
        assert running.process.wait(20) == 0
        assert perf_counter() - asked < GRACE_SECONDS


def test_a_page_that_went_away_makes_room_for_another(tmp_path: Path) -> None:
    with serving(tmp_path / "var") as running:
        for _ in range(20):
            with running.http.stream("GET", LIVE) as reply:
                assert reply.status_code == 200
                assert reply.headers["content-type"].startswith("text/event-stream")
                assert next(events_in(reply)) == "ready"
