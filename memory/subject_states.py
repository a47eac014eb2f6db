"""Hold one fold's states: the newest in memory, the others in their snapshots."""

from collections import OrderedDict
from collections.abc import Iterator
from time import perf_counter
from typing import Final, Generic

import msgspec
import structlog

from domain.errors import Unavailable
from domain.event import Event
from memory.folds import Fold, S
from memory.snapshots import Row, Snapshots

_log = structlog.get_logger(__name__)
_LEAVING: Final = 128
"""States saved in one go when the oldest in memory is not saved yet."""


class SubjectStates(Generic[S]):
    """The states of one fold, at most `capacity` of them in memory.

    Implements memory.folds.States. A state leaves memory only after it is saved.

    Attributes:
        kept: The fold.
        sink: Its name among dead letters.
    """

    def __init__(self, fold: Fold[S], snapshots: Snapshots, capacity: int) -> None:
        self.kept = fold
        self.sink = f"fold:{fold.name}"
        self._snapshots = snapshots
        self._capacity = capacity
        self._step = fold.step
        self._per_subject = fold.per_subject
        self._cached: OrderedDict[str, S] = OrderedDict()
        self._absent: dict[str, S] = {}
        self._dirty: set[str] = set()
        self._saving: set[str] = set()
        self._encode = msgspec.msgpack.Encoder().encode
        self._decoder = msgspec.msgpack.Decoder(fold.state_type)

    async def read(self, subject: str = "") -> S:
        """Return the state as of the last committed event; empty when nothing is known.

        Raises:
            Unavailable: The snapshot cannot be read.
        """
        return self.current(subject)

    def current(self, subject: str = "") -> S:
        """Return the same as `read`, without awaiting."""
        state = self._cached.get(subject)
        if state is not None:
            self._cached.move_to_end(subject)
            return state
        state = self._absent.get(subject)
        if state is not None:
            return state
        state = self._load(subject)
        if state is None:
            return self._note_absent(subject)
        self._keep(subject, state)
        return state

    def fold(self, event: Event) -> None:
        """Fold one event into its subject's state.

        Raises:
            Exception: Whatever the step raises; the state is then as before.
        """
        subject = event.subject if self._per_subject else ""
        cached = self._cached
        state = cached.get(subject)
        if state is None:
            state = self._absent.pop(subject, None) or self._load(subject)
            after = self._step(self.kept.empty(subject) if state is None else state, event)
            self._dirty.add(subject)
            self._keep(subject, after)
            return
        after = self._step(state, event)
        cached.move_to_end(subject)
        if after is not state:
            cached[subject] = after
            self._dirty.add(subject)
        elif not self._per_subject:  # such a step may update in place
            self._dirty.add(subject)

    def put(self, subject: str, state: S) -> None:
        """Replace a state, whatever it was."""
        self._absent.pop(subject, None)
        self._dirty.add(subject)
        self._keep(subject, state)

    def save(self, subject: str) -> None:
        """Save one state now, when it is newer than its snapshot.

        Raises:
            Unavailable: It was not saved; it waits as before.
        """
        if subject in self._dirty or subject in self._saving:
            self._snapshots.save([self._row(subject)])
            self._dirty.discard(subject)
            self._saving.discard(subject)

    def drop(self, subject: str) -> None:
        """Forget a state that is in memory."""
        self._cached.pop(subject, None)
        self._absent.pop(subject, None)
        self._dirty.discard(subject)
        self._saving.discard(subject)

    def holds(self, subject: str) -> bool:
        """Whether a state of this subject is in memory."""
        return subject in self._cached

    def begin_saving(self) -> None:
        """Take what changed so far as the states to save; what changes later waits."""
        self._saving |= self._dirty
        self._dirty = set()

    @property
    def saving(self) -> bool:
        """Whether states taken by `begin_saving` still wait."""
        return bool(self._saving)

    @property
    def unsaved(self) -> int:
        """Number of states in memory that are newer than their snapshot."""
        return len(self._dirty | self._saving)

    def save_some(self, seconds: float) -> None:
        """Save waiting states in one transaction until the time is up, at least one.

        Raises:
            Unavailable: Nothing of this slice was saved; it waits as before.
        """
        deadline = perf_counter() + seconds
        done: list[str] = []
        self._snapshots.save(self._until(deadline, done))
        self._saving.difference_update(done)

    def _until(self, deadline: float, done: list[str]) -> Iterator[Row]:
        for subject in self._saving:
            yield self._row(subject)
            done.append(subject)
            if perf_counter() >= deadline:
                return

    def _row(self, subject: str) -> Row:
        state = self._cached[subject]
        return (self.kept.name, self.kept.version, subject, state.seq, self._encode(state))

    def _load(self, subject: str) -> S | None:
        packed = self._snapshots.load(self.kept.name, subject)
        if packed is None:
            return None
        try:
            return self._decoder.decode(packed)
        except msgspec.MsgspecError as error:
            raise Unavailable(
                f"A snapshot of fold '{self.kept.name}' does not fit its state type ({error}); "
                "raise the fold's version, or replay the dead letter to fold it afresh."
            ) from error

    def _note_absent(self, subject: str) -> S:
        """Remember that nothing is known of a subject, so that asking again costs no look-up."""
        if len(self._absent) >= self._capacity:
            self._absent.clear()
        empty = self._absent[subject] = self.kept.empty(subject)
        return empty

    def _keep(self, subject: str, state: S) -> None:
        self._cached[subject] = state
        self._cached.move_to_end(subject)
        while len(self._cached) > self._capacity:
            oldest = next(iter(self._cached))
            if (oldest in self._dirty or oldest in self._saving) and not self._save_oldest():
                return
            del self._cached[oldest]

    def _save_oldest(self) -> bool:
        leaving = []
        for subject in self._cached:
            if subject in self._dirty or subject in self._saving:
                leaving.append(subject)
            if len(leaving) == _LEAVING:
                break
        try:
            self._snapshots.save(map(self._row, leaving))
        except Unavailable as error:  # better too many in memory than one lost
            _log.warning("snapshot_failed", fold=self.kept.name, error=str(error))
            return False
        self._dirty.difference_update(leaving)
        self._saving.difference_update(leaving)
        return True
