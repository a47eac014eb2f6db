"""A shop whose server a test may kill and start again, on the same port and with the same data."""

import signal
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.serving import Serving, serving


class Restarting:
    """A server that goes and comes back.

    Attributes:
        running: The server as it runs, or last ran.
    """

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        self._port = _free_port()
        self._stack = ExitStack()
        self.start()

    def start(self) -> None:
        """Start it; it answers when this returns."""
        self.running: Serving = self._stack.enter_context(
            serving(self._data_dir, LEAFLOOP_SAMPLES="on", LEAFLOOP_PORT=str(self._port))
        )

    def kill(self) -> None:
        """Let it die at once, as of a power cut."""
        self.running.stop(signal.SIGKILL)
        self._stack.close()

    def close(self) -> None:
        """End it for good."""
        self._stack.close()


@contextmanager
def restarting(data_dir: Path) -> Iterator[Restarting]:
    """Run such a server while the block runs."""
    shop = Restarting(data_dir)
    try:
        yield shop
    finally:
        shop.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
