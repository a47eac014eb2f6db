"""Gather the changes of one write into the records that it saves and removes."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from graphiti_core.edges import EntityEdge, EpisodicEdge
from graphiti_core.nodes import EntityNode, EpisodicNode

from domain.knowledge import Change, KnownFact, Thing
from memory.adapters.graphiti_knowledge.records import (
    Vector,
    edge_of,
    episode_of,
    mention_of,
    subject_node,
    thing_id,
    thing_node,
)
from memory.knowledge import checked


@dataclass(frozen=True, slots=True)
class Records:
    """What a write saves, in the order that Graphiti's bulk save takes it."""

    episodes: list[EpisodicNode] = field(default_factory=list)
    mentions: list[EpisodicEdge] = field(default_factory=list)
    nodes: list[EntityNode] = field(default_factory=list)
    edges: list[EntityEdge] = field(default_factory=list)


class Batch:
    """The last word of a write on every fact that it touches.

    Attributes:
        stored: Facts to save by group and id.
        removed: Ids to remove by group; a removed fact may have been stored before.
    """

    def __init__(self, changes: Iterable[Change]) -> None:
        """Gather changes in order.

        Raises:
            Invalid: A change names no group.
        """
        self.stored: dict[str, dict[str, KnownFact]] = {}
        self.removed: dict[str, dict[str, None]] = {}
        for change in changes:
            stored = self.stored.setdefault(checked(change.group), {})
            removed = self.removed.setdefault(change.group, {})
            for memory_id in change.removed:
                stored.pop(memory_id, None)
                removed[memory_id] = None
            for fact in change.facts:
                removed.pop(fact.memory_id, None)
                stored[fact.memory_id] = fact

    def things(self) -> dict[str, tuple[str, Thing, int]]:
        """Return (group, thing, when it was recorded) of every thing to save, by node id."""
        return {
            thing_id(group, fact.thing): (group, fact.thing, fact.recorded_at)
            for group, facts in self.stored.items()
            for fact in facts.values()
            if fact.thing is not None
        }

    def records(self, embed: Callable[[Sequence[str]], Sequence[Vector]]) -> Records:
        """Return what to save, with a vector for every node and edge.

        Args:
            embed: Returns one vector per text.
        """
        things = self.things()
        about = [(group, fact) for group, facts in self.stored.items() for fact in facts.values()]
        subjects = {group: fact.recorded_at for group, fact in about}
        texts = [
            *subjects,
            *(thing.name for _, thing, _ in things.values()),
            *(fact.content for _, fact in about),
        ]
        vectors = iter(embed(texts) if texts else ())
        saved = Records()
        saved.nodes.extend(subject_node(*subject, next(vectors)) for subject in subjects.items())
        saved.nodes.extend(thing_node(*thing, next(vectors)) for thing in things.values())
        saved.edges.extend(edge_of(*one, next(vectors)) for one in about)
        for group, facts in self.stored.items():
            self._add_history(saved, group, list(facts.values()))
        return saved

    def _add_history(self, saved: Records, group: str, facts: Sequence[KnownFact]) -> None:
        learned: dict[str, dict[str, Thing]] = defaultdict(dict)
        for fact in facts:
            if fact.thing is not None:
                for event_id in fact.evidence:
                    learned[event_id][thing_id(group, fact.thing)] = fact.thing
        for told in facts:
            if told.thing is None:
                saved.episodes.append(episode_of(group, told))
                mentioned = {
                    key: thing for one in told.evidence for key, thing in learned[one].items()
                }
                saved.mentions.extend(mention_of(group, told, one) for one in mentioned.values())
