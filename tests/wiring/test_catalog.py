"""The configured catalogue opens, or the start ends with one line that says the mend."""

import socket
import subprocess
import sys
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from catalog.adapters.embedded import EmbeddedCatalog
from catalog.port import Query
from domain.errors import Misconfigured
from domain.product import Product
from llm.adapters.static_embedder import StaticEmbedder
from tests.catalog.weaviate_opened import address_of, dropped
from wiring.catalog import open_catalog
from wiring.open import open_services
from wiring.settings import Settings, read_settings

ROOT = Path(__file__).resolve().parents[2]
WITHOUT_CLIENT = """
import asyncio, sys
from contextlib import AsyncExitStack
from pathlib import Path
sys.modules["weaviate"] = None
from llm.adapters.static_embedder import StaticEmbedder
from wiring.catalog import open_catalog
from wiring.settings import read_settings
chosen = read_settings(_env_file=None, data_dir=Path(sys.argv[1]), catalog="http://127.0.0.1:1")
asyncio.run(open_catalog(AsyncExitStack(), chosen, StaticEmbedder()))
"""


def settings(folder: Path, catalog: str) -> Settings:
    training = folder / "training"
    return read_settings(
        _env_file=None, data_dir=folder, training_data_dir=training, catalog=catalog
    )


async def opening(folder: Path, catalog: str) -> None:
    async with AsyncExitStack() as stack:
        await open_catalog(stack, settings(folder, catalog), StaticEmbedder())


async def test_without_a_word_the_products_are_in_the_data_directory(tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        opened = await open_catalog(stack, settings(tmp_path, "embedded"), StaticEmbedder())
        assert isinstance(opened.catalog, EmbeddedCatalog)
        assert opened.shared is None
        await opened.catalog.upsert([Product("a", "Apple")])
    assert (tmp_path / "catalog" / "products.sqlite").exists()


@pytest.mark.parametrize("unknown", ["solr://127.0.0.1", "weaviate", "127.0.0.1:8080"])
def test_an_unknown_scheme_is_refused_at_start(tmp_path: Path, unknown: str) -> None:
    with pytest.raises(Misconfigured, match="CATALOG: give embedded, or an address"):
        settings(tmp_path, unknown)


async def test_an_address_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="only grpc=PORT is known"):
        await opening(tmp_path, "http://127.0.0.1:8080?rpc=1")


async def test_a_server_that_is_not_there_is_said_in_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(Misconfigured, match=f"at 127.0.0.1:{port} did not answer") as refused:
        await opening(tmp_path, f"http://127.0.0.1:{port}?grpc={port - 1}")
    assert "unset it to use the embedded catalogue" in refused.value.detail
    assert "\n" not in refused.value.detail


def test_a_client_that_is_not_installed_is_named(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", WITHOUT_CLIENT, str(tmp_path)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.stderr.splitlines()[-1].startswith("domain.errors.Misconfigured: LEAFLOOP_CATALOG")
    assert "pip install -e '.[weaviate]'" in ended.stderr


@pytest.mark.server("weaviate")
async def test_a_shop_on_weaviate_opens_searches_and_finds_its_products_again(
    tmp_path: Path, weaviate_url: str
) -> None:
    address = address_of(weaviate_url)
    url = f"http://:{address.key}@{address.place}/{address.name}?grpc={address.grpc}"
    chosen = settings(tmp_path, url)
    try:
        async with open_services(chosen) as services:
            await services.catalog.upsert([Product("a", "Apple"), Product("b", "Banana")])
        assert not (tmp_path / "catalog").exists()
        async with open_services(chosen) as services:
            found = await services.catalog.search(Query("aple"))
            assert [hit.product.sku for hit in found.hits] == ["a"]
            assert await services.catalog.count() == 2
    finally:
        await dropped(address)
