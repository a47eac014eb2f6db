"""A proposal is made of products or of readings, and what was shown is written down first."""

from dataclasses import replace
from typing import Any

import pytest

from catalog.port import Found
from domain.caller import Caller
from domain.consent import Consent
from domain.constraints import Constraints
from domain.errors import Unavailable
from domain.event import Event, Kind
from domain.ids import bytes_of
from domain.proposal import Candidate, Choice, Outcome
from memory.executions import Executions
from nodes.present import Flow, Present
from tests.fakes.clock import NOON, FixedClock
from tests.fakes.hypothesizer import READINGS
from tests.fakes.ids import SeededIds
from tests.fakes.journal import MemoryJournal
from tests.fakes.states import GivenStates
from tests.nodes.proposals import OAT

ANN = Caller("ann", "visit 1")


class Desk:
    """Presents, and keeps what was written."""

    def __init__(self, *consents: Consent) -> None:
        self.journal = MemoryJournal()
        self.executions = Executions(":memory:")
        self._consents = GivenStates(Consent.empty, *consents)

    async def products(self, flow: Flow = "search", **state: Any) -> dict[str, Any]:
        """Present one product."""
        return await self.present(
            flow,
            {
                "candidates": (Candidate(OAT, 1, 0.9),),
                "choice": Choice("hybrid", 0.75),
                "personalized": True,
                "found": Found(()),
                **state,
            },
        )

    async def readings(self, flow: Flow = "execute") -> dict[str, Any]:
        """Present two readings."""
        return await self.present(flow, {"hypotheses": READINGS, "model": "rules"})

    async def present(self, flow: Flow, state: Any) -> dict[str, Any]:
        """Present what a state holds."""
        step = Present(
            flow, self.journal, self._consents, self.executions, FixedClock(), SeededIds()
        )
        asked = {
            "text": "milk",
            "query": "milk",
            "constraints": Constraints(price_max=5),
            "thread_id": "t1",
            "degraded": ["catalog"],
        }
        written = await step(asked | state, ANN)
        assert written["reply"] == {}
        return written["proposal"]

    def event(self, kind: Kind) -> Event:
        """Return the one event of a kind."""
        (found,) = [event for event in self.journal.events if event.kind is kind]
        return found


@pytest.mark.parametrize(("evidence", "personalized"), [((), False), (("e1",), True)])
async def test_readings_are_personal_when_one_of_them_has_evidence(
    evidence: tuple[str, ...], personalized: bool
) -> None:
    first, second = READINGS
    readings = (first, replace(second, evidence=evidence))
    desk = Desk()
    proposal = await desk.present("execute", {"hypotheses": readings, "model": "rules"})
    assert proposal["personalized"] is personalized
    assert desk.event(Kind.PROPOSAL_SHOWN).data["personalized"] is personalized


async def test_a_search_writes_what_was_asked_and_what_was_shown() -> None:
    desk = Desk()
    proposal = await desk.products()
    searched, shown = desk.journal.events
    assert (searched.kind, shown.kind) == (Kind.SEARCH_PERFORMED, Kind.PROPOSAL_SHOWN)
    assert searched.data == {
        "query": "milk",
        "results_count": 1,
        "result_ids": ["oat"],
        "filters": {"price_max": 5},
        "personalized": True,
        "top_categories": ["Milk"],
        "proposal_id": proposal["proposal_id"],
    }
    assert shown.data["shown"] == [{"id": "oat", "position": 1, "score": 0.9, "reasons": []}]
    assert (shown.data["strategy"], shown.data["propensity"]) == ("hybrid", 0.75)
    assert (shown.subject, shown.session, shown.at) == ("ann", "visit 1", NOON)


async def test_readings_are_written_as_shown_and_are_no_search() -> None:
    desk = Desk()
    await desk.readings()
    (shown,) = desk.journal.events
    assert [place["id"] for place in shown.data["shown"]] == ["h1", "h2"]
    assert shown.data["shown"][0]["confidence"] == 0.6


async def test_what_a_reading_was_said_to_be_worth_is_written_beside_what_was_shown() -> None:
    desk = Desk()
    calibrated = (replace(READINGS[0], confidence=0.4, raw_confidence=0.6),)
    await desk.present("execute", {"hypotheses": calibrated, "model": "rules"})
    (place,) = desk.event(Kind.PROPOSAL_SHOWN).data["shown"]
    assert (place["confidence"], place["raw_confidence"]) == (0.4, 0.6)


async def test_readings_name_the_model_that_made_them_and_products_none() -> None:
    assert (await Desk().readings())["model"] == "rules"
    assert "model" not in await Desk().products()


async def test_what_is_degraded_is_in_the_proposal() -> None:
    assert (await Desk().products())["degraded"] == ["catalog"]


@pytest.mark.parametrize(
    "consent", [Consent("ann", paused=True), Consent("ann", track_searches=False)]
)
async def test_without_consent_nothing_is_written(consent: Consent) -> None:
    desk = Desk(consent)
    assert (await desk.products())["products"]
    assert (await desk.readings())["hypotheses"]
    assert desk.journal.events == []


async def test_nothing_found_is_still_shown_as_nothing() -> None:
    desk = Desk()
    proposal = await desk.products(candidates=())
    assert proposal["products"] == []
    assert desk.event(Kind.PROPOSAL_SHOWN).data["shown"] == []


async def test_the_outcome_says_what_there_is_instead() -> None:
    found = Found((), Outcome.OUT_OF_PRICE_RANGE, price_range=(2.0, 9.0))
    proposal = await Desk().products(found=found)
    assert proposal["outcome"] == "out_of_price_range"
    assert proposal["price_range"] == {"min": 2.0, "max": 9.0}
    assert not {"corrections", "unsupported"} & proposal.keys()


async def test_the_outcome_says_what_was_corrected_and_what_no_product_carries() -> None:
    found = Found((), corrections={"mlik": "milk"}, unsupported=("keto",))
    proposal = await Desk().products(found=found)
    assert proposal["corrections"] == {"mlik": "milk"}
    assert proposal["unsupported"] == ["keto"]


@pytest.mark.parametrize("flow", ["shopping", "execute"])
async def test_a_thread_that_waits_is_remembered_with_what_it_asked(flow: Flow) -> None:
    desk = Desk()
    proposal = await desk.readings(flow)
    execution = await desk.executions.by_proposal(bytes_of(proposal["proposal_id"]), "ann")
    assert execution is not None
    assert (execution.thread_id, execution.flow, execution.session) == ("t1", flow, "visit 1")
    assert execution.hypotheses == READINGS


async def test_a_plain_search_waits_for_no_answer() -> None:
    desk = Desk()
    proposal = await desk.products("search")
    assert await desk.executions.by_proposal(bytes_of(proposal["proposal_id"]), "ann") is None


async def test_a_search_is_answered_when_the_journal_is_away_and_says_so() -> None:
    desk = Desk()
    desk.journal.down = True
    assert (await desk.products())["degraded"] == ["catalog", "journal"]


async def test_what_a_thread_waits_on_must_be_written() -> None:
    desk = Desk()
    desk.journal.down = True
    with pytest.raises(Unavailable):
        await desk.readings()
