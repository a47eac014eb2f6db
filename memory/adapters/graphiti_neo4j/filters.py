"""Turn Graphiti's search filters into Cypher conditions."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from graphiti_core.errors import GroupIdValidationError
from graphiti_core.helpers import validate_node_labels
from graphiti_core.search.search_filters import ComparisonOperator, DateFilter, SearchFilters

from .errors import GroupRequired

_GROUP: Final = re.compile(r"[A-Za-z0-9_-]*")
_NULLS: Final = (ComparisonOperator.is_null, ComparisonOperator.is_not_null)


@dataclass(slots=True)
class Conditions:
    """Conditions that a match must meet, all of them, and the parameters they name."""

    cypher: list[str] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)

    def add(self, cypher: str, *values: Any) -> None:
        """Demand one more; each `?` in it becomes a parameter of its own."""
        for value in values:
            name = f"where_{len(self.values)}"
            self.values[name] = value
            cypher = cypher.replace("?", f"${name}", 1)
        self.cypher.append(cypher)

    def among(self, expression: str, allowed: Sequence[str] | None) -> None:
        """Demand that an expression is one of these; None demands nothing."""
        if allowed is not None:
            self.add(f"{expression} IN ?", list(allowed))

    def joined(self, *more: str) -> str:
        """Return these conditions and more behind a WHERE, or nothing."""
        conditions = [*more, *self.cypher]
        return f"WHERE {' AND '.join(conditions)}" if conditions else ""


def checked(group_ids: Sequence[str] | None, *, required: bool) -> list[str] | None:
    """Return the groups of a search without repeats; None and none at all mean every group.

    Raises:
        GroupRequired: `required`, and there is none, or an empty one.
        GroupIdValidationError: An id has characters other than letters, digits, - and _.
    """
    for group_id in group_ids or ():
        if not _GROUP.fullmatch(group_id):
            raise GroupIdValidationError(group_id)
    if required and (not group_ids or not all(group_ids)):
        raise GroupRequired("This graph answers for named groups only; give group_ids.")
    return list(dict.fromkeys(group_ids)) if group_ids else None


def of_nodes(filters: SearchFilters | None) -> Conditions:
    """Return the conditions of a filter on a node n."""
    found = Conditions()
    if filters is not None:
        _add_labels(found, "n", filters.node_labels)
        _add_properties(found, "n", filters)
    return found


def of_edges(filters: SearchFilters | None) -> Conditions:
    """Return the conditions of a filter on a relationship e from a node n to a node m."""
    found = Conditions()
    if filters is None:
        return found
    found.among("e.name", filters.edge_types)
    found.among("e.uuid", filters.edge_uuids)
    found.among("n.uuid", filters.edge_source_node_uuids)
    found.among("m.uuid", filters.edge_target_node_uuids)
    for end in ("n", "m"):
        _add_labels(found, end, filters.node_labels)
    for column in ("valid_at", "invalid_at", "created_at", "expired_at"):
        _add_times(found, f"e.{column}", getattr(filters, column))
    _add_properties(found, "e", filters)
    return found


def _add_labels(found: Conditions, node: str, labels: list[str] | None) -> None:
    if labels is not None:
        # Labels cannot be parameters; this refuses whatever is no plain name.
        validate_node_labels(labels)
        found.add(f"{node}:{'|'.join(labels)}" if labels else "false")


def _add_times(
    found: Conditions, column: str, either: Sequence[Sequence[DateFilter]] | None
) -> None:
    """Add an OR of ANDs, each date a parameter of its own; one without members demands nothing."""
    if not either:
        return
    branches, values = [], []
    for both in either:
        parts = []
        for one in both:
            operator = one.comparison_operator
            parts.append(f"{column} {operator.value}" + ("" if operator in _NULLS else " ?"))
            if operator not in _NULLS:
                values.append(one.date)
        branches.append("(" + (" AND ".join(parts) or "true") + ")")
    found.add("(" + " OR ".join(branches) + ")", *values)


def _add_properties(found: Conditions, item: str, filters: SearchFilters) -> None:
    for one in filters.property_filters or ():
        operator = one.comparison_operator
        if operator in _NULLS:
            found.add(f"{item}[?] {operator.value}", one.property_name)
        else:
            found.add(f"{item}[?] {operator.value} ?", one.property_name, one.property_value)
