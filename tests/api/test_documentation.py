"""The page of the routes needs nothing from any other host."""

import re

from tests.api.shop import Shop


async def test_the_page_names_no_other_host(shop: Shop) -> None:
    page = (await shop.http.get("/docs")).text
    assert "/openapi.json" in page
    assert re.findall(r"""(?:src|href)=["'](?!/)""", page) == []


async def test_its_scripts_and_styles_are_served_here(shop: Shop) -> None:
    page = (await shop.http.get("/docs")).text
    addresses = re.findall(r"""(?:src|href)=["'](/[^"']+)""", page)
    assert len(addresses) == 3
    for address in addresses:
        assert (await shop.http.get(address)).status_code == 200
