"""Start the real server on a free port, speak to it, and stop it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from memory.owner import Owner

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = "from api.cli import main; main()"
_START_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Serving:
    """A running server.

    Attributes:
        url: Where it answers.
        process: The process that serves.
        http: A client of it.
        data_dir: Its data directory.
    """

    url: str
    process: "subprocess.Popen[bytes]"
    http: httpx.Client
    data_dir: Path

    def post(self, path: str, **body: Any) -> dict[str, Any]:
        """Post a JSON body and return the reply, which must be a success."""
        reply = self.http.post(path, json=body)
        assert reply.is_success, reply.text
        values: dict[str, Any] = reply.json()
        return values

    def get(self, path: str) -> dict[str, Any]:
        """Get a reply, which must be a success."""
        reply = self.http.get(path)
        assert reply.is_success, reply.text
        values: dict[str, Any] = reply.json()
        return values

    def search(self, user: str, query: str, **more: Any) -> dict[str, Any]:
        """Search as a shopper."""
        return self.post("/api/search/personalized", user_id=user, query=query, **more)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Signal the server and return its exit status."""
        self.process.send_signal(how)
        return self.process.wait(20)


@contextmanager
def serving(data_dir: Path, *, program: str = PROGRAM, **environment: str) -> Iterator[Serving]:
    """Run `leafloop serve`, or another program in its place, while the block runs."""
    settings = {
        "LEAFLOOP_DATA_DIR": str(data_dir),
        "LEAFLOOP_PORT": "0",
        "TRAINING_DATA_DIR": str(data_dir / "training"),
        "LEAFLOOP_SAMPLES": "off",
        **environment,
    }
    command = [sys.executable, "-c", program, "serve"]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **settings})
    try:
        url = _ready(process, data_dir)
        with httpx.Client(base_url=url, timeout=20, trust_env=False) as http:
            yield Serving(url, process, http, data_dir)
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(20)


def _ready(process: "subprocess.Popen[bytes]", data_dir: Path) -> str:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, f"the server left with status {process.returncode}"
        url = Owner.read_url(data_dir) if data_dir.exists() else None
        if url and _answers(url):
            return url
        time.sleep(0.05)
    raise AssertionError(f"the server was not ready within {_START_SECONDS} s")


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/readyz", timeout=1, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False
