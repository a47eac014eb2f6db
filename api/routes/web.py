"""The web app: the shop at /, what is remembered at /you, the dashboard at /admin."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from api.web_files import INDEX, WebFile, WebFiles
from domain.errors import NotFound

router = APIRouter(include_in_schema=False)

_READ: Final = ["GET", "HEAD"]
_ASK_EACH_TIME: Final = "no-cache"
_FOR_A_YEAR: Final = "public, max-age=31536000, immutable"
"""For files whose name holds a hash of what is in them."""


async def _web_files(request: Request) -> WebFiles:  # a plain function would cost a thread
    files: WebFiles = request.app.state.web_files
    return files


Built = Annotated[WebFiles, Depends(_web_files)]


@router.api_route("/", methods=_READ)
@router.api_route("/you", methods=_READ)
@router.api_route("/you/{view:path}", methods=_READ)
@router.api_route("/admin", methods=_READ)
@router.api_route("/admin/{view:path}", methods=_READ)
async def page(request: Request, built: Built) -> Response:
    """Return the page, whose script shows the view; without one, lead to the list of routes."""
    index = built.get(INDEX)
    return _sent(index, request, _ASK_EACH_TIME) if index else RedirectResponse("/docs")


@router.api_route("/assets/{name:path}", methods=_READ)
async def asset(name: str, request: Request, built: Built) -> Response:
    """Return a script, a style or a font of the page."""
    return _sent(_file(built, f"assets/{name}"), request, _FOR_A_YEAR)


@router.api_route("/favicon.svg", methods=_READ)
async def icon(request: Request, built: Built) -> Response:
    """Return the icon of the page."""
    return _sent(_file(built, "favicon.svg"), request, _ASK_EACH_TIME)


def _file(built: WebFiles, name: str) -> WebFile:
    if name not in built:
        raise NotFound("the web app has no such file; reload the page for the newest")
    return built[name]


def _sent(file: WebFile, request: Request, caching: str) -> Response:
    headers = {"cache-control": caching}
    if file.zipped is None:
        return Response(file.body, headers=headers, media_type=file.media_type)
    headers["vary"] = "accept-encoding"
    if not _takes_gzip(request.headers.get("accept-encoding", "")):
        return Response(file.body, headers=headers, media_type=file.media_type)
    headers["content-encoding"] = "gzip"
    return Response(file.zipped, headers=headers, media_type=file.media_type)


def _takes_gzip(accepted: str) -> bool:
    """Whether an Accept-Encoding header names gzip, and not to refuse it.

    Example:
        >>> _takes_gzip("br, gzip;q=0.5"), _takes_gzip("gzip; q=0"), _takes_gzip("")
        (True, False, False)
    """
    for each in accepted.lower().split(","):
        name, _, weight = each.replace(" ", "").partition(";q=")
        if name == "gzip":
            return weight.strip("0.") != "" or not weight
    return False
