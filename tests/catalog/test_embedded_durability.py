"""The embedded catalogue on disk: fast to open, made anew when a crash left it torn."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from catalog.adapters.embedded import EmbeddedCatalog
from catalog.adapters.embedded.keeper import Keeper
from catalog.port import Query
from domain.errors import Misconfigured, Unavailable
from domain.product import Product
from llm.adapters.static_embedder import StaticEmbedder

EMBEDDER = StaticEmbedder()
FRUIT = [Product(f"f{n}", name, "Orchard") for n, name in enumerate(("Apple", "Pear", "Plum"))]


async def found(catalog: EmbeddedCatalog, text: str) -> list[str]:
    result = await catalog.search(Query(text))
    return [hit.product.sku for hit in result.hits]


async def written(path: Path, products: Sequence[Product] = FRUIT) -> None:
    catalog = EmbeddedCatalog.open(path, EMBEDDER)
    await catalog.upsert(products)
    await catalog.close()


def marks(path: Path) -> list[Path]:
    return sorted(path.glob("derived/*/mark.json"))


async def test_products_survive_closing_and_opening(tmp_path: Path) -> None:
    await written(tmp_path)
    catalog = EmbeddedCatalog.open(tmp_path, EMBEDDER)
    assert (await found(catalog, "plum"))[0] == "f2"
    assert (await catalog.facets()).brands == {"Orchard": 3}
    await catalog.close()


async def test_opening_what_is_whole_embeds_nothing(tmp_path: Path) -> None:
    class Counting(StaticEmbedder):
        texts = 0

        def embed(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
            Counting.texts += len(texts)
            return super().embed(texts)

    await written(tmp_path)
    await EmbeddedCatalog.open(tmp_path, Counting()).close()
    assert Counting.texts == 0


@pytest.mark.parametrize(
    "damage",
    ["mark.json", "vectors.head.f32", "vectors.tail.f32", "columns.npz", "words/meta.json"],
)
@pytest.mark.parametrize("content", [None, b"", b"\x00garbage"])
async def test_a_damaged_file_is_made_anew(
    tmp_path: Path, damage: str, content: bytes | None
) -> None:
    await written(tmp_path)
    file = marks(tmp_path)[0].parent / damage
    if content is None:
        file.unlink()
    else:
        file.write_bytes(content)
    catalog = EmbeddedCatalog.open(tmp_path, EMBEDDER)
    assert (await found(catalog, "pear"))[0] == "f1"
    assert await catalog.count() == 3
    await catalog.close()


async def test_rows_ahead_of_the_index_win(tmp_path: Path) -> None:
    # What a crash between the rows' commit and the index's leaves behind.
    await written(tmp_path)
    old = {path: path.read_bytes() for path in tmp_path.glob("derived/**/*") if path.is_file()}
    catalog = EmbeddedCatalog.open(tmp_path, EMBEDDER)
    await catalog.upsert([Product("f1", "Quince"), Product("f9", "Medlar")])
    await catalog.remove(["f2"])
    await catalog.close()
    for path in tmp_path.glob("derived/**/*"):
        if path.is_file():
            path.unlink()
    for path, content in old.items():
        path.write_bytes(content)
    catalog = EmbeddedCatalog.open(tmp_path, EMBEDDER)
    assert await found(catalog, "quince") == ["f1"]
    assert await found(catalog, "medlar") == ["f9"]
    assert "f2" not in await found(catalog, "plum")
    await catalog.close()


async def test_another_embedder_makes_its_own_vectors(tmp_path: Path) -> None:
    await written(tmp_path)
    catalog = EmbeddedCatalog.open(tmp_path, StaticEmbedder(name="other"))
    assert (await found(catalog, "apple"))[0] == "f0"
    assert len(marks(tmp_path)) == 1
    await catalog.close()


async def test_a_failed_index_write_is_mended_by_the_next(tmp_path: Path) -> None:
    catalog = EmbeddedCatalog.open(tmp_path, EMBEDDER)
    await catalog.upsert(FRUIT)
    # A folder where the mark is drafted makes writing it fail.
    marks(tmp_path)[0].with_name("mark.json.draft").mkdir()
    with pytest.raises(Unavailable, match="free disk space"):
        await catalog.upsert([Product("f3", "Fig")])
    assert (await found(catalog, "pear"))[0] == "f1"
    await catalog.upsert([Product("f4", "Lime")])
    assert (await found(catalog, "fig"))[0] == "f3"
    assert (await found(catalog, "lime"))[0] == "f4"
    await catalog.close()


async def test_dead_slots_do_not_pile_up(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path, EMBEDDER, near=0.5, semantic_weight=0.3)
    many = [Product(f"s{n}", f"Thing {n}") for n in range(600)]
    for price in range(14):
        keeper.upsert([Product(p.sku, p.name, price=float(price)) for p in many])
    assert len(keeper.snapshot.columns.alive) < 7000
    assert len(keeper.snapshot.shelf) == 600
    keeper.close()


async def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "products.sqlite").write_bytes(b"no database" * 100)
    with pytest.raises(Misconfigured, match=r"products\.sqlite cannot be opened"):
        EmbeddedCatalog.open(tmp_path, EMBEDDER)


async def test_equal_products_are_not_written_again(tmp_path: Path) -> None:
    catalog = EmbeddedCatalog.open(tmp_path, EMBEDDER)
    await catalog.upsert(FRUIT)
    before = await catalog.version()
    kept = await catalog.upsert(FRUIT)
    assert (kept.kept, kept.updated, await catalog.version()) == (3, 3, before)
    await catalog.close()
