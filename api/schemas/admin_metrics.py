"""GET /api/v1/admin/metrics and /api/v1/admin/ctr."""

from datetime import date
from typing import Annotated, Any, Final

from pydantic import ConfigDict, Field

from api.schemas.bounds import Moment, Share
from api.schemas.figures import (
    COMPARED,
    MEAN,
    RATE,
    ComparedReply,
    MeanReply,
    RateReply,
    Tally,
)
from api.schemas.subject import Reply
from api.schemas.training import TrainingStats

_DAY: Final[dict[str, Any]] = {
    "day": "2026-03-02",
    "events": {"product_viewed": 12, "search_performed": 3},
    "searches": 3,
    "proposals": 4,
    "selections": 1,
}
_METRICS: Final[dict[str, Any]] = {
    "as_of": "2026-03-02T09:15:00.000Z",
    "days": 1,
    "activity": [_DAY],
    "ctr": COMPARED,
    "selection": COMPARED,
    "auto_advance": RATE,
    "cart": {
        "abandonment": RATE,
        "value": MEAN,
        "value_before": {"n": 30, "mean": 30.0, "low": 26.2, "high": 33.8},
        "value_change": 0.05,
    },
    "catalogue": {"products": 356, "categories": 40, "brands": 61, "version": "7"},
    "memory": {"subjects": 6, "personas": 2, "carts": 6, "consents": 6},
    "training": {
        "hypotheses_count": 41,
        "persona_updates_count": 38,
        "enabled": True,
        "lag": 0,
    },
    "dead_letters": 0,
}


class DayReply(Reply):
    """What happened on one day."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_DAY]})

    day: Annotated[date, Field(description="In UTC, by when it happened.")]
    events: Annotated[dict[str, Tally], Field(description="By kind; what did not happen is out.")]
    searches: Tally
    proposals: Tally
    selections: Tally


class CartFigures(Reply):
    """What becomes of carts, and what orders are worth."""

    abandonment: Annotated[
        RateReply,
        Field(
            description="Carts that no order followed within 24 hours of their last change, of "
            "those that were ordered or abandoned."
        ),
    ]
    value: Annotated[MeanReply, Field(description="Value of an order in the days asked for.")]
    value_before: Annotated[MeanReply, Field(description="The same in as many days before.")]
    value_change: Annotated[
        float | None,
        Field(description="Relative; null without orders on both sides.", allow_inf_nan=False),
    ]


class CatalogueFigures(Reply):
    """What can be found."""

    products: Tally
    categories: Tally
    brands: Tally
    version: Annotated[str, Field(description="Changes whenever the products do.")]


class MemoryFigures(Reply):
    """How many subjects something is known of, as last saved: ten seconds ago at most."""

    subjects: Annotated[Tally, Field(description="With a profile.")]
    personas: Tally
    carts: Tally
    consents: Annotated[Tally, Field(description="Who set what may be kept of them.")]


class MetricsReply(Reply):
    """Whether it learns: activity, rates with their intervals, and what is known."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_METRICS]})

    as_of: Moment
    days: Annotated[int, Field(description="Length of the window, today included.")]
    activity: Annotated[list[DayReply], Field(description="Every day of the window, oldest first.")]
    ctr: Annotated[
        ComparedReply,
        Field(description="Product proposals that were clicked, of those shown; over all time."),
    ]
    selection: Annotated[
        ComparedReply,
        Field(description="Proposals of readings one of which was picked, of those shown; ever."),
    ]
    auto_advance: Annotated[
        RateReply,
        Field(description="Runs of /v1/execute that went on without asking, in the window."),
    ]
    cart: CartFigures
    catalogue: Annotated[
        CatalogueFigures | None, Field(description="null while the catalogue does not answer.")
    ]
    memory: MemoryFigures
    training: TrainingStats
    dead_letters: Annotated[Tally, Field(description="Events that a fold or a sink refused.")]


_POSITION: Final[dict[str, Any]] = {
    "position": 1,
    "shown": 10,
    "clicked": 8,
    "rate": 0.8,
    "low": 0.4902,
    "high": 0.9433,
}


class PositionReply(Reply):
    """How often the product in one position is clicked, with Wilson's 95 % interval."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_POSITION]})

    position: Annotated[int, Field(ge=1)]
    shown: Tally
    clicked: Tally
    rate: Annotated[Share | None, Field(description="null before it was shown.")]
    low: Share | None
    high: Share | None


class CtrReply(Reply):
    """Clicks by position, over all time."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"as_of": "2026-03-02T09:15:00.000Z", "positions": [_POSITION]}]
        },
    )

    as_of: Moment
    positions: Annotated[list[PositionReply], Field(description="First position first.")]
