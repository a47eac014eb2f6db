"""How every loop beside the requests is doing, for the dashboard."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from api.runtime import Runtime
from domain.clock import MS_PER_SECOND
from memory.relay import Relay
from wiring.beat import Beat

_STATM: Final = Path("/proc/self/statm")
_NOTES: Final = {
    "training_log": "logs picks that may be trained on",
    "graph": "folds what is said and done into the knowledge graph",
    "remember": "has the model read picks",
    "rule_files": "reads the rule files again",
    "old_executions": "drops executions after 90 days",
    "old_replies": "drops kept replies once they are stale",
    "old_threads": "drops conversations after 30 days",
    "retention": "drops events older than each subject allows",
    "relearning": "finishes learning anew where a crash left it",
}


async def loops(running: Runtime) -> list[dict[str, Any]]:
    """Return every loop: folds, relays, then upkeep.

    Raises:
        Unavailable: The journal or the erasures cannot be read.
    """
    now = running.services.clock.now()
    found = [await _folds(running)]
    found += [_relay(relay, now) for relay in running.relays]
    found += [_erasure(running), *_upkeep(running.services.beats, now)]
    return found


def memory_mb() -> float | None:
    """Return this process's resident memory in MiB, or None where the system does not tell."""
    try:
        pages = int(_STATM.read_text(encoding="ascii").split()[1])
    except OSError:
        return None
    return round(pages * os.sysconf("SC_PAGE_SIZE") / 2**20, 1)


async def _folds(running: Runtime) -> dict[str, Any]:
    runner = running.services.runner
    lag = max(0, await running.services.journal.last_seq() - runner.seq)
    return {
        "name": runner.name,
        "kind": "folds",
        "state": "behind" if lag else "ok",
        "lag": lag,
        "place": runner.seq,
        "seconds_since_progress": None,
        "note": f"fold each commit before it is answered; saved up to place {runner.saved_seq}",
    }


def _relay(relay: Relay, now: int) -> dict[str, Any]:
    state = "behind" if relay.lag else "ok"
    if not relay.running:
        state = "stopped"
    elif relay.degraded:
        state = "degraded"
    name = relay.sink.name
    return {
        "name": name,
        "kind": "relay",
        "state": state,
        "lag": relay.lag,
        "place": relay.place,
        "seconds_since_progress": _seconds(relay.progressed_at, now),
        "note": _NOTES.get(name, ""),
    }


def _erasure(running: Runtime) -> dict[str, Any]:
    erasure = running.services.forgetting.erasure
    pending = erasure.pending
    state = "behind" if pending else "ok"
    return {
        "name": "erasure",
        "kind": "upkeep",
        "state": state if erasure.running else "stopped",
        "lag": None,
        "place": None,
        "seconds_since_progress": None,
        "note": f"finishes erasures; {pending} not complete",
    }


def _upkeep(beats: dict[str, Beat], now: int) -> Iterator[dict[str, Any]]:
    for name, beat in beats.items():
        state = "degraded" if beat.failed else "ok"
        yield {
            "name": name,
            "kind": "upkeep",
            "state": state if beat.running else "stopped",
            "lag": None,
            "place": None,
            "seconds_since_progress": _seconds(beat.done_at, now),
            "note": _NOTES[name],
        }


def _seconds(at: int | None, now: int) -> float | None:
    return None if at is None else max(0, now - at) / MS_PER_SECOND
