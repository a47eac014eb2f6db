"""The tables of a graph file, and the triggers that keep its search data true."""

from typing import Final

APPLICATION: Final = 0x67726166
"""`graf`, written into the header of the file (PRAGMA application_id)."""

VERSION: Final = 2

TEXTS: Final = ("entity", "edge", "episode", "community")
"""Tables with text that is searched."""

TABLES: Final = ("edge", "link", "entity", "episode", "community", "saga")
"""Tables that hold what was saved, in an order in which they may be emptied."""

_COMMON: Final = """rid INTEGER PRIMARY KEY AUTOINCREMENT, uuid TEXT NOT NULL UNIQUE,
  name TEXT, group_id TEXT NOT NULL, created_at TEXT"""
_FOUND: Final = "terms TEXT NOT NULL, words INTEGER NOT NULL"

# Row ids are never used twice (AUTOINCREMENT): cached vectors are known by them. The embedding
# is the last column, so that the others are read without it.
_TABLES: Final = f"""
CREATE TABLE entity({_COMMON}, labels TEXT, summary TEXT, attributes TEXT, {_FOUND},
  embedding BLOB);
CREATE TABLE episode({_COMMON}, source TEXT, source_description TEXT, content TEXT, valid_at TEXT,
  entity_edges TEXT, metadata TEXT, {_FOUND});
CREATE TABLE community({_COMMON}, summary TEXT, {_FOUND}, embedding BLOB);
CREATE TABLE saga({_COMMON}, summary TEXT, first_episode_uuid TEXT, last_episode_uuid TEXT,
  last_summarized_at TEXT, last_summarized_episode_valid_at TEXT);
CREATE TABLE edge({_COMMON}, source TEXT NOT NULL, target TEXT NOT NULL, fact TEXT, episodes TEXT,
  expired_at TEXT, valid_at TEXT, invalid_at TEXT, reference_time TEXT, attributes TEXT, {_FOUND},
  embedding BLOB);
CREATE TABLE link(rid INTEGER PRIMARY KEY, kind TEXT NOT NULL, uuid TEXT NOT NULL,
  source TEXT NOT NULL, target TEXT NOT NULL, group_id TEXT NOT NULL, created_at TEXT,
  UNIQUE(kind, uuid));
CREATE TABLE tally(gid INTEGER PRIMARY KEY, kind TEXT NOT NULL,
  group_id TEXT NOT NULL, texts INTEGER NOT NULL, words INTEGER NOT NULL, last INTEGER NOT NULL,
  changed INTEGER NOT NULL, UNIQUE(kind, group_id));
CREATE TABLE posting(gid INTEGER NOT NULL, term TEXT NOT NULL, hit INTEGER NOT NULL,
  PRIMARY KEY(gid, term, hit)) WITHOUT ROWID;
CREATE TABLE unwiped(mark INTEGER PRIMARY KEY);
CREATE INDEX entity_group ON entity(group_id, uuid);
CREATE INDEX entity_name ON entity(name, group_id);
CREATE INDEX episode_group ON episode(group_id, uuid);
CREATE INDEX episode_time ON episode(group_id, valid_at);
CREATE INDEX community_group ON community(group_id, uuid);
CREATE INDEX saga_group ON saga(group_id, uuid);
CREATE INDEX edge_group ON edge(group_id, uuid);
CREATE INDEX edge_source ON edge(source, target);
CREATE INDEX edge_target ON edge(target);
CREATE INDEX link_source ON link(source, kind);
CREATE INDEX link_target ON link(target, kind);
CREATE INDEX link_group ON link(group_id, kind, uuid);
"""

# A group's number is drawn, and always six bytes in `posting`: so its words can be looked for in
# the bytes of the file once they are deleted, and no number is ever used twice.
_DRAWN: Final = "random() & 0x3fffffffffff | 0x400000000000"
GID_BYTES: Final = 6

HIT: Final = "({rid} << 24) + (min({times}, 4095) << 12) + min({words}, 4095)"
"""One posting of a word as one number: the text, how often it is in it, and the text's length."""

_LINKS: Final = (
    "DELETE FROM link WHERE source = old.uuid; DELETE FROM link WHERE target = old.uuid;"
)
_CASCADES: Final = {
    "entity": "DELETE FROM edge WHERE source = old.uuid; DELETE FROM edge WHERE target = old.uuid;"
    + _LINKS,
    "episode": _LINKS,
    "community": _LINKS,
    "saga": "DELETE FROM link WHERE source = old.uuid;",
}


def creation() -> str:
    """Return the statements that make an empty graph, to be run in one transaction."""
    cascades = "".join(
        f"CREATE TRIGGER {table}_cascade AFTER DELETE ON {table} BEGIN {body} END;\n"
        for table, body in _CASCADES.items()
    )
    searched = "".join(_searched(table) for table in TEXTS)
    stamp = f"PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {VERSION};"
    return _TABLES + searched + cascades + stamp


def _searched(table: str) -> str:
    """Return the triggers of one table of texts.

    `posting` holds each text under each of its words, `tally` counts the texts and words of a
    group, and tells readers whether vectors were only added (`last`) or also changed (`changed`).
    """
    vector = "" if table == "episode" else " OR old.embedding IS NOT new.embedding"
    change = f"old.terms IS NOT new.terms OR old.group_id IS NOT new.group_id{vector}"
    enter, leave = _enter(table), _leave(table)
    return f"""
CREATE TRIGGER {table}_enters AFTER INSERT ON {table} BEGIN {enter.format(changed="changed")} END;
CREATE TRIGGER {table}_leaves AFTER DELETE ON {table} BEGIN {leave} END;
CREATE TRIGGER {table}_changes AFTER UPDATE ON {table} WHEN {change}
BEGIN {leave} {enter.format(changed="changed + 1")} END;
"""


def _enter(table: str) -> str:
    return f"""
  INSERT INTO tally(gid, kind, group_id, texts, words, last, changed)
    VALUES ({_DRAWN}, '{table}', new.group_id, 1, new.words, new.rid, 1)
    ON CONFLICT(kind, group_id) DO UPDATE SET texts = texts + 1, words = words + excluded.words,
      last = max(last, excluded.last), changed = {{changed}};
  INSERT INTO posting(gid, term, hit)
    SELECT t.gid, j.key, {_hit("new")} FROM tally t, json_each(new.terms) j
    WHERE t.kind = '{table}' AND t.group_id = new.group_id;"""


def _leave(table: str) -> str:
    tally = f"kind = '{table}' AND group_id = old.group_id"
    return f"""
  DELETE FROM posting WHERE gid = (SELECT gid FROM tally WHERE {tally})
    AND (term, hit) IN (SELECT j.key, {_hit("old")} FROM json_each(old.terms) j);
  UPDATE tally SET texts = texts - 1, words = words - old.words, changed = changed + 1
    WHERE {tally};"""


def _hit(row: str) -> str:
    return HIT.format(rid=f"{row}.rid", times="j.value", words=f"{row}.words")
