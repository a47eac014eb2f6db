"""Make any sequence of things said, shown, corrected and deleted, and fold it into a graph."""

from collections.abc import Iterable, Sequence
from typing import Any

from hypothesis import strategies as st

from domain.claim import Claim
from domain.event import Event, Kind
from domain.ids import text_of
from domain.knowledge import KnownFact
from learning.knowledge import claims_of, settle
from tests.learning.events import day, event

GROUP = "s_" + "0" * 32
VALUES = st.sampled_from(["Nuts", "nuts", "Oatly"])
RELATIONS = st.sampled_from(
    ["prefers_brand", "avoids_brand", "allergic_to", "prefers_attribute", "budget", "goal"]
)
STATED = st.fixed_dictionaries(
    {
        "relation": RELATIONS,
        "value": VALUES,
        "action": st.sampled_from(["set", "set", "remove"]),
    }
)
PICKED = st.sampled_from(["Want to buy nuts?", "Want to Oatly?"]).map(
    lambda question: {
        "choice": "h1",
        "selected": {"id": "h1", "question": question, "confidence": 0.8},
    }
)
READ_OUT = st.fixed_dictionaries(
    {"goals": st.lists(VALUES.map(lambda value: {"content": value, "confidence": 0.7}), max_size=2)}
)
CARTED = st.sampled_from([{"product_sku": "m1", "brand": "Oatly", "category": "Nuts"}])


class Graph:
    """What is known of one subject, as a sink would fold it."""

    def __init__(self, events: Iterable[Event] = ()) -> None:
        self.facts: dict[str, KnownFact] = {}
        for one in events:
            self.take(one)

    def take(self, one: Event) -> None:
        for claim in claims_of(one, GROUP):
            settled = settle(self.about(claim), claim)
            for gone in settled.removed:
                self.facts.pop(gone, None)
            self.facts |= {fact.memory_id: fact for fact in settled.changed}

    def about(self, claim: Claim) -> list[KnownFact]:
        return [
            fact
            for fact in self.facts.values()
            if fact.memory_id == claim.memory_id or _same_thing(fact, claim)
        ]

    def holding(self, now: int, source: str | None = None) -> list[KnownFact]:
        return [
            fact
            for fact in self.facts.values()
            if fact.holds_at(now) and source in (None, fact.source)
        ]


def _same_thing(fact: KnownFact, claim: Claim) -> bool:
    one, other = fact.thing, claim.thing
    if one is None or other is None:
        return False
    return (one.label, one.key) == (other.label, other.key)


@st.composite
def told(draw: st.DrawFn, kinds: Sequence[tuple[Kind, Any]], most: int = 12) -> list[Event]:
    """Return events in journal order, whose own times lie at most some days back."""
    events = []
    for seq in range(1, draw(st.integers(0, most)) + 1):
        kind, data = draw(st.sampled_from(kinds))
        late = draw(st.sampled_from([0, 0, 1, 3, 9]))
        made = event(kind, seq, draw(data), days=seq)
        events.append(made._replace(at=day(seq - late)))
    return events


def in_time(events: Iterable[Event]) -> list[Event]:
    return sorted(events, key=lambda one: (one.at, one.seq))


def deletion(seq: int, fact: KnownFact) -> Event:
    """Return the deletion of a known fact, as the memory page asks for it."""
    return event(Kind.FACT_DELETED, seq, {**about(fact), "fact_id": fact.memory_id}, days=seq)


def correction(seq: int, fact: KnownFact, value: str) -> Event:
    """Return the correction of a known fact."""
    data = {**about(fact), "old_value": fact.value, "value": value}
    return event(Kind.FACT_CORRECTED, seq, data, days=seq)


def about(fact: KnownFact) -> dict[str, Any]:
    thing = fact.thing
    named = thing and {"label": thing.label.value, "key": thing.key, "name": thing.name}
    return {
        "memory_id": fact.memory_id,
        "type": fact.type,
        "relation": fact.relation,
        "thing": named,
        "value": fact.value,
        "content": fact.content,
    }


def id_of(one: Event) -> str:
    return text_of(one.event_id)
