"""How much of the evidence for a question the knowledge graph finds again."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from domain.ids import known_id
from domain.knowledge import Change, KnownFact
from memory.knowledge import Knowledge
from training.evaluate.conversations import Conversation, Turn

DEPTHS: Final = (5, 10, 20, 50)
_RESAMPLES: Final = 2_000
_SEED: Final = 20_250_101


@dataclass(frozen=True, slots=True)
class Asked:
    """What came back for one question.

    Attributes:
        recall: Depth -> share of the evidence among that many facts.
        seconds: How long the graph took.
    """

    recall: dict[int, float]
    seconds: float


@dataclass(slots=True)
class MemoryReport:
    """The result over all questions.

    Attributes:
        conversations: Number read.
        turns: Number remembered.
        asked: One entry per question with evidence.
    """

    conversations: int
    turns: int
    asked: list[Asked]

    def summary(self) -> dict[str, Any]:
        """Return means with bootstrap 95 % intervals over questions, as JSON values."""
        took = np.array([each.seconds for each in self.asked]) * 1000
        return {
            "conversations": self.conversations,
            "turns": self.turns,
            "questions": len(self.asked),
            **{
                f"recall@{depth}": _interval([each.recall[depth] for each in self.asked])
                for depth in DEPTHS
            },
            "milliseconds": {
                f"p{level}": round(float(np.percentile(took, level)), 3) for level in (50, 95)
            }
            if self.asked
            else None,
        }


async def evaluate_memory(
    conversations: Iterable[Conversation],
    graph: Knowledge,
    seconds: Callable[[], float],
    advance: Callable[[int], None],
) -> MemoryReport:
    """Write each conversation into a graph as one subject's history, then ask its questions.

    Args:
        conversations: What was said and asked.
        graph: An empty graph that nothing else uses.
        seconds: A clock for durations.
        advance: Told the number of questions answered.
    """
    report = MemoryReport(0, 0, [])
    for conversation in conversations:
        group = _group(conversation.conversation_id)
        facts = {_fact_id(group, turn): turn.id for turn in conversation.turns}
        await graph.write([Change(group, tuple(_facts(group, conversation.turns)))], None)
        now = max(_ms(turn) for turn in conversation.turns)
        for question in conversation.questions:
            began = seconds()
            recalled = await graph.recall(group, question.text, now, limit=max(DEPTHS))
            took = seconds() - began
            found = [facts[each.fact.memory_id] for each in recalled]
            report.asked.append(Asked(_recall(found, question.evidence), took))
            advance(1)
        report.conversations += 1
        report.turns += len(conversation.turns)
    return report


def _recall(found: Sequence[str], evidence: Sequence[str]) -> dict[int, float]:
    wanted = set(evidence)
    return {depth: len(wanted & set(found[:depth])) / len(wanted) for depth in DEPTHS}


def _facts(group: str, turns: Iterable[Turn]) -> Iterable[KnownFact]:
    for turn in turns:
        at = _ms(turn)
        yield KnownFact(
            memory_id=_fact_id(group, turn),
            type="history",
            relation="",
            thing=None,
            value="",
            content=f"{turn.speaker}: {turn.text}",
            source="explicit",
            confidence=1.0,
            evidence=(),
            valid_at=at,
            recorded_at=at,
            reinforced_at=at,
        )


def _group(conversation_id: str) -> str:
    return f"s_{hashlib.sha256(conversation_id.encode()).hexdigest()[:32]}"


def _fact_id(group: str, turn: Turn) -> str:
    return known_id(group, "turn", turn.id)


def _ms(turn: Turn) -> int:
    return int(turn.at.timestamp() * 1000)


def _interval(values: Sequence[float]) -> dict[str, float] | None:
    """Return the mean and its percentile bootstrap interval (Efron 1979); None without values."""
    if not values:
        return None
    sample = np.array(values)
    draws = np.random.default_rng(_SEED).integers(0, len(sample), (_RESAMPLES, len(sample)))
    low, high = np.percentile(sample[draws].mean(axis=1), (2.5, 97.5))
    return {
        k: round(float(v), 4) for k, v in (("mean", sample.mean()), ("low", low), ("high", high))
    }
