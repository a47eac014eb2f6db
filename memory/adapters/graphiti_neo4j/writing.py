"""Write things and facts: one statement each, whether it is one of them or a thousand."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from graphiti_core.driver.query_executor import QueryExecutor
from graphiti_core.edges import EntityEdge
from graphiti_core.helpers import validate_node_labels
from graphiti_core.nodes import EntityNode

Run = Callable[..., Awaitable[Any]]
Row = dict[str, Any]

_ENDS: Final = frozenset(("source_node_uuid", "target_node_uuid", "source_uuid", "target_uuid"))

_SAVE_NODES: Final = """
    UNWIND $rows AS row
    MERGE (n:Entity {uuid: row.uuid})
    SET n:$(row.labels)
    WITH n, row, n.name_embedding AS kept
    SET n = row.fields
"""
_SAVE_EDGES: Final = """
    UNWIND $rows AS row
    MATCH (source:Entity {uuid: row.source})
    MATCH (target:Entity {uuid: row.target})
    MERGE (source)-[e:RELATES_TO {uuid: row.uuid}]->(target)
    WITH e, row, e.fact_embedding AS kept
    SET e = row.fields
"""
_NODE_VECTOR: Final = """
    WITH n, row CALL db.create.setNodeVectorProperty(n, "name_embedding", row.vector)
    RETURN n.uuid AS uuid
"""
_EDGE_VECTOR: Final = """
    WITH e, row CALL db.create.setRelationshipVectorProperty(e, "fact_embedding", row.vector)
    RETURN e.uuid AS uuid
"""
_NODE_KEPT: Final = "SET n.name_embedding = kept RETURN n.uuid AS uuid"
_EDGE_KEPT: Final = "SET e.fact_embedding = kept RETURN e.uuid AS uuid"
_UPROOT: Final = """
    UNWIND $rows AS row
    MATCH ()-[e:RELATES_TO {uuid: row.uuid}]->()
    WHERE startNode(e).uuid <> row.source OR endNode(e).uuid <> row.target
    MATCH (source:Entity {uuid: row.source})
    MATCH (target:Entity {uuid: row.target})
    WITH e, e.uuid AS uuid, e.fact_embedding AS vector
    DELETE e
    RETURN uuid, vector
"""


def node_row(node: EntityNode | Mapping[str, Any]) -> Row:
    """Return a thing as `save_nodes` takes it; core's bulk form has its attributes among the rest.

    Raises:
        NodeLabelValidationError: A label is no plain name.
    """
    fields = dict(node) if isinstance(node, Mapping) else _flat(node)
    labels = sorted({*(fields.pop("labels", None) or ()), "Entity"})
    validate_node_labels(labels)
    vector = fields.pop("name_embedding", None)
    return {"uuid": fields["uuid"], "labels": labels, "fields": fields, "vector": vector}


def edge_row(edge: EntityEdge | Mapping[str, Any]) -> Row:
    """Return a fact as `save_edges` takes it; its ends are those of the relationship alone."""
    fields = dict(edge) if isinstance(edge, Mapping) else _flat(edge)
    source, target = fields["source_node_uuid"], fields["target_node_uuid"]
    vector = fields.pop("fact_embedding", None)
    kept = {name: value for name, value in fields.items() if name not in _ENDS}
    return {
        "uuid": fields["uuid"], "source": source, "target": target, "fields": kept,
        "vector": vector,
    }  # fmt: skip


async def save_nodes(run: Run, rows: Iterable[Row]) -> None:
    """Save things by their uuid; one that comes without a vector keeps the one it has.

    Args:
        run: Runs a statement.
        rows: From `node_row`.
    """
    await _save(run, rows, _SAVE_NODES, _NODE_VECTOR, _NODE_KEPT)


async def save_edges(run: Run, rows: Iterable[Row]) -> None:
    """Save facts by their uuid, between things that are there.

    A fact whose end is missing is not saved. One that comes without a vector keeps the one it has.

    Args:
        run: Runs a statement.
        rows: From `edge_row`.
    """
    await _save(run, rows, _SAVE_EDGES, _EDGE_VECTOR, _EDGE_KEPT)


async def uproot(run: Run, rows: Sequence[Row]) -> None:
    """Take away the facts that are to stand between other things, and hand on their vectors.

    Args:
        run: Runs a statement and returns its records; the rows are saved in the same transaction.
        rows: From `edge_row`; one without a vector is given the old one.
    """
    moved = {record["uuid"]: record["vector"] for record in await run(_UPROOT, rows=_keys(rows))}
    for row in rows:
        if row["vector"] is None:
            row["vector"] = moved.get(row["uuid"])


def running(transaction: Any) -> Run:
    """Return a function that runs a statement in a transaction and returns its records."""

    async def run(statement: str, **values: Any) -> list[Any]:
        found = await transaction.run(statement, **values)
        return found if isinstance(found, list) else [record async for record in found]

    return run


def executing(executor: QueryExecutor) -> Run:
    """Return a function that runs a statement in a transaction of its own."""

    async def run(statement: str, **values: Any) -> list[Any]:
        records, _, _ = await executor.execute_query(statement, **values)
        return list(records)

    return run


async def _save(run: Run, rows: Iterable[Row], save: str, vector: str, kept: str) -> None:
    # Of several rows for one uuid the last one counts, as if they came one after the other.
    last = {row["uuid"]: row for row in rows}
    with_vector = [row for row in last.values() if row["vector"] is not None]
    without = [row for row in last.values() if row["vector"] is None]
    if with_vector:
        await run(save + vector, rows=with_vector)
    if without:
        await run(save + kept, rows=without)


def _keys(rows: Iterable[Row]) -> list[Row]:
    return [{name: row[name] for name in ("uuid", "source", "target")} for row in rows]


def _flat(item: EntityNode | EntityEdge) -> Row:
    fields = dict(item.__dict__)
    return {**(fields.pop("attributes", None) or {}), **fields}
