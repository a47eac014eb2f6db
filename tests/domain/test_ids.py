"""Ids sort by time, are scoped by subject, and survive the way to text and back."""

from uuid import RFC_4122, UUID, uuid5

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.ids import (
    PooledIds,
    bytes_of,
    client_event_id,
    digest_of,
    is_named,
    own_event_id,
    persona_event_id,
    selection_event_id,
    text_of,
    uuid7,
)

TIMES = st.integers(min_value=0, max_value=2**48 - 1)
SHORT = st.text("01:a", max_size=4)
"""Subjects and client ids over the characters of the scope's own prefix: the likeliest to clash."""


@given(TIMES, TIMES)
def test_an_id_made_later_sorts_later(earlier: int, later: int) -> None:
    assume(earlier < later)
    assert uuid7(earlier) < uuid7(later)


@given(TIMES)
def test_a_made_id_is_a_uuid_of_version_7_that_holds_its_time(now: int) -> None:
    made = UUID(bytes=uuid7(now))
    assert (made.version, made.variant) == (7, RFC_4122)
    assert made.int >> 80 == now


def test_two_ids_of_one_moment_differ() -> None:
    assert len({uuid7(1_700_000_000_000) for _ in range(1_000)}) == 1_000


@given(SHORT, SHORT, SHORT, SHORT)
def test_a_named_id_is_shared_by_nobody_else(
    subject: str, name: str, other_subject: str, other_name: str
) -> None:
    assume((subject, name) != (other_subject, other_name))
    assert client_event_id(subject, name) != client_event_id(other_subject, other_name)


@given(st.text(), st.text())
def test_a_named_id_is_what_the_standard_library_makes_of_it(subject: str, name: str) -> None:
    namespace = UUID("5f0c6f0e-6f53-5d4b-9a57-2f4f3a1f8c01")
    expected = uuid5(namespace, f"{len(subject)}:{subject}{name}")
    assert client_event_id(subject, name) == expected.bytes


def test_the_answer_to_a_proposal_and_its_persona_update_have_one_id_each() -> None:
    proposal, other = uuid7(1), uuid7(2)
    ids = {
        selection_event_id(proposal),
        persona_event_id(proposal),
        selection_event_id(other),
        persona_event_id(other),
    }
    assert len(ids) == 4
    assert selection_event_id(proposal) == selection_event_id(bytes(proposal))
    assert all(is_named(each) for each in ids)


@given(TIMES, st.text(), st.text())
def test_named_ids_are_told_from_made_ones(now: int, subject: str, name: str) -> None:
    assert is_named(client_event_id(subject, name))
    assert not is_named(uuid7(now))


@given(st.binary(min_size=16, max_size=16))
def test_an_id_survives_the_way_to_text_and_back(identifier: bytes) -> None:
    assert text_of(identifier) == str(UUID(bytes=identifier))
    assert bytes_of(text_of(identifier)) == identifier


@pytest.mark.parametrize("text", ["", "kitchen", "018bcfe5-6800-7000-8000-00000000000"])
def test_what_is_no_uuid_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="UUID"):
        bytes_of(text)


@given(st.binary(), st.binary())
def test_digests_are_equal_exactly_when_bodies_are(body: bytes, other: bytes) -> None:
    assert len(digest_of(body)) == 16
    assert (digest_of(body) == digest_of(other)) == (body == other)


def test_pooled_ids_are_uuid7s_of_their_time_and_all_different() -> None:
    made = PooledIds(size=25)
    ids = [made(1_700_000_000_000) for _ in range(200)]
    assert len(set(ids)) == 200
    assert {(UUID(bytes=each).version, UUID(bytes=each).variant) for each in ids} == {(7, RFC_4122)}
    assert {each[:6] for each in ids} == {(1_700_000_000_000).to_bytes(6, "big")}


@given(st.lists(st.text(), min_size=1), st.lists(st.text(), min_size=1))
def test_own_ids_are_equal_exactly_when_their_parts_are(one: list[str], other: list[str]) -> None:
    assert (own_event_id(*one) == own_event_id(*other)) == (one == other)


def test_no_client_can_claim_an_id_of_our_own() -> None:
    assert is_named(own_event_id("ann", "a"))
    assert own_event_id("ann", "a") != client_event_id("ann", "1:a")
