"""/docs: every route, to read and to try, without asking any other host for a script."""

import base64
import hashlib
import re
from importlib.resources import files
from pathlib import Path
from typing import Final

from fastapi import APIRouter, FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from starlette.responses import HTMLResponse
from starlette.staticfiles import StaticFiles

router = APIRouter(include_in_schema=False)
_ASSETS = "/docs/assets"
_INLINE: Final = re.compile(rb"<script>(.*?)</script>", re.DOTALL)


@router.get("/docs")
async def page() -> HTMLResponse:
    """Return Swagger UI over this server's own OpenAPI document."""
    html = get_swagger_ui_html(
        openapi_url="/openapi.json",
        title="LeafLoop: the routes",
        swagger_js_url=f"{_ASSETS}/swagger-ui-bundle.js",
        swagger_css_url=f"{_ASSETS}/swagger-ui.css",
        swagger_favicon_url=f"{_ASSETS}/favicon.png",
    )
    html.headers["content-security-policy"] = _policy(bytes(html.body))
    return html


def serve_assets(app: FastAPI) -> None:
    """Serve the scripts and styles of the page from an installed package."""
    directory = Path(str(files("fastapi_offline"))) / "static"
    app.mount(_ASSETS, StaticFiles(directory=directory), name="documentation assets")


def _policy(html: bytes) -> str:
    """Return a content policy that lets the page's one inline script run, and inline styles.

    Swagger UI sets styles on its elements; scripts that are not on the page stay shut out.
    """
    hashes = [base64.b64encode(hashlib.sha256(each).digest()) for each in _INLINE.findall(html)]
    scripts = " ".join(f"'sha256-{each.decode()}'" for each in hashes)
    return (
        f"default-src 'self'; script-src 'self' {scripts}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data:; font-src 'self'; connect-src 'self'; object-src 'none'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
