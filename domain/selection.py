"""A selection: which candidate a subject picked, or none of them."""

from dataclasses import dataclass
from typing import Final

NONE_OF_THESE: Final = "none"


@dataclass(frozen=True, slots=True)
class Selection:
    """The answer to a proposal.

    Attributes:
        proposal_id: 16 bytes; which proposal it answers.
        choice: A sku, a hypothesis id, or `none`.
    """

    proposal_id: bytes
    choice: str

    @property
    def none(self) -> bool:
        """Whether the subject refused every candidate."""
        return self.choice == NONE_OF_THESE
