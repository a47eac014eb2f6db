"""A body is JSON of a bearable depth, without NUL bytes."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.body_limits import check_body, deeper_than
from domain.errors import Invalid, TooDeep

TREES = st.recursive(
    st.one_of(st.none(), st.text(st.sampled_from('[]{}"\\a'), max_size=6)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(st.sampled_from('[}"\\')), inner)
    ),
    max_leaves=20,
)


def depth(tree: object) -> int:
    if isinstance(tree, dict):
        return 1 + max(map(depth, tree.values()), default=0)
    if isinstance(tree, list):
        return 1 + max(map(depth, tree), default=0)
    return 0


@given(TREES, st.integers(0, 6))
def test_the_depth_is_that_of_the_parsed_document(tree: object, limit: int) -> None:
    assert deeper_than(limit, json.dumps(tree).encode()) is (depth(tree) > limit)


def test_brackets_that_never_close_are_too_deep() -> None:
    assert deeper_than(32, b"[" * 100_000)


def test_a_body_that_breaks_off_is_as_deep_as_it_got() -> None:
    broken = b'{"a": [{"b": [1], "c": {}}, ['
    assert deeper_than(3, broken)
    assert not deeper_than(4, broken)


def test_a_bracket_too_many_is_left_to_the_parser() -> None:
    assert not deeper_than(2, b"[[]]]]][[")


@given(st.binary(max_size=200))
def test_any_bytes_pass_or_are_refused(body: bytes) -> None:
    with suppress(Invalid, TooDeep):
        check_body(body)


@pytest.mark.parametrize("text", ["😀", "äß", ""])
def test_any_readable_text_passes(text: str) -> None:
    check_body(json.dumps(text, ensure_ascii=False).encode())
