"""Turn Graphiti's search filters into SQL conditions."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from graphiti_core.errors import GroupIdValidationError
from graphiti_core.search.search_filters import ComparisonOperator, DateFilter, SearchFilters

from . import models
from .errors import GroupRequired
from .statements import listed

_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_GROUP: Final = re.compile(r"[A-Za-z0-9_-]*")
_NULLS: Final = (ComparisonOperator.is_null, ComparisonOperator.is_not_null)
_IN: Final = "IN (SELECT value FROM json_each(?))"


@dataclass(slots=True)
class Conditions:
    """Conditions that a row must meet, all of them, and the values they name."""

    sql: list[str] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)

    def add(self, sql: str, *values: Any) -> None:
        """Demand one more."""
        self.sql.append(sql)
        self.values += values

    def among(self, column: str, allowed: Sequence[str] | None) -> None:
        """Demand that a column holds one of these; None demands nothing."""
        if allowed is not None:
            # The unary plus keeps SQLite from walking an index of the column.
            self.add(f"+{column} {_IN}", listed(allowed))

    def where(self) -> str:
        """Return the conditions behind an AND, or nothing."""
        return "".join(f" AND {condition}" for condition in self.sql)


def checked(group_ids: Sequence[str] | None, *, required: bool) -> list[str] | None:
    """Return the groups of a call without repeats; None means every group.

    Raises:
        GroupRequired: `required`, and there is none, or an empty one.
        GroupIdValidationError: An id has characters other than letters, digits, - and _.
    """
    for group_id in group_ids or ():
        if not _GROUP.fullmatch(group_id):
            raise GroupIdValidationError(group_id)
    if required and (not group_ids or not all(group_ids)):
        raise GroupRequired("This graph answers for named groups only; give group_ids.")
    return list(dict.fromkeys(group_ids)) if group_ids is not None else None


def of_nodes(filters: SearchFilters | None) -> Conditions:
    """Return the conditions of a filter on the table `entity`, aliased n."""
    found = Conditions()
    if filters is not None:
        if filters.node_labels is not None:
            sql = f"EXISTS(SELECT 1 FROM json_each(n.labels) j WHERE j.value {_IN})"
            found.add(sql, listed(filters.node_labels))
        _add_properties(found, filters, "n")
    return found


def of_edges(filters: SearchFilters | None) -> Conditions:
    """Return the conditions of a filter on the table `edge`, aliased e."""
    found = Conditions()
    if filters is None:
        return found
    found.among("e.name", filters.edge_types)
    found.among("e.uuid", filters.edge_uuids)
    found.among("e.source", filters.edge_source_node_uuids)
    found.among("e.target", filters.edge_target_node_uuids)
    if filters.node_labels is not None:
        for end in ("source", "target"):
            sql = (
                "EXISTS(SELECT 1 FROM entity x, json_each(x.labels) j"
                f" WHERE x.uuid = e.{end} AND j.value {_IN})"
            )
            found.add(sql, listed(filters.node_labels))
    for column in ("valid_at", "invalid_at", "created_at", "expired_at"):
        _add_times(found, f"e.{column}", getattr(filters, column))
    _add_properties(found, filters, "e")
    return found


def attribute(alias: str, name: str) -> str | None:
    """Return the SQL of an attribute's value, or None when the name cannot be one.

    NaN and infinities make a record's JSON unreadable for SQLite; its attributes are null then.
    """
    if not _NAME.fullmatch(name):
        return None
    column = f"{alias}.attributes"
    return f"CASE WHEN json_valid({column}) THEN json_extract({column}, '$.{name}') END"


def comparable(value: Any) -> Any:
    """Return a value as `attribute` reads it from a record that holds it."""
    if value is None or isinstance(value, str | int | float):
        return value
    found = json.loads(models.json_text(value))
    return found if isinstance(found, str) else json.dumps(found, separators=(",", ":"))


def _add_times(
    found: Conditions, column: str, either: Sequence[Sequence[DateFilter]] | None
) -> None:
    """Add an OR of ANDs; one without members demands nothing."""
    if not either:
        return
    branches, values = [], []
    for both in either:
        parts = []
        for one in both:
            operator = one.comparison_operator
            parts.append(f"{column} {operator.value}" + ("" if operator in _NULLS else " ?"))
            if operator not in _NULLS:
                values.append(models.time_text(one.date))
        branches.append("(" + (" AND ".join(parts) or "1") + ")")
    found.add("(" + " OR ".join(branches) + ")", *values)


def _add_properties(found: Conditions, filters: SearchFilters, alias: str) -> None:
    for one in filters.property_filters or ():
        value = attribute(alias, one.property_name)
        if value is None:
            raise ValueError(
                f"{one.property_name!r} cannot name a property; use letters, digits and _."
            )
        if one.comparison_operator in _NULLS:
            found.add(f"({value}) {one.comparison_operator.value}")
        else:
            found.add(f"({value}) {one.comparison_operator.value} ?", one.property_value)
