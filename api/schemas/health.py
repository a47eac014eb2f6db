"""/healthz and /readyz."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from api.schemas.subject import Reply


class AliveReply(Reply):
    """The process lives."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"status": "alive"}]})

    status: Literal["alive"]


class ReadyReply(Reply):
    """Whether events can be committed, and how each store is."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"status": "ready", "stores": {"journal": "ok", "catalog": "ok: 240 products"}}
            ]
        },
    )

    status: Literal["ready"]
    stores: Annotated[dict[str, str], Field(description="By name; some may be degraded.")]
