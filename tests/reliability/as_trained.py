"""Stands between LeafLoop and a real Ollama, and asks its tiny model in the way it was trained.

The model answers one form of prompt in one form of reply. Whatever else Ollama does passes
through: its refusals as a closed connection, its silence as silence.
"""

import http.client
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

TRAINED_ON = "<|user|>need milk<|assistant|>"

_READING = {
    "type": "object",
    "properties": {
        "id": {"type": "string"},
        "text": {"type": "string"},
        "confidence": {"type": "number"},
    },
    "required": ["id", "text", "confidence"],
}
TRAINED_FORM = {
    "type": "object",
    "properties": {
        "hypotheses": {"type": "array", "minItems": 3, "maxItems": 3, "items": _READING}
    },
    "required": ["hypotheses"],
}


def _translated(body: dict[str, Any]) -> dict[str, Any]:
    """Return what LeafLoop asks as the model knows it.

    On one thread: on a busy machine, llama.cpp's threads wait for one another a minute long.
    """
    if not body.get("messages"):  # to have the model loaded
        return body
    messages = [{"role": "user", "content": TRAINED_ON}]
    options = {**body["options"], "num_thread": 1}
    return {**body, "messages": messages, "format": TRAINED_FORM, "options": options}


def _handler(ollama: str) -> type[BaseHTTPRequestHandler]:
    place = urlsplit(ollama).netloc

    class Between(BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            """Say nothing of each request."""

        def do_GET(self) -> None:
            self._pass("GET", None)

        def do_POST(self) -> None:
            said = self.rfile.read(int(self.headers["content-length"]))
            self._pass("POST", json.dumps(_translated(json.loads(said))).encode())

        def _pass(self, method: str, body: bytes | None) -> None:
            ollama = http.client.HTTPConnection(place)
            # Nobody there, or nobody here any more: the connection ends without an answer.
            with suppress(OSError, http.client.HTTPException):
                ollama.request(method, self.path, body)
                answer = ollama.getresponse()
                said = answer.read().replace(b'\\"text\\"', b'\\"question\\"')
                self.send_response(answer.status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)
            ollama.close()
            self.close_connection = True

    return Between


@contextmanager
def as_trained(ollama: str) -> Iterator[str]:
    """Stand before a server while the block runs; yield the address to ask."""
    between = ThreadingHTTPServer(("127.0.0.1", 0), _handler(ollama))
    thread = threading.Thread(target=between.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{between.server_port}"
    finally:
        between.shutdown()
        thread.join()
        between.socket.close()
