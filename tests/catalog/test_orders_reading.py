"""Reading past orders: lines become orders, and what is no purchase gets a verdict."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from catalog.orders_reading import PastOrder, read_orders
from catalog.records import Rejected
from domain.cart import CartLine
from domain.clock import MS_PER_DAY
from domain.errors import Invalid


def read(path: Path) -> tuple[list[PastOrder], list[Rejected]]:
    found = list(read_orders(path))
    return (
        [one for one in found if isinstance(one, PastOrder)],
        [one for one in found if isinstance(one, Rejected)],
    )


def csv(folder: Path, *rows: str, header: str = "user_id,order_id,ordered_at,sku") -> Path:
    path = folder / "orders.csv"
    path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    return path


def test_lines_that_stand_together_become_one_order(tmp_path: Path) -> None:
    orders, rejected = read(csv(tmp_path, "u1,o1,3,milk", "u1,o1,3,tea", "u1,o2,4,milk"))
    assert not rejected
    assert [(order.order_id, order.at, len(order.lines)) for order in orders] == [
        ("o1", 3 * MS_PER_DAY, 2),
        ("o2", 4 * MS_PER_DAY, 1),
    ]


def test_scattered_lines_are_gathered_and_come_last(tmp_path: Path) -> None:
    orders, _ = read(csv(tmp_path, "u1,o1,3,milk", "u2,o2,3,tea", "u1,o1,3,bread"))
    assert [order.order_id for order in orders] == ["o2", "o1"]
    assert [line.sku for line in orders[1].lines] == ["milk", "bread"]


def test_equal_order_ids_of_two_users_are_two_orders(tmp_path: Path) -> None:
    orders, _ = read(csv(tmp_path, "u1,1,3,milk", "u2,1,3,tea"))
    assert [order.user_id for order in orders] == ["u1", "u2"]


def test_every_column_of_a_line_is_kept(tmp_path: Path) -> None:
    header = "user_id,order_id,ordered_at,sku,quantity,price,name,category,brand,till"
    path = csv(tmp_path, "u,o,2024-05-01T10:00:00Z,m,2,1.5,Milk,Dairy,Oatly,9", header=header)
    (order,), _ = read(path)
    assert order.at == 1_714_557_600_000
    assert order.lines == (CartLine("m", "Milk", 2, 1.5, "Dairy", "Oatly"),)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",o,1,milk", "user_id: the line belongs to nobody"),
        ("u,,1,milk", "order_id: string should have at least 1 character"),
        ("u,o,soon,milk", "ordered_at: is no time"),
        ("u,o,2000000,milk", "ordered_at: is no time and no whole day"),
        ("u,o,1,", "sku: string should have at least 1 character"),
    ],
)
def test_a_bad_line_is_named_and_its_order_keeps_the_others(
    tmp_path: Path, row: str, reason: str
) -> None:
    orders, rejected = read(csv(tmp_path, "u,o,1,tea", row, "u,o,1,bread"))
    assert [line.sku for line in orders[0].lines] == ["tea", "bread"]
    assert [verdict.line for verdict in rejected] == [3]
    assert rejected[0].reason.startswith(reason)


def test_online_retail_columns_and_their_pitfalls_are_understood(tmp_path: Path) -> None:
    rows: dict[str, Any] = {
        "InvoiceNo": ["536365", "C536379", "536381", "536400"],
        "StockCode": ["85123A", "D", "22411", "22412"],
        "Description": ["HEART HOLDER", "Discount", None, "BAG"],
        "Quantity": [6.0, -1.0, -3.0, 1.0],
        "InvoiceDate": [datetime(2010, 12, 1, 8, 26)] * 4,
        "UnitPrice": [2.55, 27.5, 0.0, 1.0],
        "CustomerID": [17850.0, 14527.0, 1.0, float("nan")],
    }
    pq.write_table(pa.table(rows), tmp_path / "r.parquet")
    (order,), rejected = read(tmp_path / "r.parquet")
    assert (order.order_id, order.user_id, order.at) == ("536365", "17850", 1_291_191_960_000)
    assert order.lines == (CartLine("85123A", "HEART HOLDER", 6.0, 2.55),)
    assert [(verdict.line, verdict.reason) for verdict in rejected] == [
        (2, "order_id: the order was cancelled"),
        (3, "quantity: the line takes something back"),
        (4, "user_id: the line belongs to nobody"),
    ]


def test_a_file_without_our_columns_is_refused_as_a_whole(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="no columns user_id, order_id"):
        read(csv(tmp_path, "1", header="basket"))
