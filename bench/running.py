"""Start what is measured: the real server with a configuration for load, and the floor."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory
from types import MappingProxyType

ROOT = Path(__file__).resolve().parent.parent
_COMMAND = (sys.executable, "-c", "from api.cli import main; main()")
_KINDS = ("events", "searches", "executions", "turns", "feedback")
_WAIT_SECONDS = 60.0
_TICKS = os.sysconf("SC_CLK_TCK")
_NONE: Mapping[str, str] = MappingProxyType({})


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

    def processor_seconds(self) -> float:
        """Return the processor time the process has used so far, in steps of 10 ms."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def kill(self) -> None:
        """End the process at once, as a crash would."""
        self.process.kill()
        self.process.wait(20)


def one_blas_thread(module: str) -> None:
    """Start a bench over with one BLAS thread, as the server has; numpy reads it when loaded."""
    if "OPENBLAS_NUM_THREADS" not in os.environ:
        environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
        os.execve(sys.executable, [sys.executable, "-m", module, *sys.argv[1:]], environment)


@contextmanager
def workspace() -> Iterator[Path]:
    """Make a folder on the disk of the checkout; elsewhere a sync may cost nothing."""
    (ROOT / "var").mkdir(exist_ok=True)
    with TemporaryDirectory(prefix="bench-", dir=ROOT / "var") as folder:
        yield Path(folder)


@contextmanager
def leafloop(
    data_dir: Path, *, samples: bool = True, more: Mapping[str, str] = _NONE
) -> Iterator[Running]:
    """Run `leafloop serve` on a data directory, with more settings if there are any."""
    port = free_port()
    settings = {**_settings(data_dir, samples=samples), "LEAFLOOP_PORT": str(port), **more}
    with _process([*_COMMAND, "serve"], port, settings) as running:
        yield running


def import_products(data_dir: Path, file: Path, more: Mapping[str, str] = _NONE) -> float:
    """Run `leafloop import products` on a data directory nobody serves; return the seconds.

    Raises:
        CalledProcessError: The command failed; its own message is on stderr.
    """
    settings = {**_settings(data_dir, samples=False), **more}
    begun = time.perf_counter()
    subprocess.run(
        [*_COMMAND, "import", "products", str(file), "--json"],
        cwd=ROOT,
        env={**os.environ, **settings},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return time.perf_counter() - begun


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


def _settings(data_dir: Path, *, samples: bool) -> dict[str, str]:
    """Return the environment of a server whose limits are checked but never reached."""
    config = data_dir.parent / "config"
    if not config.exists():
        copytree(ROOT / "config", config)
        limits = "".join(f"{kind}: {{ per_minute: 1000000000 }}\n" for kind in _KINDS)
        (config / "limits.yaml").write_text(limits, encoding="utf-8")
    return {
        "LEAFLOOP_DATA_DIR": str(data_dir),
        "LEAFLOOP_CONFIG_DIR": str(config),
        "LEAFLOOP_SAMPLES": "on" if samples else "off",
        "TRAINING_DATA_DIR": str(data_dir / "training"),
        "ENABLE_TRAINING_DATA_COLLECTION": "true",
    }


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
