"""Read where a Weaviate server is from one address."""

import re
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

from domain.errors import Misconfigured

GRPC_PORT: Final = 50051
"""Where Weaviate listens for gRPC when nobody says otherwise."""

_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9]{0,39}")


@dataclass(frozen=True, slots=True)
class Address:
    """A server, and which catalogue on it.

    Attributes:
        host: Name or address.
        port: Of its HTTP API.
        grpc: Port of its gRPC API.
        secure: Whether both speak TLS.
        name: Of the catalogue; one server may hold several.
        key: Its API key, or empty.
    """

    host: str
    port: int
    grpc: int = GRPC_PORT
    secure: bool = False
    name: str = "Leafloop"
    key: str = field(default="", repr=False)

    @property
    def place(self) -> str:
        """Host and port, for messages."""
        return f"{self.host}:{self.port}"

    @classmethod
    def read(cls, url: str) -> "Address":
        """Read `http://[:KEY@]HOST[:PORT][/NAME][?grpc=PORT]`; https means TLS on both ports.

        Raises:
            Misconfigured: It is no such address.

        Example:
            >>> Address.read("http://127.0.0.1:8080/shop?grpc=50052")
            Address(host='127.0.0.1', port=8080, grpc=50052, secure=False, name='Shop')
        """
        try:
            parts = urlsplit(url)
            asked = parse_qs(parts.query, strict_parsing=True) if parts.query else {}
            secure = parts.scheme == "https"
            port = parts.port or (443 if secure else 8080)
            grpc = int(asked.pop("grpc", [str(GRPC_PORT)])[-1])
        except ValueError as error:
            raise _unreadable(str(error)) from error
        name = parts.path.strip("/") or "leafloop"
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise _unreadable("it needs a scheme, http or https, and a host")
        if asked or not 0 < grpc < 65536 or grpc == port:
            raise _unreadable("after the ? only grpc=PORT is known, which is another port")
        if not _NAME.fullmatch(name):
            raise _unreadable("a catalogue's name is up to 40 letters and digits, a letter first")
        key = unquote(parts.password or parts.username or "")
        return cls(parts.hostname, port, grpc, secure, name[0].upper() + name[1:], key)


def _unreadable(why: str) -> Misconfigured:
    return Misconfigured(
        f"LEAFLOOP_CATALOG: {why}; write it as http://HOST:PORT/NAME?grpc=PORT, where /NAME may "
        "be left out."
    )
