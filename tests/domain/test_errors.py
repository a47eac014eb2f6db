"""Every error has a stable code, a status, and a message for whoever must act on it."""

import re

import pytest

from domain import errors
from domain.errors import Busy, Invalid, LeafLoopError

EVERY = [
    each
    for each in vars(errors).values()
    if isinstance(each, type) and issubclass(each, LeafLoopError)
]


def test_no_two_errors_have_the_same_code() -> None:
    codes = [each.code for each in EVERY]
    assert len(set(codes)) == len(codes) == len(EVERY) > 10


@pytest.mark.parametrize("each", EVERY)
def test_an_error_answers_with_a_code_in_snake_case_and_an_error_status(
    each: type[LeafLoopError],
) -> None:
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", each.code)
    assert 400 <= each.status < 600


def test_an_error_says_what_happened() -> None:
    error = Invalid("price: must not be negative")
    assert str(error) == error.detail == "price: must not be negative"
    assert (error.retry_after, error.errors) == (None, ())


def test_an_error_says_when_to_try_again_and_what_each_field_lacks() -> None:
    field: dict[str, object] = {"field": "items.0.sku", "detail": "is missing"}
    error = Busy("the queue is full", retry_after=1.5, errors=[field])
    assert error.retry_after == 1.5
    assert error.errors == (field,)
