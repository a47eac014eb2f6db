"""The least data an event of each kind needs."""

from collections.abc import Sequence
from typing import Any

from domain.event import Event, Kind
from domain.ids import persona_event_id, selection_event_id, text_of
from tests.fakes.clock import NOON
from tests.fakes.ids import SeededIds

_ids = SeededIds(2_026)

QUESTIONS = (
    {"id": "h1", "question": "Do you want a quick answer?", "confidence": 0.8},
    {"id": "h2", "question": "Do you want a plan?", "confidence": 0.6},
)
CONTEXT = {
    "persona_facets": {"concise": 0.5},
    "interaction_count": 3,
    "recent_goals": ["bake bread"],
    "preferences": [],
}


def event(kind: Kind, subject: str = "ann", at: int = NOON, **data: Any) -> Event:
    """Return an event with an id of its own."""
    return Event(_ids(at), kind, subject, None, at, at, data)


def viewed(subject: str = "ann", sku: str = "m1") -> Event:
    """Return a look at a product."""
    return event(Kind.PRODUCT_VIEWED, subject, product_sku=sku, product_name=sku, category="milk")


def shown(
    proposal_id: bytes, skus: Sequence[str], subject: str = "ann", flow: str = "search"
) -> Event:
    """Return a proposal that was shown."""
    places = [{"id": sku, "position": place} for place, sku in enumerate(skus, 1)]
    return event(
        Kind.PROPOSAL_SHOWN,
        subject,
        proposal_id=text_of(proposal_id),
        flow=flow,
        query="milk",
        personalized=True,
        strategy="hybrid",
        propensity=1.0,
        shown=places,
    )


def clicked(
    proposal_id: bytes, sku: str, position: int, skipped: Sequence[str] = (), subject: str = "ann"
) -> Event:
    """Return a click in a proposal."""
    return event(
        Kind.SEARCH_RESULT_CLICKED,
        subject,
        product_sku=sku,
        query="milk",
        position=position,
        search_session_id=text_of(proposal_id),
        skipped=[{"sku": above} for above in skipped],
    )


def picked(
    choice: str = "h1", subject: str = "ann", at: int = NOON, *, trains: bool = True, **data: Any
) -> Event:
    """Return a pick among two hypotheses."""
    proposal_id = _ids(at)
    body: dict[str, Any] = {
        "proposal_id": text_of(proposal_id),
        "flow": "execute",
        "input_text": "help me bake",
        "input_type": "text",
        "choice": choice,
        "selected": next((one for one in QUESTIONS if one["id"] == choice), None),
        "hypotheses": list(QUESTIONS),
        "context": CONTEXT,
        "consent": {"use_for_training": trains, "version": 2},
        "reply": {"selected_id": choice},
    }
    made = selection_event_id(proposal_id)
    return Event(made, Kind.SELECTION_MADE, subject, None, at, at, body | data, digest=b"d" * 16)


def persona_moved(
    subject: str = "ann", at: int = NOON, *, trains: bool = True, **data: Any
) -> Event:
    """Return a persona that a pick moved."""
    proposal_id = _ids(at)
    body: dict[str, Any] = {
        "old_facets": {"concise": 0.5},
        "new_facets": {"concise": 0.52},
        "facet_deltas": {"concise": 0.02},
        "signals": {"selected_hypothesis_id": "h1", "success": True},
        "source": "rules",
        "selection_event_id": text_of(selection_event_id(proposal_id)),
        "use_for_training": trains,
    }
    moved = persona_event_id(proposal_id)
    return Event(moved, Kind.PERSONA_UPDATED, subject, None, at, at, body | data, digest=b"d" * 16)
