"""`leafloop user` beside a running server and without one."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.test_cli_serving import leafloop
from tests.serving import Serving, serving

CLICK = "/api/v1/events/click"
PRODUCT = {"sku": "k1", "name": "Kiwi", "category": "Fruit"}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    with serving(tmp_path_factory.mktemp("user") / "var") as server:
        yield server


def test_an_export_is_one_json_object(running: Serving) -> None:
    running.post(CLICK, user_id="ann 1", product=PRODUCT)
    status, out, err = leafloop(running.data_dir, "user", "export", "ann 1")
    assert (status, err) == (0, "")
    (event,) = json.loads(out)["stores"]["journal"]
    assert event["data"]["product_name"] == "Kiwi"


def test_an_erasure_through_the_server_prints_its_receipt(running: Serving) -> None:
    running.post(CLICK, user_id="bob", product=PRODUCT)
    status, out, err = leafloop(running.data_dir, "user", "erase", "bob", "--yes", "--json")
    assert status == 0, err
    receipt = json.loads(out)
    assert {store["name"]: store["deleted"] for store in receipt["stores"]}["journal"] == 1
    path = f"/api/v1/user/bob/learning-data/receipts/{receipt['receipt_id']}"
    assert running.get(path)["receipt_id"] == receipt["receipt_id"]


def test_without_a_yes_nothing_is_erased(running: Serving) -> None:
    running.post(CLICK, user_id="eve", product=PRODUCT)
    status, out, err = leafloop(running.data_dir, "user", "erase", "eve")
    assert (status, out.strip()) == (1, "")
    assert "cannot be brought back" in err
    assert running.get("/api/v1/events/learning-status/eve")["events_seen"] == 1


def test_without_a_server_the_stores_are_opened_for_it(tmp_path: Path) -> None:
    with serving(tmp_path / "var") as server:
        server.post(CLICK, user_id="bob", product=PRODUCT)
    training = str(tmp_path / "training")
    erase = ("user", "erase", "bob", "--yes")
    status, out, err = leafloop(tmp_path / "var", *erase, TRAINING_DATA_DIR=training)
    assert status == 0, err
    assert out.splitlines()[0].split() == ["journal", "deleted", "1,", "left", "0"]
    assert "receipt" in out.splitlines()[-1]
