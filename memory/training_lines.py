"""Say what a pick or a persona change looks like in the training files."""

from collections.abc import Mapping
from typing import Any, Final

from domain.clock import to_rfc3339
from domain.event import Event
from domain.ids import text_of
from domain.selection import NONE_OF_THESE

LINE_VERSION: Final = 1
_CONTEXT: Final = ("persona_facets", "interaction_count", "recent_goals", "preferences")


def pick_record(event: Event, pseudonym: str) -> dict[str, Any]:
    """Return the line of a pick, for hypotheses_data.jsonl, without its crc.

    What an event does not say is written as: positions in the order shown; shown_propensity
    1.0, because an order without exploration is shown for certain; model `unknown`;
    redactor_version 0, which is no redaction.

    Args:
        event: A selection_made with hypotheses.
        pseudonym: Whose pick it is.

    Raises:
        KeyError: The event lacks a field.
    """
    data = event.data
    hypotheses = [
        {"id": one["id"], "question": one["question"], "confidence": one["confidence"]}
        for one in data["hypotheses"]
    ]
    choice = data["choice"]
    return {
        "timestamp": to_rfc3339(event.at),
        "user_id": pseudonym,
        "user_input": data["input_text"],
        "context": {name: data["context"][name] for name in _CONTEXT},
        "hypotheses": hypotheses,
        "selected_id": choice,
        "label": "none" if choice == NONE_OF_THESE else "positive",
        "v": LINE_VERSION,
        "event_id": text_of(event.event_id),
        "seq": event.seq,
        "positions": data.get("positions") or list(range(1, len(hypotheses) + 1)),
        "shown_propensity": data.get("shown_propensity", 1.0),
        "model": data.get("model") or "unknown",
        "consent_version": data["consent"].get("version", 0),
        "redactor_version": data.get("redactor_version", 0),
    }


def move_record(event: Event, pseudonym: str) -> dict[str, Any]:
    """Return the line of a persona change, for persona_updates.jsonl, without its crc.

    Args:
        event: A persona_updated.
        pseudonym: Whose persona moved.

    Raises:
        KeyError: The event lacks a field.
    """
    data = event.data
    return {
        "timestamp": to_rfc3339(event.at),
        "user_id": pseudonym,
        "old_facets": data["old_facets"],
        "new_facets": data["new_facets"],
        "facet_deltas": data["facet_deltas"],
        "signals": {
            "selected_hypothesis_id": data["signals"]["selected_hypothesis_id"],
            "success": data["signals"]["success"],
        },
        "source": data["source"],
        "event_id": text_of(event.event_id),
        "seq": event.seq,
    }


def may_train_on_pick(data: Mapping[str, Any]) -> bool:
    """Whether a pick was among hypotheses, by somebody who allows training on it."""
    hypotheses = data.get("hypotheses") or ()
    answers = {NONE_OF_THESE, *(one["id"] for one in hypotheses)}
    return bool(
        hypotheses
        and data.get("flow") in ("execute", "shopping")
        and data["choice"] in answers
        and (data.get("consent") or {}).get("use_for_training") is True
    )
