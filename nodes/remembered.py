"""What a profile remembers, in the shape in which the knowledge graph tells it."""

from collections.abc import Iterator
from typing import Final

from domain.knowledge import KnownFact, relation_named
from domain.profile import FACETS, Facet, Memory, Preference, Profile
from learning.knowledge.sentences import stated_sentence
from learning.relations import TASTE, said_as, thing_of
from learning.statements import STATED_TAGS, was_stated

_PICKED: Final = {"goal": "HAS_GOAL", "preference": TASTE}


def remembered(profile: Profile) -> list[KnownFact]:
    """Return what was stated, and what picks have taught: all that holds now, and nothing past.

    What is only inferred about products, brands and categories is the graph's to tell.

    Args:
        profile: The fold of a subject's events.
    """
    stated = [stated_fact(f.fact_id, f.relation, f.value, f.at) for f in profile.facts]
    told = {fact.memory_id for fact in stated}
    stated += [fact for fact in _stances(profile) if fact.memory_id not in told]
    return [*stated, *map(_kept, (*profile.goals, *profile.statements, *profile.history))]


def stated_fact(memory_id: str, name: str, value: str, at: int) -> KnownFact:
    """Return what a subject said about themselves as a fact that never fades.

    Args:
        memory_id: Text of the id of the event that said it.
        name: A relation's.
        value: Such as `nuts` or `50`.
        at: When it was said, in milliseconds.
    """
    relation = relation_named(name)
    return KnownFact(
        memory_id=memory_id,
        type=relation.type,
        relation=name,
        thing=thing_of(name, value),
        value=value,
        content=stated_sentence(name, value),
        source="explicit",
        confidence=1.0,
        evidence=(memory_id,),
        valid_at=at,
        recorded_at=at,
        reinforced_at=at,
        tags=STATED_TAGS,
    )


def _stances(profile: Profile) -> Iterator[KnownFact]:
    for facet in FACETS:
        for liked in profile.preferences.get(facet, {}).values():
            if liked.explicit and liked.evidence:
                yield _stance(facet, liked)


def _stance(facet: Facet, liked: Preference) -> KnownFact:
    relation = f"{'prefers' if liked.value > 0 else 'avoids'}_{facet}"
    return stated_fact(liked.evidence[-1], relation, liked.label, liked.at)


def _kept(memory: Memory) -> KnownFact:
    said, relation = was_stated(memory), _PICKED.get(memory.type, "")
    relation = said_as(relation) if said else relation
    return KnownFact(
        memory_id=memory.memory_id,
        type=memory.type,
        relation=relation,
        thing=thing_of(relation, memory.content) if relation else None,
        value="",
        content=memory.content,
        source="explicit" if said else "inferred",
        confidence=memory.confidence,
        evidence=memory.evidence,
        valid_at=memory.at,
        recorded_at=memory.at,
        reinforced_at=memory.at,
        tags=memory.tags,
        half_life_days=None if said or not relation else relation_named(relation).half_life_days,
    )
