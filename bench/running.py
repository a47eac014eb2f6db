"""Start what is measured: the real server with a configuration for load, and the floor."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree

ROOT = Path(__file__).resolve().parent.parent
_WAIT_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Running:
    """A process that answers.

    Attributes:
        port: On 127.0.0.1.
        process: What answers there.
        seconds: From its start to its first answer.
    """

    port: int
    process: "subprocess.Popen[bytes]"
    seconds: float

    def resident_mb(self) -> float:
        """Return the memory the process holds now."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024


@contextmanager
def leafloop(data_dir: Path, *, samples: bool = True) -> Iterator[Running]:
    """Run `leafloop serve` on a data directory."""
    config = data_dir.parent / "config"
    if not config.exists():
        copytree(ROOT / "config", config)
    port = free_port()
    settings = {
        "LEAFLOOP_DATA_DIR": str(data_dir),
        "LEAFLOOP_CONFIG_DIR": str(config),
        "LEAFLOOP_PORT": str(port),
        "LEAFLOOP_SAMPLES": "on" if samples else "off",
        "TRAINING_DATA_DIR": str(data_dir / "training"),
        "ENABLE_TRAINING_DATA_COLLECTION": "true",
    }
    command = [sys.executable, "-c", "from api.cli import main; main()", "serve"]
    with _process(command, port, settings) as running:
        yield running


@contextmanager
def floor(directory: Path) -> Iterator[Running]:
    """Run the floor on a database in a directory."""
    port = free_port()
    command = [sys.executable, "-m", "bench.floor", str(directory / "floor.db"), str(port)]
    with _process(command, port, {}) as running:
        yield running


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def _process(command: list[str], port: int, settings: dict[str, str]) -> Iterator[Running]:
    begun = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **settings})
    try:
        while not _answers(port):
            if process.poll() is not None or time.perf_counter() - begun > _WAIT_SECONDS:
                raise RuntimeError(f"{command} did not start")
            time.sleep(0.01)
        yield Running(port, process, time.perf_counter() - begun)
    finally:
        process.terminate()
        process.wait(20)


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as probe:
            probe.sendall(b"GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            return probe.recv(64).startswith((b"HTTP/1.1 200", b"HTTP/1.1 404"))
    except OSError:
        return False
