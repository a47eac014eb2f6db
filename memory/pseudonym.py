"""Name subjects in logs, checkpoints and training files without naming them."""

import hmac
import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

from domain.errors import Misconfigured

_FILE: Final = "secret"
_SECRET_BYTES: Final = 32
_SHORTEST: Final = 16
_NAME_DIGITS: Final = 32


class Pseudonyms:
    """Turns subjects into names that only this installation's secret can make.

    Args:
        secret: At least 16 bytes.

    Raises:
        Misconfigured: The secret is shorter.
    """

    def __init__(self, secret: bytes) -> None:
        if len(secret) < _SHORTEST:
            raise Misconfigured(
                f"LEAFLOOP_SECRET has {len(secret)} bytes; give it at least {_SHORTEST}, such as "
                "the output of `openssl rand -hex 32`, or unset it to have one made."
            )
        self._secret = secret

    def of(self, subject: str) -> str:
        """Return `s_` and 128 bits of HMAC-SHA256(secret, subject) in hex.

        Source: RFC 2104; cut as its section 5 allows.
        """
        digest = hmac.digest(self._secret, subject.encode("utf-8", "surrogatepass"), "sha256")
        return f"s_{digest.hex()[:_NAME_DIGITS]}"

    @property
    def fingerprint(self) -> str:
        """What a store keeps to notice that it was filled under another secret."""
        return hmac.digest(self._secret, b"leafloop fingerprint", "sha256").hex()[:16]


def secret_from(
    data_dir: Path, setting: str | None, *, random: Callable[[int], bytes] = os.urandom
) -> bytes:
    """Return the configured secret, or the data directory's own, made once.

    The file appears under its name only when it is complete, readable by its owner alone; of
    two processes that start at once, both get the first one's.

    Args:
        data_dir: Where the secret is kept when none is configured; made when missing.
        setting: LEAFLOOP_SECRET, if set.
        random: Makes that many random bytes.

    Raises:
        Misconfigured: The file is readable by others, or too short to be one.
    """
    if setting:
        return setting.encode()
    path = data_dir / _FILE
    if not path.exists():
        _make(path, random(_SECRET_BYTES).hex().encode())
    if path.stat().st_mode & 0o077:
        raise Misconfigured(f"{path} can be read by others; run `chmod 600 {path}`.")
    secret = path.read_bytes().strip()
    if len(secret) < _SHORTEST:
        raise Misconfigured(f"{path} holds no secret; restore it, or set LEAFLOOP_SECRET.")
    return secret


def other_secret(path: Path) -> Misconfigured:
    """Return the error for a store that was filled under another LEAFLOOP_SECRET."""
    return Misconfigured(
        f"{path} was filled under another LEAFLOOP_SECRET, so nobody in it would be found; start "
        "with the secret it was filled under, or with an empty LEAFLOOP_DATA_DIR and "
        "TRAINING_DATA_DIR."
    )


def _make(path: Path, secret: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{_FILE}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(handle, secret)
        os.fsync(handle)
    finally:
        os.close(handle)
    try:
        os.link(draft, path)
    except FileExistsError:  # another process was first, and its secret counts
        return
    finally:
        draft.unlink()
