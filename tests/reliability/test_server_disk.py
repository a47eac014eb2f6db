"""While the disk is full the server refuses writes and says so; it goes on once there is room."""

import resource
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

import httpx
import pytest

from domain.ids import client_event_id
from tests.reliability.server_check import check_files
from tests.serving import Serving, serving

_ROOM = 64 * 1024
"""Bytes that the journal's log may still grow by."""


@dataclass(frozen=True, slots=True)
class Lived:
    """What a server answered while its disk was full, and after that.

    Attributes:
        acknowledged: Client ids of the events it took, the refused one included in the end.
        refused: Its answer to the first event that did not fit.
        pick: Its answer to a pick meanwhile.
        reading: Its answer to a request that writes nothing.
        again: Its answers to the same event and pick once there was room, without a restart.
        cart: How many there were in the cart in the end.
        status: Its exit status.
        data_dir: What it left.
    """

    acknowledged: list[str]
    refused: httpx.Response
    pick: httpx.Response
    reading: httpx.Response
    again: list[httpx.Response]
    cart: float
    status: int
    data_dir: Path


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Lived:
    with serving(tmp_path_factory.mktemp("full") / "var") as running:
        asked = running.post("/v1/execute", user_id="ana", input_text="build", auto_advance=False)
        answer = {"execution_id": asked["execution_id"], "hypothesis_id": "h1"}
        log = running.data_dir / "journal.db-wal"
        _limit_files(running, log.stat().st_size + _ROOM)
        acknowledged, refused = _fill(running)
        _wait_for(running, 503)
        pick = running.http.post("/v1/execute", json={"user_id": "ana", **answer})
        reading = running.http.get("/api/v1/user/ana/cart")
        _limit_files(running, resource.RLIM_INFINITY)
        _wait_for(running, 200)
        last = f"add-{len(acknowledged)}"
        again = [
            _add(running, last),
            running.http.post("/v1/execute", json={"user_id": "ana", **answer}),
        ]
        lines = running.get("/api/v1/user/ana/cart")["lines"]
        cart = sum(line["quantity"] for line in lines)
        ids = [*acknowledged, last]
        status = running.stop()
        return Lived(ids, refused, pick, reading, again, cart, status, running.data_dir)


def _limit_files(running: Serving, size: int) -> None:
    """Let no file of the server grow beyond a size; a full disk fails its writes alike."""
    limits = (size, resource.RLIM_INFINITY)
    resource.prlimit(running.process.pid, resource.RLIMIT_FSIZE, limits)


def _fill(running: Serving) -> tuple[list[str], httpx.Response]:
    acknowledged: list[str] = []
    while (reply := _add(running, f"add-{len(acknowledged)}")).is_success:
        acknowledged.append(f"add-{len(acknowledged)}")
    return acknowledged, reply


def _add(running: Serving, client_id: str) -> httpx.Response:
    product = {"sku": "oat-milk", "name": "Oat Milk", "category": "Milk"}
    body = {"user_id": "ana", "event_id": client_id, "product": product, "quantity": 1}
    return running.http.post("/api/v1/events/cart-add", json=body)


def _wait_for(running: Serving, status: int) -> None:
    deadline = monotonic() + 10
    while running.http.get("/readyz").status_code != status:
        assert monotonic() < deadline, f"/readyz never answered {status}"


def test_what_does_not_fit_is_refused_with_a_time_to_come_back(lived: Lived) -> None:
    for reply in (lived.refused, lived.pick):
        assert reply.status_code == 503
        assert reply.json()["type"].endswith(":unavailable")
        assert int(reply.headers["retry-after"]) >= 1


def test_what_is_known_can_still_be_read(lived: Lived) -> None:
    assert lived.reading.status_code == 200


def test_the_same_requests_succeed_once_there_is_room(lived: Lived) -> None:
    assert [reply.status_code for reply in lived.again] == [200, 200]
    assert lived.again[1].json()["selected_id"] == "h1"


def test_what_was_acknowledged_is_stored_once_and_what_was_refused_changed_nothing(
    lived: Lived,
) -> None:
    with closing(sqlite3.connect(lived.data_dir / "journal.db")) as db:
        sql = "SELECT event_id FROM journal WHERE kind = 'cart_item_added' ORDER BY seq"
        stored = [event_id for (event_id,) in db.execute(sql)]
    assert stored == [client_event_id("ana", client_id) for client_id in lived.acknowledged]
    assert lived.cart == len(lived.acknowledged)


def test_no_file_is_broken_and_the_server_leaves_as_always(lived: Lived) -> None:
    assert lived.status == 0
    assert check_files(lived.data_dir) == {"files_broken": 0}
