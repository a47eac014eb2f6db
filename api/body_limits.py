"""What the bytes of a JSON body may be: valid text, without NUL, and not nested too deep."""

import re
from typing import Final

import numpy as np

from domain.errors import Invalid, TooDeep

MAX_BODY: Final = 2 * 1024 * 1024
"""Bytes in one body."""

MAX_DEPTH: Final = 32
"""Levels of arrays and objects."""

_NUL_ESCAPE: Final = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
_BRACKETS: Final = bytes.maketrans(b"{}", b"[]")
_MIDDLE: Final = np.int8(ord("\\"))
"""The character between `[` and `]`."""

_OTHERS: Final = bytes(set(range(256)) - set(b'[]{}"'))


def check_body(body: bytes, *, max_depth: int = MAX_DEPTH) -> None:
    """Refuse a body that no JSON route can mean.

    Raises:
        Invalid: Not UTF-8, or a NUL in it, raw or escaped.
        TooDeep: Nested deeper than `max_depth`.
    """
    if b"\x00" in body or (b"\\u0000" in body and _NUL_ESCAPE.search(body)):
        raise Invalid("the body holds a NUL character; leave it out")
    if not body.isascii():
        try:
            body.decode()
        except UnicodeDecodeError as error:
            raise Invalid("the body is not UTF-8") from error
    if deeper_than(max_depth, body):
        raise TooDeep(f"the body is nested deeper than {max_depth} levels")


def deeper_than(limit: int, body: bytes) -> bool:
    """Whether JSON is nested deeper than `limit`, without parsing it.

    Everything but quotes and brackets is deleted, then what stands between quotes; the highest
    running sum of `[` as 1 and `]` as -1 is the depth. All of it runs over the bytes at once; a
    body with no more opening brackets than `limit` is not looked at further.

    Example:
        >>> deeper_than(2, b'[[["[["]]]'), deeper_than(3, b'[[["[["]]]')
        (True, False)
    """
    if body.count(b"[") + body.count(b"{") <= limit:
        return False
    if b"\\" in body:
        body = body.replace(rb"\\", b"").replace(rb"\"", b"")
    # Two quotes side by side can go, whichever they are: what follows is inside or outside as
    # before.
    marks = body.translate(_BRACKETS, _OTHERS).replace(b'""', b"")
    if b'"' in marks:
        marks = b"".join(marks.split(b'"')[::2])
    steps = _MIDDLE - np.frombuffer(marks, dtype=np.int8)
    return bool(steps.cumsum(dtype=np.int32).max(initial=0) > limit)
