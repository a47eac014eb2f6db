"""Read conversations with questions whose evidence is known, one JSON object a line."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Final

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from training.evaluate.json_lines import read_lines

_FORM: Final = (
    "a line is {conversation_id, turns[{id, speaker, text, at}], questions[{text, evidence[ids]}]}"
)
Text = Annotated[str, Field(min_length=1, max_length=20_000)]
Name = Annotated[str, Field(min_length=1, max_length=256)]


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Turn(_Row):
    """Something somebody said.

    Attributes:
        id: Tells it from the conversation's other turns.
        speaker: Who said it.
        text: What was said.
        at: When.
    """

    id: Name
    speaker: Name
    text: Text
    at: AwareDatetime


class Question(_Row):
    """Something asked afterwards.

    Attributes:
        text: The question.
        evidence: Ids of the turns that answer it.
    """

    text: Text
    evidence: Annotated[tuple[Name, ...], Field(min_length=1)]


class Conversation(_Row):
    """A whole conversation, and what is asked about it.

    Attributes:
        conversation_id: Tells it from the others of the file.
        turns: In any order.
        questions: Each about turns of this conversation.
    """

    conversation_id: Name
    turns: Annotated[tuple[Turn, ...], Field(min_length=1)]
    questions: tuple[Question, ...]

    @model_validator(mode="after")
    def _evidence_exists(self) -> "Conversation":
        ids = [turn.id for turn in self.turns]
        if len(set(ids)) < len(ids):
            raise ValueError("two turns have the same id")
        for question in self.questions:
            missing = sorted(set(question.evidence) - set(ids))
            if missing:
                raise ValueError(f"no turn has the id {missing[0]!r}, which a question names")
        return self


def read_conversations(path: Path) -> Iterator[Conversation]:
    """Return the conversations of a JSONL file.

    Raises:
        Invalid: The file cannot be read, or a line is no such conversation; the message names
            the line and the mend.
    """
    return (conversation for _, conversation in read_lines(path, Conversation, _FORM))
