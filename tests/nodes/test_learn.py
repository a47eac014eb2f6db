"""An event is written when the subject allows it, once, and each gets its own verdict."""

from typing import Any

import pytest

from domain.cart import Cart
from domain.consent import Consent
from domain.errors import Conflict, Unavailable, UnknownProduct
from domain.event import Event, Kind
from domain.ids import client_event_id, digest_of
from domain.product import Product
from domain.profile import Profile
from memory.proposals import Proposals
from nodes.enrich import Enrich
from nodes.learn import Learn
from tests.fakes.catalog import MemoryCatalog
from tests.fakes.events import event
from tests.fakes.journal import MemoryJournal
from tests.fakes.states import GivenStates


def learn(journal: MemoryJournal, *consents: Consent) -> Learn:
    catalog = MemoryCatalog(Product("oat", "Oat Milk", "Oatly", "Milk", price=3.0))
    enrich = Enrich(catalog, Proposals(), GivenStates(Cart.empty), GivenStates(Profile.empty))
    return Learn(journal, GivenStates(Consent.empty, *consents), enrich)


def view(subject: str = "ann", sku: str = "oat") -> Event:
    return event(Kind.PRODUCT_VIEWED, subject, product_sku=sku)


def named(name: str, **data: Any) -> Event:
    """Return an event under a client's own id."""
    told = event(Kind.PRODUCT_VIEWED, product_sku="oat", **data)
    digest = digest_of(repr(data).encode())
    return told._replace(event_id=client_event_id("ann", name), digest=digest)


@pytest.fixture
def journal() -> MemoryJournal:
    return MemoryJournal()


async def test_an_event_is_stored_with_its_facets_and_its_place(journal: MemoryJournal) -> None:
    (verdict,) = await learn(journal)([view()])
    assert verdict.outcome == "stored"
    assert verdict.event == journal.events[0]
    assert (verdict.event.seq, verdict.event.data["brand"]) == (1, "Oatly")


async def test_what_a_subject_does_not_track_is_not_written(journal: MemoryJournal) -> None:
    told = view()
    (verdict,) = await learn(journal, Consent("ann", track_clicks=False))([told])
    assert (verdict.outcome, verdict.event) == ("untracked", told)
    assert journal.events == []


@pytest.mark.parametrize("kind", [Kind.PRODUCT_VIEWED, Kind.CART_ITEM_ADDED, Kind.FEEDBACK_GIVEN])
async def test_nothing_of_a_paused_subject_is_written(journal: MemoryJournal, kind: Kind) -> None:
    paused = learn(journal, Consent("ann", paused=True))
    (verdict,) = await paused([event(kind, product_sku="oat")])
    assert verdict.outcome == "untracked"
    assert journal.events == []


async def test_the_same_event_again_is_a_duplicate_of_the_first(journal: MemoryJournal) -> None:
    step = learn(journal)
    (first,) = await step([named("n1")])
    (again,) = await step([named("n1")])
    assert (again.outcome, again.event) == ("duplicate", first.event)
    assert len(journal.events) == 1


async def test_the_same_id_with_another_body_is_refused(journal: MemoryJournal) -> None:
    step = learn(journal)
    await step([named("n1")])
    (again,) = await step([named("n1", price=1.0)])
    assert again.outcome == "refused"
    assert isinstance(again.error, Conflict)
    assert [stored.data["price"] for stored in journal.events] == [3.0]


async def test_what_must_not_be_learned_from_says_so_itself(journal: MemoryJournal) -> None:
    step = learn(journal, Consent("ann", learn_preferences=False))
    await step([view("ann"), view("bob")])
    assert [stored.data.get("unlearned") for stored in journal.events] == [True, None]


async def test_an_event_says_which_parts_must_not_be_learned_from_it(
    journal: MemoryJournal,
) -> None:
    step = learn(journal, Consent("ann", learn_brands=False, learn_price=False))
    await step([view("ann"), view("bob")])
    marks = [stored.data.get("unlearned") for stored in journal.events]
    assert marks == [["brands", "price"], None]


async def test_a_mixed_batch_gets_its_verdicts_in_order(journal: MemoryJournal) -> None:
    step = learn(journal, Consent("shy", track_clicks=False))
    await step([named("n1")])
    batch = [view("shy"), view(sku="x"), named("n1"), view("bob"), named("n1", price=1.0), view()]
    verdicts = await step(batch)
    outcomes = [verdict.outcome for verdict in verdicts]
    assert outcomes == ["untracked", "refused", "duplicate", "stored", "refused", "stored"]
    errors = [type(verdict.error) for verdict in verdicts if verdict.error]
    assert errors == [UnknownProduct, Conflict]
    assert [verdict.event.subject for verdict in verdicts][3:] == ["bob", "ann", "ann"]


async def test_a_batch_in_which_nothing_may_be_written_asks_no_journal(
    journal: MemoryJournal,
) -> None:
    journal.down = True
    (verdict,) = await learn(journal)([view(sku="x")])
    assert verdict.outcome == "refused"


async def test_a_journal_that_cannot_commit_is_said_to_the_caller(journal: MemoryJournal) -> None:
    journal.down = True
    with pytest.raises(Unavailable):
        await learn(journal)([view()])
