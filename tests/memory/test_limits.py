"""A limiter lets through what its limits say, no more and no less."""

from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.errors import Misconfigured, TooMany
from memory.limits import UNLIMITED, Limit, Limiter, Limits
from memory.limits_file import parse_limits

NOW = 1_700_000_000_000
SECOND = 1_000


def limiter(per_minute: float = 60, burst: float = 10, most_keys: int = 100) -> Limiter:
    return Limiter(Limits({"events": Limit(per_minute, burst)}), most_keys=most_keys)


def let_through(limits: Limiter, times: list[int], n: int = 1, subject: str = "s1") -> int:
    passed = 0
    for at in times:
        try:
            limits.check(subject, "events", n, at)
            passed += 1
        except TooMany:
            continue
    return passed


def test_a_burst_passes_and_the_next_call_is_refused() -> None:
    assert let_through(limiter(burst=10), [NOW] * 15) == 10


def test_a_refusal_says_when_the_same_call_succeeds() -> None:
    limits = limiter(per_minute=60, burst=10)
    limits.check("s1", "events", 10, NOW)
    with pytest.raises(TooMany) as refusal:
        limits.check("s1", "events", 3, NOW)
    assert refusal.value.retry_after == pytest.approx(3.0)
    limits.check("s1", "events", 3, NOW + 3 * SECOND)


def test_a_refused_call_takes_nothing() -> None:
    limits = limiter(per_minute=60, burst=10)
    limits.check("s1", "events", 8, NOW)
    with pytest.raises(TooMany):
        limits.check("s1", "events", 5, NOW)
    limits.check("s1", "events", 2, NOW)


def test_a_batch_over_the_burst_can_never_pass_and_says_so() -> None:
    with pytest.raises(TooMany, match="Send fewer") as refusal:
        limiter(burst=10).check("s1", "events", 11, NOW)
    assert refusal.value.retry_after is None


def test_a_rate_of_zero_switches_a_limit_off() -> None:
    limits = limiter(per_minute=0, burst=0)
    limits.check("s1", "events", 1_000_000, NOW)
    assert len(limits) == 0


def test_a_kind_without_a_limit_always_passes() -> None:
    limiter(burst=1).check("s1", "unheard_of", 1_000, NOW)


def test_subjects_and_kinds_do_not_share_a_bucket() -> None:
    limits = Limiter(Limits({"events": Limit(60, 1), "turns": Limit(60, 1)}))
    limits.check("s1", "events", 1, NOW)
    limits.check("s2", "events", 1, NOW)
    limits.check("s1", "turns", 1, NOW)


def test_a_clock_set_back_locks_nobody_out_for_long() -> None:
    limits = limiter(per_minute=60, burst=10)
    limits.check("s1", "events", 10, NOW)
    hour_back = NOW - 3_600 * SECOND
    assert let_through(limits, [hour_back + 10 * SECOND], n=1) == 0
    assert let_through(limits, [hour_back + 20 * SECOND], n=1) == 1


def test_the_bucket_not_used_for_longest_gives_way() -> None:
    limits = limiter(burst=1, most_keys=2)
    for subject in ("s1", "s2", "s3"):
        limits.check(subject, "events", 1, NOW)
    assert len(limits) == 2
    limits.check("s1", "events", 1, NOW)
    with pytest.raises(TooMany):
        limits.check("s3", "events", 1, NOW)


def test_other_limits_hold_from_now_on() -> None:
    limits = limiter(burst=1)
    limits.check("s1", "events", 1, NOW)
    limits.use(Limits())
    limits.check("s1", "events", 100, NOW)


async def test_a_forgotten_subject_leaves_nothing() -> None:
    limits = limiter()
    limits.check("s1", "events", 1, NOW)
    limits.check("s2", "events", 1, NOW)
    assert len(await limits.export("s1")) == 1
    assert await limits.forget("s1") == 1
    assert (await limits.find("s1"), await limits.find("s2")) == (0, 1)


@given(
    steps=st.lists(st.tuples(st.integers(0, 5_000), st.integers(1, 12)), max_size=60),
    per_minute=st.integers(1, 600),
    burst=st.integers(1, 20),
)
def test_no_window_lets_more_through_than_its_burst_and_its_rate(
    steps: list[tuple[int, int]], per_minute: int, burst: int
) -> None:
    limits, now, passed = limiter(per_minute, burst), NOW, [(NOW, 0)]
    for pause, n in steps:
        now += pause
        if let_through(limits, [now], n):
            passed.append((now, n))
    for first in range(len(passed)):
        units = sum(n for _, n in passed[first:])
        minutes = (passed[-1][0] - passed[first][0]) / 60_000
        assert units <= burst + per_minute * minutes + 1e-3


@given(spent=st.integers(1, 20), wanted=st.integers(1, 20), per_minute=st.integers(1, 6_000))
def test_waiting_as_told_is_enough_and_needed(spent: int, wanted: int, per_minute: int) -> None:
    assume(spent + wanted > 20)
    limits = limiter(per_minute, burst=20)
    limits.check("s1", "events", spent, NOW)
    with pytest.raises(TooMany) as refusal:
        limits.check("s1", "events", wanted, NOW)
    assert refusal.value.retry_after is not None
    told = refusal.value.retry_after * SECOND
    assert let_through(limits, [NOW + int(told) - 1], wanted) == 0
    assert let_through(limits, [NOW + int(told) + 1], wanted) == 1


def test_the_shipped_limits_are_off_and_list_every_kind() -> None:
    limits = parse_limits(Path("config/limits.yaml").read_text(encoding="utf-8"))
    assert set(limits.kinds) == {"events", "searches", "executions", "turns", "feedback"}
    assert all(limit.per_minute == 0 for limit in limits.kinds.values())


def test_zero_in_the_file_switches_a_limit_off() -> None:
    limits = parse_limits("events: {per_minute: 0}")
    Limiter(limits).check("s1", "events", 10_000, NOW)


def test_an_empty_file_limits_nothing() -> None:
    assert parse_limits("").of("events") == UNLIMITED


@pytest.mark.parametrize(
    "text",
    [
        "events: {per_minute: -1}",
        "events: {per_minute: .nan}",
        "events: {per_minute: 10, burst: 0}",
        "events: {per_minute: 10, brust: 5}",
        "events: 600",
        "events: [",
        "- events",
    ],
)
def test_a_bad_file_is_refused_with_the_mend(text: str) -> None:
    with pytest.raises(Misconfigured, match="per_minute"):
        parse_limits(text)
