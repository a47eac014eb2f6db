"""Ids as 16 bytes: UUIDv7 for what is made here, UUIDv5 for what a client or a proposal names."""

import hashlib
import os
from collections.abc import Callable, Iterable
from typing import Final
from uuid import UUID

NewId = Callable[[int], bytes]
"""Makes a fresh id from a time in milliseconds."""

_CLIENT_EVENT: Final = UUID("5f0c6f0e-6f53-5d4b-9a57-2f4f3a1f8c01").bytes
_SELECTION: Final = UUID("5f0c6f0e-6f53-5d4b-9a57-2f4f3a1f8c02").bytes
_PERSONA: Final = UUID("5f0c6f0e-6f53-5d4b-9a57-2f4f3a1f8c03").bytes
_EXTRACTED: Final = UUID("5f0c6f0e-6f53-5d4b-9a57-2f4f3a1f8c04").bytes
_KNOWN: Final = UUID("5f0c6f0e-6f53-5d4b-9a57-2f4f3a1f8c05").bytes
_OWN: Final = UUID("5f0c6f0e-6f53-5d4b-9a57-2f4f3a1f8c06").bytes


def uuid7(now: int) -> bytes:
    """Make a UUIDv7: 48 bits of milliseconds, then 74 random bits (RFC 9562, section 5.7).

    Args:
        now: Milliseconds since 1970-01-01 UTC.

    Returns:
        16 bytes that sort by the time they were made.

    Example:
        >>> text_of(uuid7(1_700_000_000_000))[:15]
        '018bcfe5-6800-7'
    """
    return _uuid7(now, os.urandom(10))


class PooledIds:
    """Makes UUIDv7s from random bytes drawn for hundreds of ids at a time.

    The system's random source gives up the interpreter lock; on a busy event loop that costs more
    than the bytes. Use it from one thread.
    """

    def __init__(self, size: int = 4096) -> None:
        """Start with an empty pool of `size` bytes."""
        self._size = size
        self._pool = b""
        self._used = 0

    def __call__(self, now: int) -> bytes:
        """Make a UUIDv7 from a time in milliseconds; see `uuid7`."""
        begin = self._used
        end = self._used = begin + 10
        if end > len(self._pool):
            self._pool = os.urandom(self._size)
            begin, end = 0, 10
            self._used = end
        return _uuid7(now, self._pool[begin:end])


def client_event_id(subject: str, client_id: str) -> bytes:
    """Return the id of an event that a client named itself.

    It is scoped by subject, so that one client can never claim another's id.

    Args:
        subject: Whose event it is.
        client_id: Any text the client chose.

    Returns:
        A UUIDv5 (RFC 9562, section 5.5) as 16 bytes.
    """
    return _uuid5(_CLIENT_EVENT, f"{len(subject)}:{subject}{client_id}".encode())


def selection_event_id(proposal_id: bytes) -> bytes:
    """Return the one id that the answer to a proposal can have, so that it is written once."""
    return _uuid5(_SELECTION, proposal_id)


def persona_event_id(proposal_id: bytes) -> bytes:
    """Return the one id that the persona update of a proposal's answer can have."""
    return _uuid5(_PERSONA, proposal_id)


def extraction_event_id(selection_event: bytes) -> bytes:
    """Return the one id that what a model reads out of a selection can have."""
    return _uuid5(_EXTRACTED, selection_event)


def known_id(*parts: str) -> str:
    """Return the id of a node or an inferred fact in the knowledge graph.

    Args:
        parts: The group first, then what tells it from others of the group.

    Returns:
        A UUIDv5 as text: the same parts always give the same one.
    """
    return text_of(_uuid5(_KNOWN, _joined(parts)))


def own_event_id(*parts: str) -> bytes:
    """Return the id of an event that LeafLoop writes once, in a namespace no client reaches.

    Args:
        parts: The subject first, then what the event follows from.
    """
    return _uuid5(_OWN, _joined(parts))


def is_named(event_id: bytes) -> bool:
    """Tell a UUIDv5, which may come twice, from a UUIDv7, which cannot.

    Example:
        >>> is_named(client_event_id("s1", "a")), is_named(uuid7(0))
        (True, False)
    """
    return event_id[6] >> 4 == 5


def text_of(identifier: bytes) -> str:
    """Write 16 bytes in the usual form of a UUID."""
    digits = identifier.hex()
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def bytes_of(text: str) -> bytes:
    """Read the usual form of a UUID.

    Raises:
        ValueError: The text is not a UUID.
    """
    return UUID(text).bytes


def digest_of(body: bytes) -> bytes:
    """Return 16 bytes that tell whether two bodies under one id are the same."""
    return hashlib.blake2b(body, digest_size=16).digest()


def _joined(parts: Iterable[str]) -> bytes:
    name = "".join(f"{len(part)}:{part}" for part in parts)
    return name.encode("utf-8", "surrogatepass")


def _uuid7(now: int, drawn: bytes) -> bytes:
    return b"%b%c%c%c%b" % (
        now.to_bytes(6, "big"),
        0x70 | (drawn[0] & 0x0F),
        drawn[1],
        0x80 | (drawn[2] & 0x3F),
        drawn[3:],
    )


def _uuid5(namespace: bytes, name: bytes) -> bytes:
    sha1 = bytearray(hashlib.sha1(namespace + name, usedforsecurity=False).digest()[:16])
    sha1[6] = 0x50 | (sha1[6] & 0x0F)
    sha1[8] = 0x80 | (sha1[8] & 0x3F)
    return bytes(sha1)
