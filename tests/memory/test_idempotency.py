"""A request with an Idempotency-Key runs once; a repetition gets the first reply."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from domain.clock import MS_PER_DAY
from domain.errors import InProgress, KeyReused
from memory.idempotency import Idempotency, Replay, Started

NOW = 1_700_000_000_000
ROUTE = "POST /v1/execute"


@pytest.fixture
async def keys(tmp_path: Path) -> AsyncIterator[Idempotency]:
    store = Idempotency(tmp_path / "keys.db", owner=b"first start", keys_per_subject=5)
    yield store
    await store.close()


async def started(
    keys: Idempotency, key: str = "k1", *, subject: str = "s1", route: str = ROUTE, now: int = NOW
) -> Started:
    verdict = await keys.begin(subject, route, key, b"body", now)
    assert isinstance(verdict, Started)
    return verdict


async def replied(keys: Idempotency, key: str = "k1", *, subject: str = "s1") -> None:
    await keys.finish(await started(keys, key, subject=subject), 200, f"reply {key}".encode())


async def test_a_repetition_gets_the_first_reply(keys: Idempotency) -> None:
    await replied(keys)
    for _ in range(2):
        assert await keys.begin("s1", ROUTE, "k1", b"body", NOW + 1) == Replay(200, b"reply k1")


async def test_another_body_under_the_same_key_is_refused(keys: Idempotency) -> None:
    await replied(keys)
    with pytest.raises(KeyReused) as refusal:
        await keys.begin("s1", ROUTE, "k1", b"other", NOW)
    assert refusal.value.status == 422


async def test_another_body_is_refused_while_the_first_runs_too(keys: Idempotency) -> None:
    await started(keys)
    with pytest.raises(KeyReused):
        await keys.begin("s1", ROUTE, "k1", b"other", NOW)


async def test_a_repetition_of_a_running_request_is_refused(keys: Idempotency) -> None:
    await started(keys)
    with pytest.raises(InProgress) as refusal:
        await keys.begin("s1", ROUTE, "k1", b"body", NOW)
    assert (refusal.value.status, refusal.value.retry_after) == (409, 1)


async def test_keys_of_subjects_and_routes_never_meet(keys: Idempotency) -> None:
    await started(keys)
    await started(keys, subject="s2")
    await started(keys, route="POST /v1/chat")


async def test_of_many_simultaneous_requests_exactly_one_runs(keys: Idempotency) -> None:
    async def request() -> Started | Replay:
        return await keys.begin("s1", ROUTE, "k1", b"body", NOW)

    verdicts = await asyncio.gather(*(request() for _ in range(30)), return_exceptions=True)
    assert sum(isinstance(verdict, Started) for verdict in verdicts) == 1
    assert sum(isinstance(verdict, InProgress) for verdict in verdicts) == 29


async def test_a_failed_request_may_be_tried_again(keys: Idempotency) -> None:
    await keys.abandon(await started(keys))
    await keys.abandon(await started(keys))
    assert await keys.find("s1") == 0


async def test_abandoning_after_the_reply_changes_nothing(keys: Idempotency) -> None:
    first = await started(keys)
    await keys.finish(first, 201, b"made")
    await keys.abandon(first)
    assert await keys.begin("s1", ROUTE, "k1", b"body", NOW) == Replay(201, b"made")


async def test_a_reply_is_given_for_24_hours_and_no_longer(keys: Idempotency) -> None:
    await replied(keys)
    last = NOW + MS_PER_DAY - 1
    assert isinstance(await keys.begin("s1", ROUTE, "k1", b"body", last), Replay)
    await started(keys, now=last + 1)


async def test_a_reply_survives_a_restart(tmp_path: Path) -> None:
    before = Idempotency(tmp_path / "keys.db", owner=b"first start")
    await replied(before)
    await before.close()
    after = Idempotency(tmp_path / "keys.db", owner=b"second start")
    assert await after.begin("s1", ROUTE, "k1", b"body", NOW) == Replay(200, b"reply k1")
    await after.close()


async def test_a_request_that_died_with_its_process_runs_again_once(tmp_path: Path) -> None:
    before = Idempotency(tmp_path / "keys.db", owner=b"first start")
    await started(before)
    await before.close()
    after = Idempotency(tmp_path / "keys.db", owner=b"second start")
    again = await started(after)
    with pytest.raises(InProgress):
        await after.begin("s1", ROUTE, "k1", b"body", NOW)
    await after.finish(again, 200, b"second")
    assert await after.begin("s1", ROUTE, "k1", b"body", NOW) == Replay(200, b"second")
    await after.close()


async def test_a_run_whose_mark_was_taken_over_cannot_store_its_reply(tmp_path: Path) -> None:
    late = Idempotency(tmp_path / "keys.db", owner=b"first start")
    lost = await started(late)
    after = Idempotency(tmp_path / "keys.db", owner=b"second start")
    again = await started(after)
    await late.finish(lost, 200, b"late")
    await late.abandon(lost)
    with pytest.raises(InProgress):
        await after.begin("s1", ROUTE, "k1", b"body", NOW)
    await after.finish(again, 200, b"second")
    assert await after.begin("s1", ROUTE, "k1", b"body", NOW) == Replay(200, b"second")
    await late.close()
    await after.close()


async def test_a_reply_that_ends_after_the_erasure_is_not_stored(
    keys: Idempotency, tmp_path: Path
) -> None:
    running = await started(keys, subject="canary-subject")
    assert await keys.forget("canary-subject") == 1
    await keys.finish(running, 200, b"canary-reply")
    assert await keys.find("canary-subject") == 0
    assert b"canary-" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


async def test_a_forgotten_subject_leaves_no_byte(keys: Idempotency, tmp_path: Path) -> None:
    running = await started(keys, "canary-key", subject="canary-subject")
    await keys.finish(running, 200, b"canary-reply" * 5_000)
    await replied(keys, subject="s2")
    assert await keys.forget("canary-subject") == 1
    assert b"canary-" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert await keys.find("s2") == 1


async def test_the_key_itself_is_never_written(keys: Idempotency, tmp_path: Path) -> None:
    await keys.finish(await started(keys, "canary-key"), 200, b"reply")
    assert b"canary-" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


async def test_pruning_takes_what_is_past_24_hours_and_no_more_than_asked(
    keys: Idempotency,
) -> None:
    for number in range(4):
        await started(keys, f"k{number}", now=NOW + number)
    after = NOW + MS_PER_DAY + 2
    assert await keys.prune(after, limit=2) == 2
    assert await keys.prune(after, limit=2) == 1
    assert await keys.prune(after, limit=2) == 0
    assert await keys.find("s1") == 1


async def test_a_subjects_oldest_reply_gives_way_when_there_are_too_many(
    keys: Idempotency,
) -> None:
    for number in range(6):
        await replied(keys, f"k{number}")
    await replied(keys, "k0", subject="s2")
    assert await keys.find("s1") == 5
    assert isinstance(await keys.begin("s1", ROUTE, "k1", b"body", NOW), Replay)
    await started(keys, "k0")


async def test_a_running_request_never_gives_way(keys: Idempotency) -> None:
    await started(keys, "running")
    for number in range(7):
        await replied(keys, f"k{number}")
    with pytest.raises(InProgress):
        await keys.begin("s1", ROUTE, "running", b"body", NOW)


async def test_an_export_names_route_and_reply(keys: Idempotency) -> None:
    await replied(keys)
    assert await keys.export("s1") == [
        {
            "route": ROUTE,
            "started_at": "2023-11-14T22:13:20.000Z",
            "status": 200,
            "body": "reply k1",
        }
    ]
