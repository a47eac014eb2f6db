"""The persona: four dials that shape how a subject is answered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

PERSONA_FACETS: Final = ("concise", "step_by_step", "code_first", "formal")
NEUTRAL: Final = 0.5


@dataclass(frozen=True, slots=True)
class Persona:
    """The fold of one subject's persona_updated events.

    Attributes:
        subject: Whose persona it is.
        seq: Journal place of the last event folded.
        facets: Each facet in [0, 1]; 0.5 says nothing.
        interaction_count: Number of answers that moved or confirmed it.
        updated_at: In milliseconds, or None before any.
    """

    subject: str
    seq: int = 0
    facets: Mapping[str, float] = field(
        default_factory=lambda: dict.fromkeys(PERSONA_FACETS, NEUTRAL)
    )
    interaction_count: int = 0
    updated_at: int | None = None

    @classmethod
    def empty(cls, subject: str) -> "Persona":
        """Return the persona of somebody nothing is known about."""
        return cls(subject)
