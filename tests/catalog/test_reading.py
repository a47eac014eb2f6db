"""Reading products: good rows come through, each bad one gets a verdict with its line."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from catalog.reading import Rejected, read_products
from domain.errors import Invalid, NotFound
from domain.product import Product

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data"


def read(path: Path, chunk: int = 100) -> tuple[list[Product], list[Rejected]]:
    chunks = list(read_products(path, chunk))
    return (
        [product for one in chunks for product in one.products],
        [rejected for one in chunks for rejected in one.rejected],
    )


def csv(folder: Path, text: str | bytes) -> Path:
    path = folder / "products.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def jsonl(folder: Path, *lines: str) -> Path:
    path = folder / "products.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_every_column_of_a_csv_reaches_the_product(tmp_path: Path) -> None:
    header = (
        "sku,name,brand,category,department,price,regular_price,size,unit,description,"
        "ingredients,diets,allergens,attributes,in_stock,image,internal_code"
    )
    row = '7,Oat Milk,Oatly,Milk,Dairy,3.5,4,1 l,each,Creamy,Oats,vegan; halal,"[""gluten""]",'
    products, rejected = read(csv(tmp_path, f"{header}\n{row}organic,true,http://x/y.png,Z9\n"))
    assert not rejected
    assert products == [
        Product(
            "7", "Oat Milk", "Oatly", "Milk", "Dairy", 3.5, 4.0, "1 l", "each", "Creamy", "Oats",
            ("vegan", "halal"), ("gluten",), ("organic",), True, "http://x/y.png",
        )
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "known"), [("", None), (" ", None), ("[]", ()), ("nuts", ("nuts",))]
)
def test_only_a_written_empty_list_means_known_none(
    tmp_path: Path, cell: str, known: tuple[str, ...] | None
) -> None:
    products, _ = read(csv(tmp_path, f"sku,name,allergens\n1,Bar,{cell}\n"))
    assert products[0].allergens == known


def test_missing_or_null_allergens_are_unknown(tmp_path: Path) -> None:
    lines = ('{"sku": "1", "name": "Bar"}', '{"sku": "2", "name": "Bar", "allergens": null}')
    products, _ = read(jsonl(tmp_path, *lines, '{"sku": "3", "name": "Bar", "allergens": []}'))
    assert [product.allergens for product in products] == [None, None, ()]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",Bar,1", "sku: string should have at least 1 character"),
        ("1,  ,1", "name: string should have at least 1 character"),
        ("1,Bar,-1", "price: input should be greater than or equal to 0"),
        ("1,Bar,1e9", "price: input should be less than or equal to 1000000"),
        ("1,Bar,nan", "price: input should be a finite number"),
        ("1,Bar,cheap", "price: input should be a valid number"),
        ("1,B\x00r,1", "name: holds a NUL byte"),
        (f"1,{'x' * 501},1", "name: string should have at most 500 characters"),
        ("1,Bar,1,2", "4 cells where the header has 3"),
    ],
)
def test_a_bad_row_is_named_and_sinks_nothing(tmp_path: Path, row: str, reason: str) -> None:
    products, rejected = read(csv(tmp_path, f"sku,name,price\n0,Good,1\n{row}\n2,Good,1\n"))
    assert [product.sku for product in products] == ["0", "2"]
    assert [verdict.line for verdict in rejected] == [3]
    assert rejected[0].reason.startswith(reason)


def test_a_row_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    products, rejected = read(csv(tmp_path, b"sku,name\n1,Caf\xe9\n2,Tea\n"))
    assert [product.sku for product in products] == ["2"]
    assert rejected == [Rejected(2, "the row is not UTF-8")]


def test_lines_are_counted_across_quoted_line_breaks_and_chunks(tmp_path: Path) -> None:
    _, rejected = read(csv(tmp_path, 'sku,name\n1,"Two\nlines"\n2,Tea\n,Nameless\n'), chunk=1)
    assert [verdict.line for verdict in rejected] == [5]


def test_a_byte_order_mark_is_no_part_of_a_column(tmp_path: Path) -> None:
    assert read(csv(tmp_path, b"\xef\xbb\xbfsku,name\n1,Tea\n"))[0] == [Product("1", "Tea")]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"sku": "1", "name": ', "the line is not JSON"),
        ('["1", "Tea"]', "the line is no JSON object"),
        ('{"sku": "1"}', "name: field required"),
        ('{"sku": true, "name": "Tea"}', "sku: input should be a valid string"),
        ('{"sku": "1", "name": "Tea", "diets": [1]}', "diets: input should be a valid string"),
        ('{"sku": "1", "name": "Tea", "diets": "[1"}', "diets: begins like a JSON list"),
        ('{"sku": "1", "name": "' + "x" * 1_000_001 + '"}', "the line is longer than"),
    ],
)
def test_a_bad_json_line_is_named_and_sinks_nothing(tmp_path: Path, line: str, reason: str) -> None:
    good = '{"sku": 5, "name": "Good"}'
    products, rejected = read(jsonl(tmp_path, good, line, "", good))
    assert [product.sku for product in products] == ["5", "5"]
    assert [verdict.line for verdict in rejected] == [2]
    assert rejected[0].reason.startswith(reason)


def test_parquet_lists_numbers_and_missing_values_are_read(tmp_path: Path) -> None:
    rows: dict[str, Any] = {
        "sku": [1, 2],
        "name": ["Tea", None],
        "price": [float("nan"), 2.0],
        "diets": [["vegan"], None],
    }
    pq.write_table(pa.table(rows), tmp_path / "p.parquet")
    products, rejected = read(tmp_path / "p.parquet")
    assert products == [Product("1", "Tea", diets=("vegan",))]
    assert [verdict.line for verdict in rejected] == [2]


def test_a_file_without_our_columns_is_refused_as_a_whole(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match=r"no columns sku and name \(it has id, title\)"):
        read(csv(tmp_path, "id,title\n1,Tea\n"))


@pytest.mark.parametrize(
    ("name", "content"), [("a.csv", b""), ("a.parquet", b"PAR1 not"), ("a.xlsx", b"x")]
)
def test_a_file_that_cannot_be_read_at_all_is_refused(
    tmp_path: Path, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(Invalid, match=name):
        read(tmp_path / name)


def test_an_absent_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"There is no file .*absent\.csv"):
        read(tmp_path / "absent.csv")


def test_complete_journey_columns_are_understood() -> None:
    path = SHARED / "complete-journey" / "products.parquet"
    if not path.exists():
        pytest.skip("needs ../shared/data/complete-journey/products.parquet")
    first = next(iter(read_products(path, 100)))
    assert len(first.products) == 100
    assert first.products[0] == Product(
        "25671", "Ice - Crushed/Cubed", "National 2", "Frzn Ice", "Grocery", size="22 LB"
    )
