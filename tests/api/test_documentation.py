"""The page of the routes needs nothing from any other host."""

import base64
import hashlib
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


async def test_only_its_own_inline_script_may_run(shop: Shop) -> None:
    reply = await shop.http.get("/docs")
    (script,) = re.findall(r"<script>(.*?)</script>", reply.text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    (policy,) = reply.headers.get_list("content-security-policy")
    assert f"script-src 'self' 'sha256-{digest}';" in policy
    assert "frame-ancestors 'none'" in policy


async def test_no_other_page_lets_any_inline_style_in(shop: Shop) -> None:
    assert "unsafe" in (await shop.http.get("/docs")).headers["content-security-policy"]
    for path in ("/openapi.json", "/docs/assets/swagger-ui.css", "/healthz"):
        policy = (await shop.http.get(path)).headers["content-security-policy"]
        assert "unsafe" not in policy
