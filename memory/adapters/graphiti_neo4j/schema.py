"""The indexes and constraints of a graph, and how those that are missing come to be."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Final

from graphiti_core.driver.driver import GraphProvider
from graphiti_core.graph_queries import get_fulltext_indices, get_range_indices

Run = Callable[..., Awaitable[Any]]

_UNIQUE: Final = {
    "entity_uuid": "(x:Entity)",
    "episode_uuid": "(x:Episodic)",
    "community_uuid": "(x:Community)",
    "saga_uuid": "(x:Saga)",
    "relation_uuid": "()-[x:RELATES_TO]-()",
}
_VECTORS: Final = {
    "entity_name_vector": ("Entity", "name_embedding"),
    "community_name_vector": ("Community", "name_embedding"),
    "relation_fact_vector": ("RELATES_TO", "fact_embedding"),
}
# No search starts from a name, and an index of names refuses long ones.
_UNWANTED: Final = ("name_entity_index", "name_edge_index", "saga_name")
_SHOW: Final = (
    "SHOW INDEXES YIELD name, type, labelsOrTypes, properties, owningConstraint, options RETURN *, "
    "options.indexConfig['vector.dimensions'] AS size"
)
_GROUPS_OF_MEMBERS: Final = (
    "CREATE INDEX has_member_group_id IF NOT EXISTS FOR ()-[e:HAS_MEMBER]-() ON (e.group_id)"
)


def statements(dimension: int) -> dict[str, str]:
    """Return what creates each index or constraint, by its name.

    Graphiti's own are kept, except those on names, and uuids become unique: then no two writers
    can make the same node twice. The vectors are stored exactly, without quantization.

    Args:
        dimension: Numbers in an embedding.
    """
    provider = GraphProvider.NEO4J
    upstream = [*get_range_indices(provider), *get_fulltext_indices(provider), _GROUPS_OF_MEMBERS]
    named = {text.partition(" IF NOT EXISTS")[0].split()[-1]: text for text in upstream}
    named = {name: text for name, text in named.items() if name not in _UNWANTED}
    named |= {
        name: f"CREATE CONSTRAINT {name} IF NOT EXISTS FOR {item} REQUIRE x.uuid IS UNIQUE"
        for name, item in _UNIQUE.items()
    }
    return named | {
        name: f"CREATE VECTOR INDEX {name} IF NOT EXISTS FOR {_item(kind)} ON (x.{field}) OPTIONS "
        f"{{indexConfig: {{`vector.dimensions`: {dimension}, "
        "`vector.similarity_function`: 'cosine', `vector.quantization.enabled`: false}}"
        for name, (kind, field) in _VECTORS.items()
    }


async def build(run: Run, dimension: int, seconds: float) -> None:
    """Create what is missing, and wait until it is filled.

    An index that stands in the way is dropped: a plain one on a uuid, one on a name, and one on
    the same vectors with another dimension or name.

    Args:
        run: Runs one statement and returns its records.
        dimension: Numbers in an embedding.
        seconds: How long to wait for new indexes.
    """
    wanted = statements(dimension)
    found = await run(_SHOW)
    standing = {index["name"] for index in found}
    for name in (index["name"] for index in found if _is_in_the_way(index, dimension)):
        await run(f"DROP INDEX `{name}` IF EXISTS")
        standing.discard(name)
    missing = [name for name in wanted if name not in standing]
    for name in missing:
        await run(wanted[name])
    if missing:
        await run("CALL db.awaitIndexes($seconds)", seconds=max(1, int(seconds)))


async def drop(run: Run, names: Iterable[str]) -> None:
    """Drop indexes and constraints by name."""
    for name in names:
        await run(f"DROP CONSTRAINT {name} IF EXISTS")
        await run(f"DROP INDEX {name} IF EXISTS")


def _is_in_the_way(index: Any, dimension: int) -> bool:
    if index["name"] in _UNIQUE:
        return index["owningConstraint"] is None
    if index["type"] != "VECTOR":
        return index["name"] in _UNWANTED
    on = (index["labelsOrTypes"], index["properties"])
    ours = {name: ([kind], [field]) for name, (kind, field) in _VECTORS.items()}
    return on in ours.values() and (ours.get(index["name"]) != on or index["size"] != dimension)


def _item(kind: str) -> str:
    return f"()-[x:{kind}]-()" if kind.isupper() else f"(x:{kind})"
