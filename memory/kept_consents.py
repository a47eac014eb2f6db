"""What subjects allow, with what they had switched off before they were erased."""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any, Final

from domain.consent import Consent
from memory.folds import States
from memory.tombstones import Tombstones

_OFF: Final[Mapping[str, Any]] = {
    field.name: field.name == "paused"
    for field in fields(Consent)
    if isinstance(field.default, bool) and field.name != "share_patterns"
} | {"use_for_training": False}
"""Each setting that a subject can switch off, and its value when it is."""


class KeptConsents:
    """Implements `memory.folds.States`: the fold's consent, or else the tombstone's."""

    def __init__(self, consents: States[Consent], tombstones: Tombstones) -> None:
        self._consents = consents
        self._tombstones = tombstones

    async def read(self, subject: str = "") -> Consent:
        """Return what a subject allows now."""
        consent = await self._consents.read(subject)
        kept = self.kept(subject) if consent.version == 0 else None
        return replace(consent, **kept) if kept else consent

    def kept(self, subject: str) -> Mapping[str, Any]:
        """Return the settings that outlived the subject's erasure, by field.

        A first change after it has to carry them, since from then on the fold counts.
        """
        tombstone = self._tombstones.of(subject)
        return tombstone.kept if tombstone is not None else {}


def switched_off(consent: Consent) -> dict[str, Any]:
    """Return what a subject switched off, by field.

    Example:
        >>> switched_off(Consent("s1", paused=True, track_clicks=False, retention_days=30))
        {'track_clicks': False, 'paused': True}
    """
    return {name: off for name, off in _OFF.items() if getattr(consent, name) is off}
