"""Versions of the embedded catalogue on disk: a death on the way leaves all of one of them."""

import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from catalog.adapters.embedded import EmbeddedCatalog
from catalog.adapters.embedded.versions import MOST_STAGED
from catalog.port import Kept, Query
from domain.constraints import Constraints
from domain.errors import Misconfigured, NotFound, Unavailable
from domain.product import Product
from llm.adapters.static_embedder import StaticEmbedder
from tests.serving import ROOT

EMBEDDER = StaticEmbedder()
OLD = [Product(f"o{n}", f"Old Pear {n}", "Orchard") for n in range(30)]
NEW = [Product(f"n{n}", f"New Plum {n}", "Garden") for n in range(20)]
WATCHED = """
import asyncio, shutil, sys
from pathlib import Path
from catalog.adapters.embedded import EmbeddedCatalog
from tests.catalog.test_embedded_versions import EMBEDDER, NEW

path, copies = Path(sys.argv[1]), Path(sys.argv[2])
watching, seen = False, []

def copy(event, _):
    global watching
    if watching and event.partition(".")[0] in ("open", "os", "shutil", "sqlite3"):
        watching = False
        state = sorted((str(f), f.stat().st_mtime_ns, f.stat().st_size) for f in path.rglob("*"))
        if state not in seen:
            shutil.copytree(path, copies / f"{len(seen):03d}")
            seen.append(state)
        watching = True

async def replace():
    global watching
    catalog = EmbeddedCatalog.open(path, EMBEDDER)
    await catalog.stage("next", NEW)
    watching = True
    await catalog.swap("next")

sys.addaudithook(copy)
asyncio.run(replace())
"""
"""Swaps, and copies the folder before each step that touches the disk: what a death leaves."""


def opened(path: Path) -> EmbeddedCatalog:
    return EmbeddedCatalog.open(path, EMBEDDER)


async def sold(catalog: EmbeddedCatalog, text: str = "") -> set[str]:
    found = await catalog.search(Query(text, limit=100))
    return {hit.product.sku for hit in found.hits}


def open_files() -> list[str]:
    found = []
    for link in Path("/proc/self/fd").iterdir():
        with suppress(OSError):
            found.append(str(link.readlink()))
    return found


def skus(products: Sequence[Product]) -> set[str]:
    return {product.sku for product in products}


async def swapped(path: Path) -> EmbeddedCatalog:
    """Return a catalogue whose old products were replaced by the new ones."""
    catalog = opened(path)
    await catalog.upsert(OLD)
    await catalog.stage("next", NEW)
    await catalog.swap("next")
    return catalog


async def closed(path: Path, products: Sequence[Product] = OLD) -> set[str]:
    """Open a catalogue, write to it, see that all its parts agree, and close it again."""
    catalog = opened(path)
    await catalog.upsert(products)
    found = await sold(catalog)
    assert found == await sold(catalog, "new plum, old pear")
    assert found == set(await catalog.get([product.sku for product in (*OLD, *NEW)]))
    await catalog.close()
    return found


@pytest.fixture
async def stocked(tmp_path: Path) -> AsyncIterator[EmbeddedCatalog]:
    catalog = opened(tmp_path)
    await catalog.upsert(OLD)
    yield catalog
    await catalog.close()


async def test_what_was_swapped_in_is_there_after_opening(tmp_path: Path) -> None:
    catalog = await swapped(tmp_path)
    await catalog.remove(["n0"])
    await catalog.close()
    again = opened(tmp_path)
    assert await sold(again) == skus(NEW[1:])
    assert await sold(again, "plum") == skus(NEW[1:])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["live", "versions"]
    assert len(list((tmp_path / "versions").iterdir())) == 1
    await again.close()


async def test_what_was_only_staged_is_gone_after_closing(tmp_path: Path) -> None:
    catalog = opened(tmp_path)
    await catalog.stage("next", NEW)
    await catalog.close()
    assert not any((tmp_path / "versions").iterdir())


