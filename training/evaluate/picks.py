"""Read what people picked from lists, one JSON object a line."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Final

from pydantic import (
    AliasChoices,
    BaseModel,
    ConfigDict,
    Field,
    FiniteFloat,
    model_validator,
)

from domain.errors import Invalid
from domain.selection import NONE_OF_THESE
from training.evaluate.json_lines import read_lines

MOST_CANDIDATES: Final = 1_000_000
"""Over the whole file, so that it fits into memory."""

_FORM: Final = (
    "a line is {input, candidates[{id, text, features?}], picked (an id or none) or engagement "
    "(a number per candidate), user_id?}"
)
Text = Annotated[str, Field(min_length=1, max_length=20_000)]
Name = Annotated[str, Field(min_length=1, max_length=256)]
Engagement = Annotated[FiniteFloat, Field(ge=0)]


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)


class Option(_Row):
    """Something that could be picked.

    Attributes:
        id: Tells it from the others of its line.
        text: What people read.
        features: Anything else that is known about it, as numbers.
        engagement: How much people had to do with it; None where picks are told instead.
    """

    id: Name
    text: Text
    features: Annotated[dict[Name, FiniteFloat], Field(max_length=64)] = Field(default_factory=dict)
    engagement: Engagement | None = None


class Asked(_Row):
    """A list that was shown, and what came of it.

    Attributes:
        input: What the person wanted.
        candidates: In the order shown.
        picked: Id of the one picked, or `none`.
        engagement: By id, or in order of the candidates; another way to say it of each.
        user_id: Who was asked.
    """

    input: Text
    candidates: Annotated[tuple[Option, ...], Field(min_length=1, max_length=1_000)]
    picked: Annotated[Name | None, Field(validation_alias=AliasChoices("picked", "picked_id"))] = (
        None
    )
    engagement: dict[str, Engagement] | tuple[Engagement, ...] | None = None
    user_id: Name | None = None

    @model_validator(mode="after")
    def _told(self) -> "Asked":
        ids = [option.id for option in self.candidates]
        if len(set(ids)) < len(ids):
            raise ValueError("two candidates have the same id")
        if "picked" in self.model_fields_set:
            if self.picked not in (None, NONE_OF_THESE, *ids):
                raise ValueError(f"picked: no candidate has the id {self.picked!r}")
        elif None in self.engagements():
            raise ValueError("neither picked nor an engagement for each candidate is told")
        return self

    def engagements(self) -> list[float | None]:
        """Return the engagement with each candidate; None where it is not told."""
        if isinstance(self.engagement, dict):
            return [self.engagement.get(option.id) for option in self.candidates]
        if self.engagement is None:
            return [option.engagement for option in self.candidates]
        told = list(self.engagement)
        return [*told, None] if len(told) != len(self.candidates) else [*told]

    def good(self, engaged_from: float | None) -> list[bool]:
        """Return whether each candidate was right.

        Args:
            engaged_from: Least engagement that counts; None for anything above 0.
        """
        if "picked" in self.model_fields_set:
            return [option.id == self.picked for option in self.candidates]
        told = [value or 0.0 for value in self.engagements()]
        return [value > 0 if engaged_from is None else value >= engaged_from for value in told]


def read_picks(path: Path) -> Iterator[Asked]:
    """Yield the lines of a JSONL file.

    Raises:
        Invalid: The file cannot be read, a line is no such list, or there are too many; the
            message names the line and the mend.
    """
    count = 0
    for number, asked in read_lines(path, Asked, _FORM):
        count += len(asked.candidates)
        if count > MOST_CANDIDATES:
            raise Invalid(
                f"{path}, line {number}: more than {MOST_CANDIDATES:,} candidates; "
                "evaluate a part of the file"
            )
        yield asked
