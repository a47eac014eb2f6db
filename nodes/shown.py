"""The events that say what was asked for and what was shown."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.caller import Caller
from domain.event import Event, Kind
from domain.ids import NewId


@dataclass(frozen=True, slots=True)
class Shown:
    """Makes the two events of a proposal."""

    new_id: NewId

    def search_performed(
        self, caller: Caller, now: int, proposal: Mapping[str, Any], filters: Mapping[str, Any]
    ) -> Event:
        """Return the event of our own search; clients post theirs themselves."""
        products = [result["product"] for result in proposal["products"]]
        categories = Counter(p["category"] for p in products if p["category"])
        data = {
            "query": proposal["query"],
            "results_count": len(products),
            "result_ids": [p["sku"] for p in products[:20]],
            "filters": dict(filters),
            "personalized": proposal["personalized"],
            "top_categories": [name for name, _ in categories.most_common(3)],
            "proposal_id": proposal["proposal_id"],
        }
        return self._event(Kind.SEARCH_PERFORMED, caller, now, data)

    def proposal_shown(self, caller: Caller, now: int, proposal: Mapping[str, Any]) -> Event:
        """Return the event that records order, scores and propensity."""
        data = {
            "proposal_id": proposal["proposal_id"],
            "flow": proposal["flow"],
            "query": proposal["query"],
            "personalized": proposal["personalized"],
            "strategy": proposal["strategy"],
            "propensity": proposal["propensity"],
            "shown": [_product(result) for result in proposal["products"]]
            or [_hypothesis(i, h) for i, h in enumerate(proposal["hypotheses"], start=1)],
        }
        return self._event(Kind.PROPOSAL_SHOWN, caller, now, data)

    def _event(self, kind: Kind, caller: Caller, now: int, data: Mapping[str, Any]) -> Event:
        return Event(self.new_id(now), kind, caller.subject, caller.session, now, now, data)


def _product(result: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": result["product"]["sku"],
        "position": result["position"],
        "score": result["score"],
        "reasons": [reason["code"] for reason in result["reasons"]],
    }


def _hypothesis(position: int, hypothesis: Mapping[str, Any]) -> dict[str, Any]:
    raw = hypothesis.get("raw_confidence")
    return {
        "id": hypothesis["id"],
        "position": position,
        "confidence": hypothesis["confidence"],
        "question": hypothesis["question"],
        **({} if raw is None else {"raw_confidence": raw}),
    }
