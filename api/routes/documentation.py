"""/docs: every route, to read and to try, without asking any other host for a script."""

from importlib.resources import files
from pathlib import Path

from fastapi import APIRouter, FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from starlette.responses import HTMLResponse
from starlette.staticfiles import StaticFiles

router = APIRouter(include_in_schema=False)
_ASSETS = "/docs/assets"


@router.get("/docs")
async def page() -> HTMLResponse:
    """Return Swagger UI over this server's own OpenAPI document."""
    return get_swagger_ui_html(
        openapi_url="/openapi.json",
        title="LeafLoop: the routes",
        swagger_js_url=f"{_ASSETS}/swagger-ui-bundle.js",
        swagger_css_url=f"{_ASSETS}/swagger-ui.css",
        swagger_favicon_url=f"{_ASSETS}/favicon.png",
    )


def serve_assets(app: FastAPI) -> None:
    """Serve the scripts and styles of the page from an installed package."""
    directory = Path(str(files("fastapi_offline"))) / "static"
    app.mount(_ASSETS, StaticFiles(directory=directory), name="documentation assets")
