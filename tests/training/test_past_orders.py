"""Past orders come in the order of time, within bounds, and what is left out is named."""

from pathlib import Path

import pytest

from domain.errors import Invalid, NotFound
from tests.training.bought import ASKER, TUNER, order, write
from training.evaluate import past_orders
from training.evaluate.past_orders import by_time, is_for_tuning, read_shopping

HEADER = "user_id,order_id,ordered_at,sku,quantity"


def test_orders_come_oldest_first_whatever_the_file_says(tmp_path: Path) -> None:
    file = write(tmp_path / "o.csv", HEADER, "u1,late,9,m1,1", "u1,early,2,m1,1")
    assert [each.order_id for each in read_shopping(file, None).orders] == ["early", "late"]


def test_only_products_that_were_ordered_are_held(tmp_path: Path) -> None:
    orders = write(tmp_path / "o.csv", HEADER, "u1,o1,1,m1,1")
    products = write(tmp_path / "p.csv", "sku,name", "m1,Milk", "b1,Bread")
    assert list(read_shopping(orders, products).products) == ["m1"]


def test_a_line_that_is_left_out_is_counted_and_the_first_are_named(tmp_path: Path) -> None:
    bad = [f"u1,o{n},soon,m1,1" for n in range(12)]
    file = write(tmp_path / "o.csv", HEADER, "u1,good,1,m1,1", *bad)
    (refused,) = read_shopping(file, None).refused
    assert (refused.file, refused.count) == ("o.csv", 12)
    assert [each.line for each in refused.first] == list(range(3, 13))
    assert "ordered_at" in refused.first[0].reason


def test_a_file_without_any_order_says_why(tmp_path: Path) -> None:
    file = write(tmp_path / "o.csv", HEADER, "u1,o1,soon,m1,1")
    with pytest.raises(Invalid, match=r"o\.csv holds no order .*line 2: ordered_at"):
        read_shopping(file, None)


def test_products_of_another_shop_are_no_help(tmp_path: Path) -> None:
    orders = write(tmp_path / "o.csv", HEADER, "u1,o1,1,m1,1")
    products = write(tmp_path / "p.csv", "sku,name", "x1,Milk")
    with pytest.raises(Invalid, match="names none of the products"):
        read_shopping(orders, products)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="nowhere"):
        read_shopping(tmp_path / "nowhere.csv", None)


def test_more_lines_than_fit_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(past_orders, "MOST_LINES", 2)
    file = write(tmp_path / "o.csv", HEADER, *(f"u1,o{n},{n},m1,1" for n in range(3)))
    with pytest.raises(Invalid, match="more than 2 order lines"):
        read_shopping(file, None)


def test_every_line_read_is_told(tmp_path: Path) -> None:
    told: list[int] = []
    lines = ("u1,o1,1,m1,1", "u1,o1,1,b1,1", "u1,o2,soon,m1,1")
    read_shopping(write(tmp_path / "o.csv", HEADER, *lines), None, told.append)
    assert sum(told) == 3


def test_orders_of_one_day_stand_together() -> None:
    orders = [order("u1", 1, "m1"), order("u2", 1, "m1"), order("u1", 2, "m1")]
    assert [len(together) for together in by_time(orders)] == [2, 1]


def test_a_fifth_of_all_users_is_for_tuning() -> None:
    assert is_for_tuning(TUNER)
    assert not is_for_tuning(ASKER)
    share = sum(is_for_tuning(f"user {n}") for n in range(5_000)) / 5_000
    assert share == pytest.approx(0.2, abs=0.02)
