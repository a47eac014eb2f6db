"""Write any value that a store keeps as JSON values, for an export that a person can read."""

from collections.abc import Mapping, Set
from dataclasses import fields, is_dataclass
from typing import Any


def json_values(value: Any) -> Any:
    """Return a value as JSON values; a key of several parts becomes one text.

    Example:
        >>> json_values({("brand", "Oatly"): (1, 2)})
        {'brand/Oatly': [1, 2]}
    """
    if isinstance(value, str):  # also one of a library's own kind
        return str(value)
    if value is None or isinstance(value, int | float):
        return value
    if is_dataclass(value):
        return {field.name: json_values(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {_key(key): json_values(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [json_values(part) for part in value]
    if isinstance(value, Set):
        return sorted(map(json_values, value))
    return value.hex() if isinstance(value, bytes) else str(value)


def _key(key: Any) -> str:
    return "/".join(map(str, key)) if isinstance(key, tuple) else str(key)
