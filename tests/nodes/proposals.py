"""Proposals as they are shown, with the least that the steps behind them need."""

from typing import Any

import msgspec

from domain.ids import text_of
from domain.product import Product
from domain.proposal import Candidate, Usual
from nodes.result import result_of
from tests.fakes.clock import NOON
from tests.fakes.hypothesizer import READINGS
from tests.fakes.ids import SeededIds

PROPOSAL_ID = SeededIds(11)(NOON)
OAT = Product("oat", "Oat Milk", "Oatly", "Milk", price=3.0, size="1 l", attributes=("vegan",))


def asking(flow: str = "execute", **values: Any) -> dict[str, Any]:
    """Return a proposal of two readings."""
    return {
        "proposal_id": text_of(PROPOSAL_ID),
        "flow": flow,
        "text": "help me bake",
        "input_type": "text",
        "hypotheses": msgspec.to_builtins(READINGS),
        "products": [],
        "model": "scripted",
        "degraded": [],
        **values,
    }


def showing(usual: Usual | None = None) -> dict[str, Any]:
    """Return a proposal of one product."""
    result = result_of(Candidate(OAT, 1, 1.0, usual=usual))
    return asking("shopping", hypotheses=[], products=[result])
