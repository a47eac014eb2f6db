"""How well a language model understands sentences, alone and with the rules behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import Final

from bench.measure import Row, percentiles
from bench.understanding_rows import rows_of
from domain.errors import LeafLoopError, Unreadable
from domain.understanding import Understanding
from llm.adapters.model import ModelUnderstander
from llm.adapters.rules.understanding import understand
from llm.port import Completer, Utterance
from training.evaluate.understanding import Case, evaluate_understanding

_ALONE: Final = (
    "what the gate lets through of the model's answers; a sentence without a usable answer counts "
    "as wrong in every slot"
)
_BACKED: Final = "as a conversation gets it: the rules answer where the model's answer is refused"


@dataclass(slots=True)
class Listening:
    """Asks a model each sentence once, and keeps what came of it.

    Attributes:
        model: Reads sentences.
        answers: Sentence -> what was read in it; None when the answer was refused.
        samples: Seconds of each sentence.
        unusable: Sentences that were answered twice by what could not be used.
        late: Sentences without any answer in time.
    """

    model: ModelUnderstander
    answers: dict[Utterance, Understanding | None] = field(default_factory=dict)
    samples: list[float] = field(default_factory=list)
    unusable: int = 0
    late: int = 0

    async def listen(self, utterance: Utterance) -> None:
        """Ask the model what a sentence wants."""
        start = perf_counter()
        read: Understanding | None = None
        try:
            read = await self.model.understand(utterance)
        except Unreadable:
            self.unusable += 1
        except LeafLoopError:
            self.late += 1
        self.samples.append(perf_counter() - start)
        self.answers[utterance] = read


@dataclass(frozen=True, slots=True)
class Replayed:
    """Implements `Understander` with answers given before.

    Attributes:
        name: Of the model that gave them.
        answers: Sentence -> what was read in it.
        backed: Whether the rules answer where the model did not.
    """

    name: str
    answers: Mapping[Utterance, Understanding | None]
    backed: bool

    async def understand(self, utterance: Utterance) -> Understanding:
        """Return the answer.

        Raises:
            Unreadable: The model's was refused, and no rules are behind it.
        """
        read = self.answers[utterance]
        if read is None and not self.backed:
            raise Unreadable("the model's answer was refused")
        return read or understand(utterance)


async def model_rows(completer: Completer, cases: Sequence[Case], seconds: float) -> list[Row]:
    """Return the same rows as for the rules, twice, and how often the answer was refused.

    Args:
        completer: The model.
        cases: Sentences, each asked once.
        seconds: Deadline for one sentence.
    """
    name = completer.name
    listening = Listening(ModelUnderstander(completer, seconds))
    for case in cases:
        await listening.listen(case.utterance)
    refused = listening.unusable + listening.late
    note = f"{listening.unusable} by no usable JSON, {listening.late} not within {seconds:g} s"
    rows = [
        Row(f"{name}: a sentence understood", **percentiles(listening.samples)),
        Row(f"{name}: answers refused, so that the rules answer", n=len(cases), unit="",
            value=refused / len(cases), note=note),
    ]  # fmt: skip
    for what, backed, said in ((name, False, _ALONE), (f"{name} before the rules", True, _BACKED)):
        replayed = Replayed(name, listening.answers, backed)
        rows += rows_of(what, await evaluate_understanding(replayed, cases), said)
    return rows
