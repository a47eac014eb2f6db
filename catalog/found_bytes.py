"""Write what a search found as bytes, without a word that a shopper typed, and read it back."""

import hashlib
import hmac
from typing import Final, TypeAlias

import msgspec

from catalog.port import Found, Query
from domain.product import Product
from domain.proposal import Hit, Outcome

MOST_BYTES: Final = 2**20
"""Longer ones are not written: the longest answers are the rarest."""

_SEAL: Final = 16
_Span: TypeAlias = tuple[int, int]


class _Written(msgspec.Struct, array_like=True, frozen=True):
    """A `Found`; what the shopper said is only pointed at, as places in the query."""

    products: tuple[Product, ...]
    relevances: tuple[float, ...]
    outcome: Outcome
    price_range: tuple[float, float] | None
    corrections: tuple[tuple[_Span, str], ...]
    unsupported: tuple[_Span, ...]
    nearest: tuple[str, ...]
    relaxed: tuple[_Span, ...]


LAYOUT: Final = hashlib.sha256(msgspec.json.encode(msgspec.json.schema(_Written))).hexdigest()
"""Changes whenever the fields of a product or of an answer do."""

_ENCODER: Final = msgspec.msgpack.Encoder()
_DECODER: Final = msgspec.msgpack.Decoder(_Written)


class FoundBytes:
    """Names queries, and writes and reads what they found.

    Every value is sealed together with its key, so one that was damaged, written by somebody
    without the secret, or put under another key is not read.

    Args:
        secret: Keys the names and the seals.
        scope: Tells catalogues apart whose versions may look the same.
        layout: Names the form; what was written in another one is not found again.
    """

    def __init__(self, secret: bytes, scope: str, *, layout: str = LAYOUT) -> None:
        self._secret = hmac.digest(secret, b"leafloop result cache", "sha256")
        self._prefix = f"{layout}\n{scope!r}\n".encode()

    def key(self, query: Query, version: str) -> bytes:
        """Return 256 bits that stand for a query and a version of the catalogue.

        A keyed hash (HMAC-SHA256, RFC 2104), since a text may say something about its writer.
        `repr` names every field, those to come as well, and leaves no two queries the same text.
        """
        said = repr((version, query)).encode("utf-8", "backslashreplace")
        return hmac.digest(self._secret, self._prefix + said, "sha256")

    def write(self, query: Query, key: bytes, found: Found) -> bytes | None:
        """Return an answer as bytes, or None when it cannot be written or is too long.

        Args:
            query: What was asked.
            key: What `key` returned for it.
            found: The answer.
        """
        try:
            body = _ENCODER.encode(_shortened(_said(query), found))
        except (ValueError, TypeError):  # words of nobody's, a number of another library
            return None
        return self._seal(key, body) + body if len(body) <= MOST_BYTES else None

    def read(self, query: Query, key: bytes, value: bytes) -> Found | None:
        """Return the answer that `write` wrote under this key, or None for any other bytes."""
        seal, body = value[:_SEAL], value[_SEAL:]
        if not hmac.compare_digest(seal, self._seal(key, body)):
            return None
        try:
            return _restored(_said(query), _DECODER.decode(body))
        except msgspec.MsgspecError:
            return None

    def _seal(self, key: bytes, body: bytes) -> bytes:
        return hashlib.blake2b(key + body, key=self._secret, digest_size=_SEAL).digest()


def _said(query: Query) -> str:
    """Return all words of a query, as they are and without case; places point into it."""
    words = [query.text]
    for name in query.constraints.__dataclass_fields__:
        value = getattr(query.constraints, name)
        if isinstance(value, tuple):
            words.extend(value)
    said = "\n".join(words)
    return f"{said}\n{said.casefold()}"


def _shortened(said: str, found: Found) -> _Written:
    return _Written(
        products=tuple(hit.product for hit in found.hits),
        relevances=tuple(hit.relevance for hit in found.hits),
        outcome=found.outcome,
        price_range=found.price_range,
        corrections=tuple((_span(said, typed), to) for typed, to in found.corrections.items()),
        unsupported=tuple(_span(said, word) for word in found.unsupported),
        nearest=found.nearest,
        relaxed=tuple(_span(said, word) for word in found.relaxed),
    )


def _restored(said: str, written: _Written) -> Found:
    def word(span: _Span) -> str:
        return said[slice(*span)]

    return Found(
        hits=tuple(map(Hit, written.products, written.relevances)),
        outcome=written.outcome,
        price_range=written.price_range,
        corrections={word(span): to for span, to in written.corrections},
        unsupported=tuple(map(word, written.unsupported)),
        nearest=written.nearest,
        relaxed=tuple(map(word, written.relaxed)),
    )


def _span(said: str, word: str) -> _Span:
    """Return where a word stands; raises ValueError when it does not."""
    start = said.index(word)
    return start, start + len(word)
