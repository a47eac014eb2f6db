"""Read config/limits.yaml."""

import yaml
from pydantic import BaseModel, ConfigDict, Field, RootModel, ValidationError

from domain.errors import Misconfigured
from memory.limits import Limit, Limits


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    per_minute: float = Field(ge=0)
    burst: float | None = Field(default=None, ge=1)


class _Document(RootModel[dict[str, _Row]]):
    pass


def parse_limits(text: str) -> Limits:
    """Read the limits from a file's text.

    Args:
        text: YAML: kind -> {per_minute, burst}; `per_minute: 0` switches a limit off, and
            without `burst` a whole minute's units may come at once.

    Raises:
        Misconfigured: The text is not YAML, or a value is missing, unknown or out of range.
    """
    try:
        rows = _Document.model_validate(yaml.safe_load(text) or {}).root
    except (yaml.YAMLError, ValidationError) as error:
        raise Misconfigured(
            f"The limits cannot be used: {error}. Give each kind a per_minute (0 switches it "
            "off) and a burst of at least 1."
        ) from error
    return Limits({kind: _limit_of(row) for kind, row in rows.items()})


def _limit_of(row: _Row) -> Limit:
    burst = max(row.per_minute, 1) if row.burst is None else row.burst
    return Limit(per_minute=row.per_minute, burst=burst)
