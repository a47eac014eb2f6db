"""The statements that save a record under its uuid, new or not."""

from typing import Final

KINDS: Final = ("MENTIONS", "HAS_MEMBER", "HAS_EPISODE", "NEXT_EPISODE")
"""Relationships other than facts; all of them live in the table `link`."""

_ENDS: Final = {
    "MENTIONS": ("episode", ("entity",)),
    "HAS_MEMBER": ("community", ("entity", "community")),
    "HAS_EPISODE": ("saga", ("episode",)),
    "NEXT_EPISODE": ("episode", ("episode",)),
}
# A record read back without its vector must not lose the stored one.
_KEEP: Final = "coalesce(excluded.embedding, {}.embedding)"
# Labels only accumulate, as in Neo4j.
_UNION: Final = """(SELECT json_group_array(value) FROM (SELECT value FROM json_each(entity.labels)
  UNION SELECT value FROM json_each(excluded.labels)))"""


def _upsert(table: str, columns: str, exists: str = "1", **other: str) -> str:
    names = [name.strip() for name in columns.split(",")]
    key = "kind, uuid" if table == "link" else "uuid"
    sets = ", ".join(f"{n} = {other.get(n, f'excluded.{n}')}" for n in names if n not in key)
    marks = ", ".join("?" * len(names))
    return (
        f"INSERT INTO {table}({columns}) SELECT {marks} WHERE {exists}"
        f" ON CONFLICT({key}) DO UPDATE SET {sets}"
    )


def _link(kind: str) -> str:
    source, targets = _ENDS[kind]
    ends = " OR ".join(f"EXISTS(SELECT 1 FROM {table} WHERE uuid = ?4)" for table in targets)
    exists = f"EXISTS(SELECT 1 FROM {source} WHERE uuid = ?3) AND ({ends})"
    return _upsert("link", "kind, uuid, source, target, group_id, created_at", exists)


ENTITY: Final = _upsert(
    "entity",
    "uuid, name, group_id, created_at, labels, summary, attributes, terms, words, embedding",
    embedding=_KEEP.format("entity"),
    labels=_UNION,
)
EPISODE: Final = _upsert(
    "episode",
    "uuid, name, group_id, created_at, source, source_description, content, valid_at,"
    " entity_edges, metadata, terms, words",
)
COMMUNITY: Final = _upsert(
    "community",
    "uuid, name, group_id, created_at, summary, terms, words, embedding",
    embedding=_KEEP.format("community"),
)
SAGA: Final = _upsert(
    "saga",
    "uuid, name, group_id, created_at, summary, first_episode_uuid, last_episode_uuid,"
    " last_summarized_at, last_summarized_episode_valid_at",
)
# A fact whose ends are not both there is dropped, as in Neo4j.
EDGE: Final = _upsert(
    "edge",
    "uuid, source, target, group_id, name, fact, episodes, created_at, expired_at, valid_at,"
    " invalid_at, reference_time, attributes, terms, words, embedding",
    "EXISTS(SELECT 1 FROM entity WHERE uuid = ?) AND EXISTS(SELECT 1 FROM entity WHERE uuid = ?)",
    embedding=_KEEP.format("edge"),
)
LINK: Final = {kind: _link(kind) for kind in KINDS}
