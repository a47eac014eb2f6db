"""What a subject's own words and picks say, and what takes them back."""

from collections.abc import Iterator
from dataclasses import replace

from domain.claim import Action, Claim
from domain.event import Event
from domain.ids import text_of
from domain.knowledge import Label, MemoryType, Source, Thing, relation_named
from domain.profile import Memory
from learning.knowledge.sentences import stated_sentence
from learning.lessons import extracted_in, memories_of
from learning.relations import ONE_VALUED, TASTE, meaning, said_as, thing_from, thing_of
from learning.statements import STATED_TAGS, text_in

CHAT_TAGS = ("interaction", "chat")
_READ = {"goal": "HAS_GOAL", "preference": TASTE}


def picked(event: Event) -> Iterator[Claim]:
    """Yield the goal, the preference and the history of a pick."""
    yield from _read_out(event, memories_of(event))


def extracted(event: Event) -> Iterator[Claim]:
    """Yield the goals and preferences that a model read out of a pick."""
    yield from _read_out(event, extracted_in(event))


def stated(event: Event) -> Iterator[Claim]:
    """Yield a statement or its withdrawal, and, when it was said in a chat, its words."""
    data = event.data
    relation, value = text_in(data.get("relation")), text_in(data.get("value"))
    removes = data.get("action") == "remove"
    if not relation or not (value or (removes and relation in ONE_VALUED)):
        return
    yield _withdrawal(event, relation, value) if removes else _statement(event, relation, value)
    words = text_in(data.get("words"))
    if words:
        yield _history(event, f"{text_of(event.event_id)}:history", f"User said: {words}")


def corrected(event: Event) -> Iterator[Claim]:
    """Yield the end of the old fact, and the subject's word in its place."""
    data = event.data
    relation, thing = text_in(data.get("relation")), thing_from(data.get("thing"))
    value = text_in(data.get("value"))
    if data.get("type") == "history":
        if value:
            old = text_in(data.get("memory_id"))
            yield replace(_history(event, old, value, STATED_TAGS), action="correct")
    elif relation and thing is not None and thing.label is not Label.FACET:
        old = text_in(data.get("old_value")) or thing.name
        ended = f"{text_of(event.event_id)}:ended"
        yield _withdrawal(event, relation, old, thing, ended)
        if value:
            yield _statement(event, said_as(relation), value)


def deleted(event: Event) -> Iterator[Claim]:
    """Yield that a fact is gone for good."""
    data = event.data
    relation, thing = text_in(data.get("relation")), thing_from(data.get("thing"))
    gone = text_in(data.get("memory_id") or data.get("fact_id"))
    value = text_in(data.get("value"))
    if gone or thing is not None:
        yield _claim(event, "delete", relation, thing, value, memory_id=gone)


def _read_out(event: Event, memories: tuple[Memory, ...]) -> Iterator[Claim]:
    for memory in memories:
        if memory.type == "history":
            yield _history(event, memory.memory_id, memory.content, memory.tags)
            continue
        relation = _READ[memory.type]
        yield _claim(
            event,
            "reinforce",
            relation,
            thing_of(relation, memory.content),
            "",
            content=memory.content,
            source="inferred",
            confidence=memory.confidence,
            tags=memory.tags,
            memory_id=memory.memory_id,
        )


def _statement(event: Event, relation: str, value: str) -> Claim:
    return _claim(
        event,
        "state",
        relation,
        thing_of(relation, value),
        value,
        content=stated_sentence(relation, value),
    )


def _withdrawal(
    event: Event, relation: str, value: str, thing: Thing | None = None, memory_id: str = ""
) -> Claim:
    relation = meaning(relation)
    said = stated_sentence(relation, value) if value else relation.replace("_", " ")
    return _claim(
        event,
        "withdraw",
        relation,
        thing or thing_of(relation, value),
        value,
        content=f"No longer holds: {said}",
        memory_id=memory_id,
    )


def _history(
    event: Event, memory_id: str, content: str, tags: tuple[str, ...] = CHAT_TAGS
) -> Claim:
    return _claim(event, "state", "", None, "", content=content, tags=tags, memory_id=memory_id)


def _claim(
    event: Event,
    action: Action,
    relation: str,
    thing: Thing | None,
    value: str,
    *,
    content: str = "",
    source: Source = "explicit",
    confidence: float = 1.0,
    tags: tuple[str, ...] = STATED_TAGS,
    memory_id: str = "",
) -> Claim:
    known = relation_named(relation)
    kind: MemoryType = known.type if relation else "history"
    return Claim(
        action=action,
        type=kind,
        relation=relation,
        thing=thing,
        value=value,
        content=content,
        source=source,
        confidence=confidence,
        half_life_days=known.half_life_days if source == "inferred" else None,
        tags=tags,
        memory_id=memory_id or text_of(event.event_id),
        event_id=text_of(event.event_id),
        at=event.at,
        received_at=event.received_at,
        seq=event.seq,
    )
