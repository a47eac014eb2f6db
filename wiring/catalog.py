"""Open the catalogue that the settings name."""

from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Final

from catalog.adapters.embedded import EmbeddedCatalog
from catalog.port import Catalog
from domain.embedder import Embedder
from domain.errors import Misconfigured, Unavailable
from wiring.settings import Settings

FOLDER: Final = "catalog"


@dataclass(frozen=True, slots=True)
class Opened:
    """The open catalogue.

    Attributes:
        catalog: Products.
        shared: Where it is, when other processes may use the same one; None when it is ours.
    """

    catalog: Catalog
    shared: str | None = None


async def open_catalog(stack: AsyncExitStack, settings: Settings, embedder: Embedder) -> Opened:
    """Return the configured catalogue.

    Args:
        stack: Closes it.
        settings: LEAFLOOP_CATALOG says which one.
        embedder: Makes the vectors of products and queries.

    Raises:
        Misconfigured: It cannot be used; the message says the mend.
    """
    if settings.catalog == "embedded":
        opened = Opened(EmbeddedCatalog.open(settings.data_dir / FOLDER, embedder))
    else:
        opened = await _weaviate(settings.catalog, embedder)
    stack.push_async_callback(opened.catalog.close)
    return opened


async def _weaviate(url: str, embedder: Embedder) -> Opened:
    try:
        from catalog.adapters.weaviate.adapter import WeaviateCatalog
        from catalog.adapters.weaviate.address import Address
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] not in ("weaviate", "grpc"):
            raise
        raise Misconfigured(
            "LEAFLOOP_CATALOG: Weaviate needs the extra `weaviate`, which is not installed: run "
            "`pip install -e '.[weaviate]'`, or unset it to keep the products here."
        ) from missing
    address = Address.read(url)
    try:
        catalog = await WeaviateCatalog.open(address, embedder)
    except Unavailable as error:
        raise Misconfigured(f"LEAFLOOP_CATALOG: {error.detail}") from error
    return Opened(catalog, f"{address.place}/{address.name}")
