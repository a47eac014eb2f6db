"""A real server of a test's own, which it may stop, hold still and start again."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

NATIVE = Path(__file__).resolve().parents[2] / "deploy" / "native"


@dataclass(frozen=True, slots=True)
class NativeServer:
    """A server under `deploy/native`, with a folder to itself.

    Attributes:
        name: Which one, such as `weaviate`.
        run: Its folder.
        url: Where it answers, whenever it runs.
    """

    name: str
    run: Path
    url: str

    def stop(self) -> None:
        """End it; whoever connects is refused."""
        _script(self.name, "stop", "--run", str(self.run))

    def start(self) -> None:
        """Start it anew where it was, and return when it answers."""
        place = urlsplit(self.url)
        ports = ["--port", str(place.port)]
        for grpc in parse_qs(place.query).get("grpc", ()):
            ports += ["--grpc", grpc]
        _script(self.name, "start", "--run", str(self.run), "--while", str(os.getpid()), *ports)

    @contextmanager
    def held_still(self) -> Iterator[None]:
        """Keep it from running while the block does: it takes connections and never answers."""
        group = int((self.run / "pid").read_text())
        os.killpg(group, signal.SIGSTOP)
        try:
            yield
        finally:
            os.killpg(group, signal.SIGCONT)


@contextmanager
def native_server(name: str, run: Path) -> Iterator[NativeServer]:
    """Run a server while the block does.

    Args:
        name: Which one.
        run: Its folder, made here.
    """
    url = _script(name, "start", "--run", str(run), "--while", str(os.getpid())).strip()
    server = NativeServer(name, run, url)
    try:
        yield server
    finally:
        server.stop()


def _script(name: str, *arguments: str) -> str:
    ended = subprocess.run(
        [str(NATIVE / name), *arguments], stdout=subprocess.PIPE, text=True, check=True
    )
    return ended.stdout
