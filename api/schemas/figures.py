"""A rate, a mean and a difference as the dashboard shows them: with their interval and their n."""

from typing import Annotated, Final, Literal

from pydantic import ConfigDict, Field, JsonValue

from api.schemas.bounds import Finite, Share
from api.schemas.subject import Reply

RATE: Final[dict[str, JsonValue]] = {
    "successes": 8,
    "n": 10,
    "rate": 0.8,
    "low": 0.4902,
    "high": 0.9433,
}
DIFFERENCE: Final[dict[str, JsonValue]] = {
    "effect": 0.05,
    "low": -0.31,
    "high": 0.4,
    "verdict": "not_enough_data",
    "text": "not enough data: 10 of 388 needed on each side",
    "needed_n": 388,
}
COMPARED: Final[dict[str, JsonValue]] = {
    "personalized": RATE,
    "neutral": {"successes": 9, "n": 12, "rate": 0.75, "low": 0.4677, "high": 0.9111},
    "difference": DIFFERENCE,
}
MEAN: Final[dict[str, JsonValue]] = {"n": 42, "mean": 31.5, "low": 27.1, "high": 35.9}

Tally = Annotated[int, Field(ge=0)]


class RateReply(Reply):
    """A share of trials, with Wilson's 95 % interval."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [RATE]})

    successes: Tally
    n: Annotated[Tally, Field(description="Trials.")]
    rate: Annotated[Share | None, Field(description="null before any trial.")]
    low: Share | None
    high: Share | None


class MeanReply(Reply):
    """A mean, with a 95 % interval where there are enough values for one."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [MEAN]})

    n: Annotated[Tally, Field(description="Values.")]
    mean: Annotated[Finite | None, Field(description="null without a value.")]
    low: Annotated[Finite | None, Field(description="null below 30 values.")]
    high: Finite | None


class DifferenceReply(Reply):
    """How two shares differ, with Newcombe's 95 % interval, and what may be concluded."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [DIFFERENCE]})

    effect: Annotated[Finite | None, Field(description="Personalised minus neutral.")]
    low: Finite | None
    high: Finite | None
    verdict: Literal["better", "worse", "no_difference_seen", "not_enough_data"]
    text: Annotated[str, Field(description="The verdict in words.")]
    needed_n: Annotated[
        int | None,
        Field(
            ge=1,
            description="Trials on each side that would show a relative change of 20 % with 80 % "
            "power; null while the rate to compare with is unknown or 0.",
        ),
    ]


class ComparedReply(Reply):
    """A share with personalisation and without, and how they differ."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [COMPARED]})

    personalized: RateReply
    neutral: RateReply
    difference: DifferenceReply
