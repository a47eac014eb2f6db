"""On a running server: not one byte of the erased is left, and the others keep everything."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.privacy.living import PRODUCTS, Living, files_with
from tests.serving import Serving, serving

CLICK = "/api/v1/events/click"


@contextmanager
def opened(home: Path) -> Iterator[Serving]:
    """Run a server that logs all it logs, and collects training data, into one folder."""
    with serving(
        home / "var",
        ENABLE_TRAINING_DATA_COLLECTION="true",
        LEAFLOOP_LOG_FILE=str(home / "log" / "app.log"),
        LEAFLOOP_ACCESS_LOG="true",
    ) as shop:
        shop.post("/api/v1/products", products=list(PRODUCTS))
        yield shop


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("canaries")
    return folder


@pytest.fixture(scope="module")
def shop(home: Path) -> Iterator[Serving]:
    with opened(home) as running:
        yield running


def living(shop: Serving, name: str) -> Living:
    """Return somebody whose id and word are found nowhere else."""
    someone = Living(shop, f"{name}-xq7canary", f"zv{name}canary")
    someone.live()
    return someone


@contextmanager
def load(url: str) -> Iterator[list[int]]:
    """Let somebody else click without a pause; yields the statuses they get."""
    statuses: list[int] = []
    over = threading.Event()

    def click() -> None:
        with httpx.Client(base_url=url, timeout=20, trust_env=False) as http:
            while not over.is_set():
                body = {"user_id": "busy-bob", "product_sku": "oat"}
                statuses.append(http.post(CLICK, json=body).status_code)

    clicking = [threading.Thread(target=click) for _ in range(2)]
    for thread in clicking:
        thread.start()
    try:
        yield statuses
    finally:
        over.set()
        for thread in clicking:
            thread.join()


def untimed(stores: dict[str, Any]) -> dict[str, Any]:
    """Return an export without what the clock alone changes."""
    return {name: held for name, held in stores.items() if name != "limits"}


def test_the_erased_leave_no_byte_and_the_others_keep_everything(shop: Serving, home: Path) -> None:
    ann, eve = living(shop, "ann"), living(shop, "eve")
    before, held = eve.export(), ann.export()
    assert {name for name, what in held.items() if not what} <= {"dead_letters", "limits"}
    assert len(files_with(home, ann.user, ann.word)) > 5
    receipt = ann.completed(ann.erase())
    deleted = {store["name"] for store in receipt["stores"] if store["deleted"]}
    assert deleted >= {"journal", "folds", "executions", "idempotency", "threads", "graph"}
    assert {store["residue"] for store in receipt["stores"]} == {0}
    assert files_with(home, ann.user, ann.word) == []
    assert untimed(eve.export()) == untimed(before)
    left = shop.get(ann.path("learning-data/export"))["stores"]
    assert [name for name, what in left.items() if name != "training_log" and what] == []
    assert not any(left["training_log"].values())
    assert files_with(home, ann.user, ann.word) == []


def test_what_a_client_sends_late_is_refused_and_leaves_no_trace(shop: Serving, home: Path) -> None:
    late = living(shop, "late")
    late.completed(late.erase())
    events = [late.old_event("one"), late.old_event("never-sent")]
    reply = shop.post("/api/v1/events", events=events)
    assert [each["code"] for each in reply["rejected"]] == ["erased", "erased"]
    single = {"user_id": late.user, "product_sku": "oat", "timestamp": "2026-02-02T09:15:00Z"}
    refused = shop.http.post(CLICK, json=single)
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:leafloop:problem:erased")
    assert files_with(home, late.user, late.word) == []


def test_a_new_beginning_starts_from_nothing_and_keeps_what_was_switched_off(
    shop: Serving,
) -> None:
    back = Living(shop, "back-xq7canary", "zvbackcanary")
    shop.post(CLICK, user_id=back.user, product_sku="oat")
    shop.http.put(back.path("privacy"), json={"track_searches": False})
    back.completed(back.erase())
    assert shop.get(back.path("privacy"))["track_searches"] is False
    assert shop.post(CLICK, user_id=back.user, product_sku="whole")["tracked"] is True
    status = shop.get(f"/api/v1/events/learning-status/{back.user}")
    assert status["events_seen"] == 1
    shop.http.put(back.path("privacy"), json={"retention_days": 30})
    allowed = shop.get(back.path("privacy"))
    assert (allowed["track_searches"], allowed["retention_days"]) == (False, 30)


def test_under_load_the_erased_leave_no_byte_and_nobody_waits_in_vain(
    shop: Serving, home: Path
) -> None:
    hasty = living(shop, "hasty")
    with load(shop.url) as statuses:
        hasty.completed(hasty.erase())
    assert files_with(home, hasty.user, hasty.word) == []
    assert set(statuses) == {200}


def test_a_kill_right_after_the_receipt_brings_nothing_back(tmp_path: Path) -> None:
    with opened(tmp_path) as shop:
        doomed, eve = living(shop, "doomed"), living(shop, "eve")
        before = eve.export()
        doomed.export()
        receipt = doomed.erase()
        shop.stop(signal.SIGKILL)
        assert files_with(tmp_path, doomed.user, doomed.word) == []
    with opened(tmp_path) as shop:
        again = Living(shop, doomed.user, doomed.word)
        assert {s["residue"] for s in again.completed(receipt)["stores"]} == {0}
        same = Living(shop, eve.user, eve.word).export()
        kept = {"journal", "folds", "executions", "threads", "training_log", "graph"}
        assert {name: same[name] for name in kept} == {name: before[name] for name in kept}
        assert files_with(tmp_path, doomed.user, doomed.word) == []


def test_nobody_knows_the_unknown_and_asking_makes_nothing(shop: Serving, home: Path) -> None:
    nobody = Living(shop, "nobody-xq7canary", "zvnobodycanary")
    for path in (nobody.path("privacy"), nobody.path("cart"), nobody.path("learning-data/export")):
        shop.get(path)
    receipt = nobody.erase()
    assert receipt["status"] == "complete"
    assert {(s["deleted"], s["residue"]) for s in receipt["stores"]} == {(0, 0)}
    assert files_with(home, nobody.user) == []
