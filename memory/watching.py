"""Let people watch what is learned about a subject, as it is committed."""

import asyncio
from collections import deque
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

import structlog

from domain.errors import TooMany, Unavailable
from domain.event import Event, Kind
from domain.profile import Profile
from memory.journal import Journal
from memory.subject_states import SubjectStates

_log = structlog.get_logger(__name__)
_RETRY_SECONDS: Final = 5.0


@dataclass(frozen=True, slots=True)
class Room:
    """How much watching there is room for.

    Attributes:
        per_subject: Most watches of one subject.
        in_all: Most watches.
        waiting: Most things that wait for one watcher.
    """

    per_subject: int = 8
    in_all: int = 200
    waiting: int = 64


ROOM: Final = Room()


@dataclass(frozen=True, slots=True)
class Seen:
    """An event just committed, and what it taught.

    Attributes:
        event: What happened.
        before: The profile before it.
        after: The profile with it.
    """

    event: Event
    before: Profile
    after: Profile


class Sign(Enum):
    """What a watcher hears beside events."""

    MISSED = "missed"
    FORGOTTEN = "forgotten"
    END = "end"


class Watch:
    """What waits for one watcher; a slow one loses what is old, and hears that it did."""

    def __init__(self, kinds: Collection[Kind], waiting: int) -> None:
        self._kinds = kinds
        self._waiting = waiting
        self._items: deque[Seen | Sign] = deque()
        self._come = asyncio.Event()

    async def next(self) -> Seen | Sign:
        """Wait for what comes next, and return it."""
        while not self._items:
            self._come.clear()
            await self._come.wait()
        return self._items.popleft()

    def put(self, seen: Seen) -> None:
        """Add an event of a kind that is watched for; without room, all older ones are missed."""
        if seen.event.kind not in self._kinds:
            return
        if len(self._items) >= self._waiting:
            self._items.clear()
            self._items.append(Sign.MISSED)
        self._items.append(seen)
        self._come.set()

    def replace(self, sign: Sign) -> None:
        """Drop everything that waits, and leave a sign instead."""
        self._items.clear()
        self._items.append(sign)
        self._come.set()


@dataclass(slots=True)
class _Watched:
    profile: Profile
    watches: list[Watch] = field(default_factory=list)


class Watching:
    """Knows who is watched; costs a look at an empty dict per commit while nobody is.

    It steps the profile of whoever is watched by itself, event by event: the fold shows only where
    a whole commit leads. All of it is in memory, and dropped once its subject is erased.
    """

    def __init__(self, journal: Journal, states: SubjectStates[Profile], room: Room = ROOM) -> None:
        """Follow a journal.

        Args:
            journal: Whose commits are heard.
            states: The fold of profiles; it follows the same journal.
            room: How much watching there is room for.
        """
        self._states = states
        self._room = room
        self._watched: dict[str, _Watched] = {}
        self._count = 0
        journal.subscribe(self._hear)

    def watch(self, subject: str, kinds: Collection[Kind]) -> Watch:
        """Begin to watch a subject; `leave` ends it.

        Args:
            subject: Whom.
            kinds: Which events.

        Raises:
            TooMany: There is no room for one more.
            Unavailable: The subject's profile cannot be read.
        """
        room, watched = self._room, self._watched.get(subject)
        if self._count >= room.in_all:
            raise _full(f"{room.in_all} pages watch already, which is as many as can")
        if watched is not None and len(watched.watches) >= room.per_subject:
            raise _full(f"{room.per_subject} pages watch this person already; close one")
        watch = Watch(kinds, room.waiting)
        if watched is None:
            watched = self._watched[subject] = _Watched(self._states.current(subject))
        watched.watches.append(watch)
        self._count += 1
        return watch

    def leave(self, subject: str, watch: Watch) -> None:
        """End a watch; a second time does nothing."""
        watched = self._watched.get(subject)
        if watched is None or watch not in watched.watches:
            return
        watched.watches.remove(watch)
        self._count -= 1
        if not watched.watches:
            del self._watched[subject]

    def changed(self, subject: str) -> None:
        """Say that events of a subject are gone; what waited to be told may be among them."""
        watched = self._watched.get(subject)
        if watched is None:
            return
        try:
            watched.profile = self._states.current(subject)
        except Unavailable as error:  # the next change is then told from nothing
            _log.warning("watched_profile_unavailable", error=error.detail)
            watched.profile = Profile.empty(subject)
        for watch in watched.watches:
            watch.replace(Sign.FORGOTTEN)

    def end(self) -> None:
        """Tell every watcher to go."""
        for watched in self._watched.values():
            for watch in watched.watches:
                watch.replace(Sign.END)

    def __len__(self) -> int:
        """Return the number of watches."""
        return self._count

    def _hear(self, events: Sequence[Event]) -> None:
        if not self._watched:
            return
        for event in events:
            watched = self._watched.get(event.subject)
            if watched is not None:
                self._see(watched, event)

    def _see(self, watched: _Watched, event: Event) -> None:
        before = after = watched.profile
        if event.kind in self._states.kept.kinds:
            try:
                after = self._states.kept.step(before, event)
            except Exception as error:  # a dead letter of the fold's, which changes nothing
                _log.warning("watched_event_failed", seq=event.seq, error=type(error).__name__)
        watched.profile = after
        seen = Seen(event, before, after)
        for watch in watched.watches:
            watch.put(seen)


def _full(why: str) -> TooMany:
    return TooMany(why, retry_after=_RETRY_SECONDS)
