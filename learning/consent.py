"""Fold consent changes into what a subject allows."""

from dataclasses import fields, replace
from typing import Any, Final

from domain.consent import Consent
from domain.event import Event

SWITCHES: Final = frozenset(
    field.name for field in fields(Consent) if isinstance(field.default, bool)
)
"""The fields that are on or off; `use_for_training` may also be None."""


def settle(consent: Consent, event: Event) -> Consent:
    """Return the consent after a consent_changed event.

    Unknown fields and values of the wrong type are left out, so that nothing is ever allowed by
    mistake. A change that changes nothing still counts as a version.

    Args:
        consent: State before.
        event: With data `{changes: {field: value}}`.

    Returns:
        The state after; the same one when the event is not newer.
    """
    if event.seq <= consent.seq:
        return consent
    changes = event.data.get("changes") or {}
    valid = {name: value for name, value in changes.items() if _valid(name, value)}
    return replace(consent, seq=event.seq, version=consent.version + 1, **valid)


def _valid(name: str, value: Any) -> bool:
    if name in SWITCHES:
        return isinstance(value, bool)
    if name == "use_for_training":
        return value is None or isinstance(value, bool)
    if name == "retention_days":
        return isinstance(value, int) and not isinstance(value, bool) and value > 0
    return False
