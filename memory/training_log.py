"""Log picks and persona changes for training, one JSON object a line."""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, ParamSpec, TypeVar

import orjson

from domain.event import Event, Kind
from domain.ids import text_of
from memory.jsonl_file import JsonlFile
from memory.jsonl_line import Line
from memory.pseudonym import Pseudonyms, other_secret
from memory.training_lines import may_train_on_pick, move_record, pick_record

SECRET_FILE: Final = "secret.fingerprint"
"""Beside the logs; tells under which secret their subjects are named."""

P = ParamSpec("P")
T = TypeVar("T")


class TrainingLog:
    """The sink of hypotheses_data.jsonl and persona_updates.jsonl.

    Whether an event may be logged was decided when the subject picked, and stands in the event;
    nothing else is asked here. Implements memory.relay.Sink.

    Args:
        directory: TRAINING_DATA_DIR; made with the first line.
        pseudonyms: Name the subjects in the files.
        max_bytes: Size beyond which a file is rotated; a new day rotates it, too.
    """

    def __init__(
        self, directory: Path, pseudonyms: Pseudonyms, *, max_bytes: int = 16 * 1024 * 1024
    ) -> None:
        self._pseudonyms = pseudonyms
        self._hypotheses = JsonlFile(directory / "hypotheses_data.jsonl", max_bytes=max_bytes)
        self._personas = JsonlFile(directory / "persona_updates.jsonl", max_bytes=max_bytes)
        self._files = (self._hypotheses, self._personas)
        self._mark = directory / SECRET_FILE
        self._turn = asyncio.Lock()

    @property
    def name(self) -> str:
        """`training_log`."""
        return "training_log"

    @property
    def kinds(self) -> Collection[Kind]:
        """Picks and persona changes."""
        return (Kind.SELECTION_MADE, Kind.PERSONA_UPDATED)

    @property
    def counts(self) -> Mapping[str, int]:
        """Records written so far, by the names of GET /v1/training/stats."""
        return {
            "hypotheses_count": self._hypotheses.count,
            "persona_updates_count": self._personas.count,
        }

    def check_secret(self) -> None:
        """See at start that the files were written under this secret; blocks for a moment.

        Raises:
            Misconfigured: They were written under another one, so nobody in them would be found.
        """
        if self._mark.exists():
            if self._mark.read_text(encoding="ascii").strip() != self._pseudonyms.fingerprint:
                raise other_secret(self._mark.parent)
        elif any(file.files() for file in self._files):
            self._sign()

    async def watermark(self) -> int:
        """Open both files, mend them, and return the lower of their watermarks.

        Raises:
            OSError: A file cannot be read or mended.
            Unavailable: A file is no such log.
        """
        async with self._turn:
            for file in self._files:
                await _to_the_end(file.open)
        return min(file.watermark for file in self._files)

    async def write(self, events: Sequence[Event], through: int) -> None:
        """Write a line for each event that may be logged, synced.

        Raises:
            OSError: A file could not be written, and is as its watermark says.
            KeyError: Or TypeError, ValueError: an event lacks what a line needs.
        """
        picks = [line for event in events if (line := self._pick(event))]
        moves = [line for event in events if (line := self._move(event))]
        async with self._turn:
            if picks or moves:
                await _to_the_end(self._sign)
            await _to_the_end(self._hypotheses.append, picks, through)
            await _to_the_end(self._personas.append, moves, through)

    async def write_late(self, event: Event) -> None:
        """Write the line of one event that failed before, unless it is there.

        Raises:
            OSError: See `write`; so for KeyError, TypeError and ValueError.
        """
        pick, move = self._pick(event), self._move(event)
        async with self._turn:
            if pick or move:
                await _to_the_end(self._sign)
            if pick:
                await _to_the_end(self._hypotheses.append_late, pick)
            if move:
                await _to_the_end(self._personas.append_late, move)

    async def forget(self, subject: str) -> int:
        """Drop a subject's lines from every file, and return how many there were.

        Raises:
            OSError: A file could not be written; the rest may be forgotten already.
        """
        async with self._turn:
            gone = [
                await _to_the_end(file.rewrite_without, self._mark_of(subject))
                for file in self._files
            ]
        return sum(gone)

    async def find(self, subject: str) -> int:
        """Return how many lines are about a subject."""
        mark = self._mark_of(subject)
        return sum([len(await _to_the_end(file.lines_with, mark)) for file in self._files])

    async def export(self, subject: str) -> dict[str, Any]:
        """Return the lines about a subject, by file."""
        mark = self._mark_of(subject)
        return {
            file.path.name: list(map(orjson.loads, await _to_the_end(file.lines_with, mark)))
            for file in self._files
        }

    async def keep_only(self, subject: str, events: Collection[bytes]) -> int:
        """Drop a subject's lines, except those of these events; return how many went.

        Raises:
            OSError: A file could not be written; the rest may be dropped already.
        """
        kept = {b'"event_id":%b' % orjson.dumps(text_of(event_id)) for event_id in events}
        async with self._turn:
            gone = [
                await _to_the_end(file.rewrite_without, self._mark_of(subject), kept)
                for file in self._files
            ]
        return sum(gone)

    async def close(self) -> None:
        """Release the files."""
        async with self._turn:
            for file in self._files:
                file.close()

    def _sign(self) -> None:
        """Keep the secret's fingerprint beside the files."""
        if self._mark.exists():
            return
        self._mark.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._mark.write_text(f"{self._pseudonyms.fingerprint}\n", encoding="ascii")

    def _mark_of(self, subject: str) -> bytes:
        return b'"user_id":%b' % orjson.dumps(self._pseudonyms.of(subject))

    def _pick(self, event: Event) -> Line | None:
        if event.kind is not Kind.SELECTION_MADE or not may_train_on_pick(event.data):
            return None
        return Line(event.seq, pick_record(event, self._pseudonyms.of(event.subject)))

    def _move(self, event: Event) -> Line | None:
        if event.kind is not Kind.PERSONA_UPDATED or event.data.get("use_for_training") is not True:
            return None
        return Line(event.seq, move_record(event, self._pseudonyms.of(event.subject)))


async def _to_the_end(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run blocking work in a thread; when cancelled, return only once it has let go."""
    running = asyncio.ensure_future(asyncio.to_thread(work, *args, **kwargs))
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        await asyncio.wait([running])
        raise
