"""How well sentences are understood: each slot's precision and recall, and whole sentences."""

import hashlib
import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import msgspec

from domain.constraints import Constraints
from domain.errors import Invalid, LeafLoopError
from domain.measure import measure_of
from domain.taken_back import TakenBack
from domain.understanding import Asked, Intent, Reference, Relative, Understanding
from llm.port import Understander, Utterance, Words

HELD_OUT_OF: Final = 3
"""One in so many sentences is held out, by the hash of its text: nobody tunes on those."""

SLOTS: Final = (
    "query",
    "quantity",
    "references",
    "relative",
    "occasion",
    "unsupported",
    "taken_back",
)
"""What is scored beside the intent and each constraint."""

_WORD: Final = re.compile(r"[^\W_]+")


class Context(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a sentence may refer to."""

    shown: tuple[str, ...] = ()
    cart: tuple[str, ...] = ()
    asked: Asked = msgspec.field(default_factory=Asked)


class Pointed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A thing that a sentence points at; empty for `it`."""

    position: int | None = None
    name: str = ""
    every: bool = False


class Labelled(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A line of the file: a sentence, and what a person reads in it."""

    text: str
    intent: Intent
    context: Context = msgspec.field(default_factory=Context)
    query: str = ""
    constraints: dict[str, Any] = msgspec.field(default_factory=dict)
    quantity: float | None = None
    references: tuple[Pointed, ...] = ()
    relative: tuple[Relative, ...] = ()
    occasion: str = ""
    unsupported: tuple[str, ...] = ()
    taken_back: tuple[TakenBack, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence, what it may refer to, and what is to be understood.

    Attributes:
        utterance: The sentence.
        wanted: What a person reads in it.
        held_out: Whether it is kept away from those who tune.
    """

    utterance: Utterance
    wanted: Understanding
    held_out: bool


@dataclass(slots=True)
class Tally:
    """Values of one slot, over all sentences.

    Attributes:
        right: Wanted and found.
        missing: Wanted, not found.
        extra: Found, not wanted.
    """

    right: int = 0
    missing: int = 0
    extra: int = 0

    @property
    def precision(self) -> float | None:
        """Share of what was found that was wanted, or None when nothing was found."""
        found = self.right + self.extra
        return self.right / found if found else None

    @property
    def recall(self) -> float | None:
        """Share of what was wanted that was found, or None when nothing was wanted."""
        wanted = self.right + self.missing
        return self.right / wanted if wanted else None


@dataclass(slots=True)
class UnderstandingReport:
    """The result over some sentences.

    Attributes:
        sentences: Number read.
        intents: Number whose intent is right.
        exact: Number of which everything is right.
        unread: Number that the reader gave up on.
        slots: Slot -> its values.
        wrong: Texts that are not exact, with what was understood.
    """

    sentences: int = 0
    intents: int = 0
    exact: int = 0
    unread: int = 0
    slots: dict[str, Tally] = field(default_factory=dict)
    wrong: list[tuple[str, Understanding | None]] = field(default_factory=list)

    def summary(self) -> dict[str, Any]:
        """Return shares in [0, 1] as JSON values."""
        return {
            "sentences": self.sentences,
            "intent": self.intents / self.sentences if self.sentences else None,
            "exact": self.exact / self.sentences if self.sentences else None,
            "unread": self.unread,
            "slots": {
                name: {
                    "precision": tally.precision,
                    "recall": tally.recall,
                    "wanted": tally.right + tally.missing,
                }
                for name, tally in sorted(self.slots.items())
            },
        }


def read_cases(path: Path, words: Words) -> list[Case]:
    """Read labelled sentences from a JSONL file.

    Args:
        path: A line is {text, intent, context?, query?, constraints?, quantity?, references?,
            relative?, occasion?, unsupported?, taken_back?}.
        words: Names of the catalogue that the sentences are about.

    Raises:
        Invalid: A line cannot be read; the message says which, and why.
    """
    cases = []
    for number, line in enumerate(path.read_bytes().splitlines(), 1):
        if line.strip():
            try:
                cases.append(_case(msgspec.json.decode(line, type=Labelled), words))
            except msgspec.MsgspecError as error:
                raise Invalid(f"{path.name}, line {number}: {error}") from error
    return cases


def is_held_out(text: str) -> bool:
    """Whether a sentence belongs to the part that nobody tunes on."""
    return int(hashlib.sha256(text.encode()).hexdigest(), 16) % HELD_OUT_OF == 0


async def evaluate_understanding(
    understander: Understander, cases: Iterable[Case]
) -> UnderstandingReport:
    """Read every sentence and compare it slot by slot with what a person reads in it.

    A reader that does not answer has read nothing: its sentence counts as wrong in every slot.
    """
    report = UnderstandingReport()
    for case in cases:
        report.sentences += 1
        try:
            found = await understander.understand(case.utterance)
        except LeafLoopError:
            report.unread += 1
            found = None
        right = _count(report, case.wanted, found)
        if not right:
            report.wrong.append((case.utterance.text, found))
    return report


def _case(line: Labelled, words: Words) -> Case:
    context = line.context
    utterance = Utterance(line.text, words, context.shown, context.cart, context.asked)
    wanted = Understanding(
        intent=line.intent,
        query=line.query,
        constraints=msgspec.convert(line.constraints, type=Constraints),
        quantity=line.quantity,
        references=tuple(Reference("", p.position, p.name, p.every) for p in line.references),
        relative=line.relative,
        occasion=line.occasion,
        unsupported=line.unsupported,
        taken_back=line.taken_back,
    )
    return Case(utterance, wanted, is_held_out(line.text))


def _count(report: UnderstandingReport, wanted: Understanding, found: Understanding | None) -> bool:
    """Add one sentence; return whether all of it is right."""
    intent = found is not None and found.intent is wanted.intent
    report.intents += intent
    right = intent
    mine, yours = _values(wanted), _values(found)
    for name in {**mine, **yours}:
        tally = report.slots.setdefault(name, Tally())
        expected, got = mine.get(name, []), yours.get(name, [])
        hit = _paired(expected, got, _ALIKE.get(name, _equal))
        tally.right += hit
        tally.missing += len(expected) - hit
        tally.extra += len(got) - hit
        right = right and hit == len(expected) == len(got)
    report.exact += right
    return right


def _values(said: Understanding | None) -> dict[str, list[Any]]:
    """Return the values of each slot that has any."""
    if said is None:
        return {}
    slots: Mapping[str, Sequence[Any]] = {
        "query": [said.query] if said.query else [],
        "quantity": [] if said.quantity is None else [said.quantity],
        "references": [(r.position, r.name, r.every) for r in said.references],
        "relative": said.relative,
        "occasion": [said.occasion] if said.occasion else [],
        "unsupported": said.unsupported,
        "taken_back": [(one.what, one.value) for one in said.taken_back],
    }
    held: dict[str, Any] = msgspec.to_builtins(said.constraints)
    constraints = {
        name: value if isinstance(value, list | tuple) else [value]
        for name, value in held.items()
        if value is not None
    }
    return {name: list(values) for name, values in {**slots, **constraints}.items() if values}


def _paired(wanted: list[Any], found: list[Any], alike: Callable[[Any, Any], bool]) -> int:
    """Return how many values have a partner of their own on the other side."""
    left, pairs = list(found), 0
    for value in wanted:
        partner = next((each for each in left if alike(value, each)), None)
        if partner is not None:
            left.remove(partner)
            pairs += 1
    return pairs


def _equal(one: Any, other: Any) -> bool:
    if isinstance(one, float | int) and isinstance(other, float | int):
        return abs(one - other) < 0.005
    return _plain(one) == _plain(other)


def _plain(value: Any) -> Hashable:
    """Return a text without case, order and plural; anything else as it is."""
    if isinstance(value, str):
        return frozenset(word.rstrip("s") for word in _WORD.findall(value.casefold()))
    if isinstance(value, tuple):
        return tuple(map(_plain, value))
    return value  # type: ignore[no-any-return]


def _same_size(one: str, other: str) -> bool:
    mine, yours = measure_of(one), measure_of(other)
    return _equal(one, other) or (mine is not None and yours is not None and mine.same(yours))


def _same_words(one: str, other: str) -> bool:
    """Whether one of two phrases is within the other: `by 5pm`, `delivered by 5pm`."""
    mine, yours = (set(_WORD.findall(text.casefold())) for text in (one, other))
    return bool(mine and yours) and (mine <= yours or yours <= mine)


_ALIKE: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "sizes": _same_size,
    "unsupported": _same_words,
}