async def test_what_a_dead_process_left_staged_is_dropped_when_opened(tmp_path: Path) -> None:
    await (await swapped(tmp_path)).close()
    half = tmp_path / "versions/00000007"
    half.mkdir()
    (half / "products.sqlite").write_bytes(b"half")
    (tmp_path / "products.sqlite").write_bytes(b"old")
    again = opened(tmp_path)
    assert await sold(again) == skus(NEW)
    assert not half.exists()
    assert not (tmp_path / "products.sqlite").exists()
    await again.close()


async def test_a_death_at_any_step_of_a_swap_leaves_all_of_one_version(tmp_path: Path) -> None:
    path, copies = tmp_path / "catalog", tmp_path / "copies"
    copies.mkdir()
    await closed(path)
    command = [sys.executable, "-c", WATCHED, str(path), str(copies)]
    subprocess.run(command, cwd=ROOT, check=True, timeout=60)
    seen = [await closed(left, ()) for left in sorted(copies.iterdir())]
    turned = seen.index(skus(NEW))
    assert 2 < turned < len(seen) - 2
    assert seen == [skus(OLD)] * turned + [skus(NEW)] * (len(seen) - turned)


async def test_a_search_that_began_before_reads_the_old_products_to_its_end(
    stocked: EmbeddedCatalog,
) -> None:
    before, reading = stocked.snapshot, stocked.products()
    first = await anext(reading)
    await stocked.stage("next", NEW)
    await stocked.swap("next")
    found = before.search(Query("pear", Constraints(brands=("orchard",)), 100), EMBEDDER)
    assert {hit.product.sku for hit in found.hits} == skus(OLD)
    assert {first.sku} | {product.sku async for product in reading} == skus(OLD)
    assert await sold(stocked) == skus(NEW)


async def test_a_disk_that_does_not_take_the_swap_leaves_the_old_products(
    stocked: EmbeddedCatalog, tmp_path: Path
) -> None:
    await stocked.stage("next", NEW)
    # A folder where the number is drafted makes writing it fail.
    (tmp_path / "live.draft").mkdir()
    with pytest.raises(Unavailable, match="free disk space"):
        await stocked.swap("next")
    assert await sold(stocked) == skus(OLD)
    (tmp_path / "live.draft").rmdir()
    assert await stocked.swap("next") == Kept(len(NEW), 0)
    assert await sold(stocked) == skus(NEW)


async def test_a_disk_that_does_not_take_a_stage_leaves_the_old_products(
    stocked: EmbeddedCatalog, tmp_path: Path
) -> None:
    (tmp_path / "versions").write_bytes(b"no folder")
    with pytest.raises(Unavailable, match="stage the products again"):
        await stocked.stage("next", NEW)
    assert await sold(stocked) == skus(OLD)
    (tmp_path / "versions").unlink()
    assert await stocked.stage("next", NEW) == Kept(len(NEW), 0)


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs /proc to see open files")
async def test_what_was_swapped_out_is_not_held_open(
    stocked: EmbeddedCatalog, tmp_path: Path
) -> None:
    database = str(tmp_path / "products.sqlite")
    assert any(name.startswith(database) for name in open_files())
    await stocked.stage("next", NEW)
    await stocked.swap("next")
    assert not any(name.startswith(database) for name in open_files())


async def test_only_so_many_versions_are_staged_at_a_time(
    stocked: EmbeddedCatalog, tmp_path: Path
) -> None:
    for number in range(MOST_STAGED + 1):
        await stocked.stage(f"v{number}", NEW)
    assert len(list((tmp_path / "versions").iterdir())) == MOST_STAGED
    with pytest.raises(NotFound):
        await stocked.swap("v0")
    assert await stocked.swap("v1", len(NEW)) == Kept(len(NEW), 0)


@pytest.mark.parametrize("content", [b"", b"many", b"-1", b"9", None])
async def test_a_lost_pointer_is_named_and_drops_nothing(
    tmp_path: Path, content: bytes | None
) -> None:
    await (await swapped(tmp_path)).close()
    pointer = tmp_path / "live"
    whole = pointer.read_bytes()
    if content is None:
        pointer.unlink()
    else:
        pointer.write_bytes(content)
    with pytest.raises(Misconfigured, match="live does not name a catalogue"):
        opened(tmp_path)
    pointer.write_bytes(whole)
    again = opened(tmp_path)
    assert await sold(again) == skus(NEW)
    await again.close()
