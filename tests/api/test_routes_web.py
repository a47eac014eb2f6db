"""The web app is served by the same server, with its files kept for as long as they hold."""

import gzip
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from api.web_files import read_web_files
from tests.api.shop import Shop, code_of, open_shop

pytestmark = pytest.mark.asyncio(loop_scope="module")

PAGE = b"<!doctype html><title>LeafLoop</title>" + b" " * 200
SCRIPT = b"export const views = ['shop', 'you', 'admin'];\n" * 20
FONT = b"wOF2" + bytes(range(256))
VIEWS = ("/", "/you", "/you/", "/you/brands", "/admin", "/admin/anything/below")
SECRET = b"a secret beside the folder"


def build(folder: Path) -> Path:
    """Write what a build of the web app makes, in a folder beside something secret."""
    built = folder / "dist"
    (built / "assets").mkdir(parents=True)
    (folder / "secret.js").write_bytes(SECRET)
    (built / "index.html").write_bytes(PAGE)
    (built / "favicon.svg").write_bytes(b"<svg/>")
    (built / "assets" / "index-BwIoaPo6.js").write_bytes(SCRIPT)
    (built / "assets" / "index-C8iNium2.css").write_bytes(b"a{color:red}" * 20)
    (built / "assets" / "sans-Cc6OI.woff2").write_bytes(FONT)
    (built / "assets" / "odd-Cc6OI.xyz").write_bytes(b"?")
    (built / "assets" / "linked.js").symlink_to(folder / "secret.js")
    return built


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def web(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Shop]:
    folder = tmp_path_factory.mktemp("web")
    async with open_shop(folder / "var", web_dir=build(folder)) as opened:
        yield opened


async def get(web: Shop, path: str, **headers: str) -> httpx.Response:
    """Get a file as a browser without gzip, unless the headers say otherwise."""
    given: dict[str, Any] = {"accept-encoding": "identity"} | headers
    return await web.send("GET", path, headers=given)


@pytest.mark.parametrize("path", VIEWS)
async def test_every_view_is_the_one_page_which_is_asked_for_each_time(
    web: Shop, path: str
) -> None:
    reply = await get(web, path)
    assert (reply.status_code, reply.content) == (200, PAGE)
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert reply.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("index-BwIoaPo6.js", "text/javascript; charset=utf-8"),
        ("index-C8iNium2.css", "text/css; charset=utf-8"),
        ("sans-Cc6OI.woff2", "font/woff2"),
        ("odd-Cc6OI.xyz", "application/octet-stream"),
    ],
)
async def test_a_file_with_a_hash_in_its_name_is_kept_for_a_year(
    web: Shop, name: str, media_type: str
) -> None:
    reply = await get(web, f"/assets/{name}")
    assert reply.status_code == 200
    assert reply.headers["content-type"] == media_type
    assert reply.headers["cache-control"] == "public, max-age=31536000, immutable"


async def test_the_icon_is_a_picture_that_is_asked_for_each_time(web: Shop) -> None:
    reply = await get(web, "/favicon.svg")
    assert reply.headers["content-type"] == "image/svg+xml"
    assert reply.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("accepted", ["gzip", "br, gzip;q=0.5", "GZIP ; q=1.0"])
async def test_a_script_goes_out_compressed_to_who_takes_it(web: Shop, accepted: str) -> None:
    request = web.http.build_request(
        "GET", "/assets/index-BwIoaPo6.js", headers={"accept-encoding": accepted}
    )
    reply = await web.http.send(request, stream=True)
    sent = b"".join([chunk async for chunk in reply.aiter_raw()])
    assert reply.headers["content-encoding"] == "gzip"
    assert reply.headers["vary"] == "accept-encoding"
    assert int(reply.headers["content-length"]) == len(sent) < len(SCRIPT)
    assert gzip.decompress(sent) == SCRIPT


@pytest.mark.parametrize("accepted", ["identity", "br", "gzip;q=0", "gzip; q=0.0", ""])
async def test_it_goes_out_plain_to_who_does_not(web: Shop, accepted: str) -> None:
    reply = await get(web, "/assets/index-BwIoaPo6.js", **{"accept-encoding": accepted})
    assert reply.content == SCRIPT
    assert "content-encoding" not in reply.headers
    assert reply.headers["vary"] == "accept-encoding"


async def test_what_is_compressed_already_goes_out_as_it_is(web: Shop) -> None:
    reply = await get(web, "/assets/sans-Cc6OI.woff2", **{"accept-encoding": "gzip"})
    assert reply.content == FONT
    assert "content-encoding" not in reply.headers


@pytest.mark.parametrize(
    "path",
    [
        "/assets/../../secret.js",
        "/assets/..%2f..%2fsecret.js",
        "/assets/%2e%2e/%2e%2e/secret.js",
        "/assets/../index.html",
        "/assets//etc/passwd",
        "/assets/linked.js",
        "/assets/",
        "/assets/gone.js",
    ],
)
async def test_nothing_but_the_files_of_the_build_is_ever_sent(web: Shop, path: str) -> None:
    reply = await web.http.get(httpx.URL("http://127.0.0.1", raw_path=path.encode()))
    assert (reply.status_code, code_of(reply.json())) == (404, "not_found")
    assert SECRET not in reply.content


async def test_the_head_alone_can_be_asked_for(web: Shop) -> None:
    for path in ("/", "/assets/index-BwIoaPo6.js", "/favicon.svg"):
        assert (await web.send("HEAD", path)).status_code == 200


async def test_no_page_sets_a_cookie_and_none_lets_a_script_in(web: Shop) -> None:
    for path in (*VIEWS, "/assets/index-BwIoaPo6.js", "/assets/gone.js", "/api/v1/facets"):
        headers = (await get(web, path)).headers
        assert "set-cookie" not in headers
        policy = headers["content-security-policy"]
        assert "script-src 'self';" in policy
        assert "unsafe" not in policy


async def test_without_a_build_every_view_leads_to_the_documentation(tmp_path: Path) -> None:
    async with open_shop(tmp_path / "var", web_dir=tmp_path / "nowhere") as shop:
        for path in VIEWS:
            reply = await shop.send("GET", path)
            assert (reply.status_code, reply.headers["location"]) == (307, "/docs")
        assert (await shop.send("GET", "/assets/index.js")).status_code == 404
        assert (await shop.send("GET", "/favicon.svg")).status_code == 404


async def test_half_a_build_is_none(tmp_path: Path) -> None:
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "index.js").write_bytes(SCRIPT)
    assert read_web_files(tmp_path) == {}
