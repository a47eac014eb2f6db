"""`leafloop serve`: own the data directory, answer, and drain before leaving."""

import gc
import signal
import socket
import sys
from contextlib import closing
from types import FrameType

import structlog
import uvicorn

from api.app import create_app
from api.guard import Drain
from api.log_setup import configure_logging
from domain.errors import Misconfigured
from memory.owner import Owner
from wiring.settings import Settings

GRACE_SECONDS = 8
SWITCH_SECONDS = 0.0005
"""The journal's thread waits no longer than this for the interpreter (docs/adr/0003)."""

_BACKLOG = 2048
_FAILED = 1

_log = structlog.get_logger(__name__)


class DrainingServer(uvicorn.Server):
    """Refuses new requests from the moment it is told to stop, and finishes the others."""

    def __init__(self, config: uvicorn.Config, drain: Drain) -> None:
        super().__init__(config)
        self._drain = drain

    def handle_exit(self, sig: int, _frame: FrameType | None) -> None:
        """Begin to drain; a second Ctrl-C leaves at once.

        uvicorn would raise the signal again once it has drained, which ends the process before
        it lets go of the data directory, and makes a good end look like a bad one.
        """
        self.force_exit = self.force_exit or (self.should_exit and sig == signal.SIGINT)
        self._drain.on = self.should_exit = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the streams that would not end by themselves, then wait for what still runs."""
        self._drain.begin()
        await super().shutdown(sockets)


def run_server(settings: Settings) -> None:
    """Serve until a signal comes.

    Raises:
        Misconfigured: The address cannot be bound, or a store or a rule file cannot be used.
        Busy: Another process owns the data directory.
    """
    configure_logging(as_json=settings.log_format == "json", log_file=settings.log_file)
    with closing(_listen(settings.host, settings.port)) as listening:
        host, port = listening.getsockname()[:2]
        url = f"http://{f'[{host}]' if ':' in host else host}:{port}"
        owner = Owner.acquire(settings.data_dir, url)
        try:
            _log.info("serving", url=url)
            _serve(settings, listening)
        finally:
            owner.release()


def _serve(settings: Settings, listening: socket.socket) -> None:
    drain = Drain()
    app = create_app(settings, drain)
    config = uvicorn.Config(
        app,
        loop="uvloop",
        http="httptools",
        lifespan="on",
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,
        date_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    _spare_the_collector()
    sys.setswitchinterval(SWITCH_SECONDS)
    try:
        DrainingServer(config, drain).run(sockets=[listening])
    except SystemExit:
        raise getattr(app.state, "failure", None) or SystemExit(_FAILED) from None


def _spare_the_collector() -> None:
    """Look for cycles rarely: profiles are many and hold none, and each full pass visits them."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise Misconfigured(
            f"{host}:{port} cannot be bound ({error.strerror}); choose another LEAFLOOP_PORT"
        ) from error
    listening.listen(_BACKLOG)
    return listening
